#!/bin/sh
# One lab and seed give one run, to the byte; other seeds and delays end in the same tables.
set -eu
program=${HAIRPIN:-$(pwd)/hairpin}
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
count=0
for lab in "$srcdir"/labs/*/lab.json; do
	"$program" sim "$lab" --seed 7 --jitter-ms 20 -o json > "$made/first"
	"$program" sim "$lab" --seed 7 --jitter-ms 20 -o json > "$made/second"
	cmp "$made/first" "$made/second"
	"$program" rib "$lab" > "$made/calm"
	for seed in 1 2 3; do
		"$program" sim "$lab" --seed "$seed" --jitter-ms 500 -o json > "$made/snapshot"
		"$program" rib --snapshot "$made/snapshot" > "$made/shaken"
		cmp "$made/calm" "$made/shaken"
		count=$((count + 1))
	done
done
echo "$count shaken runs ended like the calm one"
[ "$count" -gt 0 ]
