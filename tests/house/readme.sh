#!/bin/sh
# What README.md names exists.
HAIRPIN=$(pwd)/hairpin exec "$srcdir/tools/check-readme" "$srcdir"
