#!/bin/sh
# action.yml: see action.py. Needs python3-yaml.
set -u
: "${srcdir:?}"
python3 -c 'import yaml' 2> /dev/null || exit 77
exec python3 "$srcdir/tests/cli/action.py" "$srcdir" "${HAIRPIN:-$builddir/hairpin}"
