#!/bin/sh
# What is printed as JSON, against docs/json/: see documents.py. Needs python3-jsonschema.
set -u
: "${srcdir:?}"
python3 -c 'import jsonschema; jsonschema.Draft202012Validator' 2> /dev/null || exit 77
exec python3 "$srcdir/tests/cli/documents.py" "${HAIRPIN:-$builddir/hairpin}" "$srcdir"
