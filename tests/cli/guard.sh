#!/bin/sh
# The formats of check as servers of continuous integration read them, and the examples of
# hairpin-expect(5), which hold and fail as the page says.
set -u
. "${srcdir:?}/tests/cli/lib.sh"

page=$srcdir/docs/man/hairpin-expect.5

# example NUMBER: the text of an example of the page.
example() { awk -v n="$1" '/^\.Ed/ { on = 0 } on { print } /^\.Bd/ { on = ++i == n }' "$page"; }

example 1 > "$dir/first.json"
example 2 > "$dir/second.yaml"
exits 0 check "$labs/transit" "$dir/first.json"
out_has "4 expectations, all hold"
exits 1 check "$labs/transit" "$dir/second.yaml"
exits 0 check "$labs/no-transit" "$dir/second.yaml"

exits 1 check "$labs/transit" "$labs/transit/expect.json" "$labs/transit/isolation.json" -o tap
out_has "1..9"
out_has "not ok 9 - production and development are isolated"
out_has '    - "    gw-uks/0        originates it"'
exits 1 check "$labs/transit" "$labs/transit/isolation.json" -o github
[ "$(grep -c '^::error file=.*isolation.json,line=[0-9]*,title=' "$dir/out")" -eq 2 ] ||
	fail "not two errors"
out_has "%0A    gw-uks/0        originates it"
exits 0 check "$labs/no-transit" "$labs/transit/isolation.json" -o github
! grep -q '^::' "$dir/out" || fail "an error although all holds"

# GitHub's format is never chosen by itself.
GITHUB_ACTIONS=true exits 1 check "$labs/transit" "$labs/transit/isolation.json"
out_has "FAIL  production and development are isolated"

cat > "$dir/community.json" << 'END'
{"hairpin-expect:expectations": {"route": [
  {"name": "c", "role": "msee", "prefix": "10.64.0.0/16", "attributes": {"community": ["65536:1"]}}
]}}
END
exits 2 check "$labs/transit" "$dir/community.json"
grep -q "two numbers of 0 to 65535" "$dir/err" || fail "a community that cannot be is accepted"

[ "$failures" -eq 0 ]
