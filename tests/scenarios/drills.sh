#!/bin/sh
# Plays every scenario below labs/scenarios, and that of labs/data-centres; all that they expect must hold. Each is played twice, for
# two runs must be equal to the byte.
set -eu
program=${HAIRPIN:-$(pwd)/hairpin}
cd "$srcdir"
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
count=0
wrong=0
for lab in labs/scenarios/*/ labs/data-centres/; do
	lab=${lab%/}
	count=$((count + 1))
	result=0
	"$program" scenario "$lab" "$lab/scenario.json" > "$made/first" 2>&1 || result=$?
	if [ "$result" -ne 0 ]; then
		echo "$lab: exit status $result"
		grep -A 8 '^FAIL' "$made/first" || cat "$made/first"
		wrong=$((wrong + 1))
		continue
	fi
	"$program" scenario "$lab" "$lab/scenario.json" > "$made/second" 2>&1 || true
	if ! cmp -s "$made/first" "$made/second"; then
		echo "$lab: two runs differ"
		wrong=$((wrong + 1))
	fi
done
echo "$count scenarios, $wrong wrong"
[ "$wrong" -eq 0 ] && [ "$count" -ge 23 ]
