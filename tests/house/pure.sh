#!/bin/sh
# The core is pure; and a planted call of time() is found.
set -eu
"$srcdir/tools/check-pure" libcore.a
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
printf '#include <time.h>\nlong planted(void);\nlong planted(void) { return (long)time(0); }\n' > "$copy/planted.c"
${CC:-cc} -c "$copy/planted.c" -o "$copy/planted.o"
cp libcore.a "$copy/libcore.a"
ar q "$copy/libcore.a" "$copy/planted.o" 2> /dev/null
if "$srcdir/tools/check-pure" "$copy/libcore.a" > "$copy/out"; then
	echo "a planted call of time() was not found"
	exit 1
fi
grep -qx time "$copy/out"
