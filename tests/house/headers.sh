#!/bin/sh
# Headers compile alone.
exec "$srcdir/tools/check-headers" "$srcdir"
