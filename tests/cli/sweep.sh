#!/bin/sh
# Every failure tried, as users do it: whole, divided, killed, resumed, merged.
set -u
. "${srcdir:?}/tests/cli/lib.sh"

exits 1 sweep "$labs/transit"
out_has "witness: vnet-weu and vnet-uks do not reach each other"
exits 1 sweep "$labs/transit" -k 2 -o jsonl -j 1
cp "$dir/out" "$dir/one"
exits 1 sweep "$labs/transit" -k 2 -o jsonl -j 3
cmp -s "$dir/one" "$dir/out" || fail "the number of processes changes the answer"
for i in 0 1 2; do
	exits 0 sweep "$labs/transit" -k 2 --shard $i/3 --out "$dir/parts"
done
exits 1 sweep --merge "$dir/parts" -o jsonl
cmp -s "$dir/one" "$dir/out" || fail "merged shards say something else"
# a shard that was torn goes on from its last whole line, with the index of a Kubernetes job
whole=$dir/parts/shard-1-of-3.jsonl
head -c 900 "$whole" > "$whole.part"
mv "$whole" "$dir/before"
exits 2 sweep --merge "$dir/parts"
err_has "is missing"
JOB_COMPLETION_INDEX=1 exits 0 sweep "$labs/transit" -k 2 --shard /3 --out "$dir/parts" --resume
cmp -s "$whole" "$dir/before" || fail "a resumed shard is another"
# what was begun with other expectations is not gone on with, though their names are the same
sed 's/10\.72\.0\.0/10.73.0.0/' "$labs/transit/isolation.json" > "$dir/other.json"
cmp -s "$dir/other.json" "$labs/transit/isolation.json" && fail "the expectations are the same"
exits 0 sweep "$labs/transit" "$labs/transit/isolation.json" --shard 0/2 --out "$dir/held"
exits 2 sweep "$labs/transit" "$dir/other.json" --shard 0/2 --out "$dir/held" --resume
sed 's/cut/kut/' "$dir/before" > "$whole"
exits 2 sweep --merge "$dir/parts"
err_has "is damaged"
exits 2 sweep "$labs/transit" -k 2 --max-cases 5
err_has "make 106 cases"
exits 2 sweep "$labs/transit" --of lynks
err_has "did you mean 'links'"
exits 1 sweep "$labs/transit" "$labs/transit/expect.json" -k 1
# a failure may open what was closed, and of sets of three only those count of which no two do it
exits 1 sweep "$srcdir/tests/interop/labs/ibgp.json" --of connections
out_has "opened: 1 pair"
exits 1 sweep "$labs/data-centres" -k 3 --of links,msees -o json
python3 - "$dir/out" << 'END' || fail "a set is not one of the smallest"
import json, sys
sets = json.load(open(sys.argv[1]))["sets"]
assert sets and all(len(s["failures"]) <= 2 for s in sets), sets
END
# expressions for AS paths grow while they are used: such a lab is not copied by its memory
exits 1 sweep "$srcdir/tests/interop/labs/policies.json" -j 2 -q

[ "$failures" -eq 0 ]
