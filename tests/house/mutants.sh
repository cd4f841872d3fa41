#!/bin/sh
# tools/mutants finds what can be changed in a line, and leaves the rest alone.
set -eu
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cat > "$copy/planted.c" <<'END'
#define NOT_THIS 1
/* if (a == b) */
static const char *const text = "a == b && 1"; /* a < 2 */
int planted(char **argv)
{
	int room[8];
	const char *words[] = {"1", argv[0]};

	CHECK(a == 1 &&
	      b == 2);
	if (a != b &&
	    !c->d || e > 17)
		a += b * '1';
	room[0] = -a;
	call(&a, **argv, "x < y");
	xfree(room);
	list_free(room);
	return true;
}
END
tools=$srcdir/tools
"$tools/mutants" "$copy/planted.c" | cut -f 2- > "$copy/out"
cat > "$copy/expected" <<'END'
7	35	1	1
11	8	2	==
11	13	2	||
12	6	1	
12	12	2	&&
12	17	1	>=
12	19	2	18
13	5	2	-=
13	10	1	/
13	3	12	
14	7	1	1
14	2	12	
15	2	25	
16	2	11	
18	9	4	false
END
diff "$copy/expected" "$copy/out"
