#!/bin/sh
# Functions, files and folders have the shape that tools/shape wants; and planted faults are found.
set -eu
"$srcdir/tools/check-shape" "$srcdir"
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT

fresh() {
	rm -rf "$copy/src" "$copy/tools"
	mkdir -p "$copy/src/rib" "$copy/tools"
	grep -v '^except' "$srcdir/tools/shape" > "$copy/tools/shape"
	# Four functions with an assertion: as little as will do.
	for name in one two three; do
		printf 'int %s(int a)\n{\n\treturn a;\n}\n\n' $name
	done > "$copy/src/rib/good.c"
	printf 'void four(int a)\n{\n\tCHECK(a > 0);\n}\n' >> "$copy/src/rib/good.c"
}

# lines COUNT: so many statements.
lines() {
	i=0
	while [ $i -lt "$1" ]; do
		printf '\twork();\n'
		i=$((i + 1))
	done
}

# found WHAT MESSAGE: the check fails and says so.
found() {
	if "$srcdir/tools/check-shape" "$copy" > "$copy/out"; then
		echo "a planted $1 was not found"
		exit 1
	fi
	grep -qF "$2" "$copy/out" || { echo "of a planted $1 nothing is said:"; cat "$copy/out"; exit 1; }
}

# passes WHAT: the check finds nothing.
passes() {
	"$srcdir/tools/check-shape" "$copy" > "$copy/out" && return
	echo "$1 is refused:"
	cat "$copy/out"
	exit 1
}

fresh
passes 'a good tree'

{ printf 'static int long_one(int a,\n                    int b)\n{\n'; lines 57; printf '}\n'; } > "$copy/src/planted.c"
sed -i '/^limit p99/s/34/61/' "$copy/tools/shape"
found 'long function' 'src/planted.c:1: error: long_one() has 61 lines; expected at most 60'
echo 'except function src/planted.c:long_one 61' >> "$copy/tools/shape"
passes 'an excepted function'
sed -i 's/^\(except .*\) 61/\1 60/' "$copy/tools/shape"
found 'function that grew' 'long_one() has 61 lines'

fresh
{ printf 'int middling(void)\n{\n'; lines 32; printf '}\n'; } > "$copy/src/planted.c"
found 'row of long functions' 'one is longer than 35 lines; expected at most 34'

fresh
{
	printf 'void deep(int a)\n{\n\tfor (;;) {\n\t\tfor (;;) {\n\t\t\tfor (;;)\n'
	printf '\t\t\t\twork(a,\n\t\t\t\t     a);\n\t\t}\n\t}\n}\n'
} > "$copy/src/planted.c"
passes 'a nesting of three'
printf 'void deeper(int a)\n{\n\tfor (;;)\n\t\tfor (;;)\n\t\t\tfor (;;)\n\t\t\t\tif (a)\n\t\t\t\t\twork(a);\n}\n' \
	>> "$copy/src/planted.c"
found 'nesting of four' 'src/planted.c:17: error: deeper() is nested 4 deep'

fresh
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19; do echo > "$copy/src/rib/empty$i.c"; done
echo > "$copy/src/rib/header.h"
passes 'a folder of twenty'
echo > "$copy/src/rib/empty20.c"
found 'crowded folder' 'src/rib: error: 21 .c files; expected at most 20'

fresh
yes '/* A line. */' | head -n 500 > "$copy/src/planted.h"
passes 'a file of 500 lines'
echo '/* One more. */' >> "$copy/src/planted.h"
found 'long file' 'src/planted.h:501: error: the file has 501 lines; expected at most 500'
sed -i '1s/.*/\/* Made by a program. *\//' "$copy/src/planted.h"
passes 'a generated file'

fresh
echo 'struct same;' > "$copy/src/rib/first.h"
printf '\nstruct same {\n\tint a;\n};\n' >> "$copy/src/rib/first.h"
printf 'struct other {\n\tstruct same *a;\n};\n\nstruct same f(void);\n' > "$copy/src/second.c"
passes 'a struct that others mention'
printf 'struct same {\n\tchar *b;\n};\n' >> "$copy/src/second.c"
found 'struct of a name that is taken' \
	'src/second.c:6: error: struct same is defined at src/rib/first.h:3, too; expected another name'

while read -r assertion; do
	fresh
	printf 'void five(char *a, char *b)\n{\n\t%s\n}\n' "$assertion" > "$copy/src/rib/planted.c"
	found "bare assertion: $assertion" 'src/rib: error: 20.0 assertions for 100 functions; expected at least 25'
done <<'END'
CHECK(a != NULL);
CHECK(a->b[1] != NULL && b != NULL);
_Static_assert(sizeof(char) == 1, "CHECK(1 > 0)");
log("CHECK(1 > 0)"); /* CHECK(1 > 0) */
PRECHECK(1 > 0);
END

fresh
printf 'void five(char *a)\n{\n\tCHECK(a != NULL &&\n\t      valid(a));\n}\n' > "$copy/src/rib/planted.c"
passes 'an assertion that says more'

fresh
echo 'except file src/rib/gone.c 501' >> "$copy/tools/shape"
passes 'an exception too many'
grep -qF 'note: "except file src/rib/gone.c" is not needed any more' "$copy/out"
echo 'planted faults are found'
