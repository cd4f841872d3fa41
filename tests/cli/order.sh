#!/bin/sh
# One scenario in many orders: what depends on timing, and by which delay.
set -u
. "${srcdir:?}/tests/cli/lib.sh"

drill=$labs/scenarios/12-vpn-backup
exits 0 order "$drill/lab.json" "$drill/scenario.json"
out_has "all of them end alike"
out_has "Cut off for"
exits 0 order "$drill/lab.json" "$drill/scenario.json" -o json
cp "$dir/out" "$dir/first"
exits 0 order "$drill/lab.json" "$drill/scenario.json" -o json
cmp -s "$dir/first" "$dir/out" || fail "equal seeds give other answers"

# the expectation is exact to the millisecond, so an event that comes later breaks it
hole=$labs/scenarios/03-black-hole
exits 1 order "$hole/lab.json" "$hole/scenario.json"
out_has "it depends on timing"
out_has "happens 1 ms later"
out_has "events that are needed: 'it swallows packets again, and nobody speaks BFD'"
out_has "expectation the hold timer runs: a to hq: fails, and holds in the plain run"
exits 0 order "$hole/lab.json" "$hole/scenario.json" --shift-ms 0
exits 1 order "$hole/lab.json" "$hole/scenario.json" -o json
python3 - "$dir/out" << 'END' || fail "the JSON is not as it should be"
import json, sys
said = json.load(open(sys.argv[1]))
assert said["version"] == 1 and said["dependsOnTiming"] and said["runs"] == 33
assert sum(o["runs"] for o in said["outcomes"]) == 33
other = said["outcomes"][1]
assert other["delays"] == [{"kind": "later", "of": "it swallows packets again, and nobody speaks BFD", "byUs": 1000}]
assert other["timeline"] and other["differences"]
END

# a lab that never rests
echo '{"hairpin-scenario:scenario": {"name": "s", "phase": [{"name": "calm"}]}}' > "$dir/calm.json"
exits 3 order "$srcdir/tests/study/labs/bad-gadget.json" "$dir/calm.json" --runs 3
out_has "4 did not come to rest in some phase, the plain one among them"

exits 2 order "$drill/lab.json"
exits 2 order "$drill/lab.json" "$hole/scenario.json"
exits 2 order "$drill/lab.json" "$drill/scenario.json" --runs 0

[ "$failures" -eq 0 ]
