#!/bin/sh
# A lab that never comes to rest is named as such by every verb that converges: exit status 3, and
# the wheel that it goes round.
set -u
. "${srcdir:?}/tests/cli/lib.sh"

lab=$srcdir/tests/study/labs/appliance-passes-on.json
wheel="10.62.0.0/16 goes round a dispute wheel"

names_it()
{
	exits 3 "$@"
	err_has "the lab never comes to rest: the same tables come again every 7.000 ms"
	err_has "$wheel"
	err_has "rs/0 prefers '65100 65100 12076 12076 by hub/nva1' to '12076 12076 by ergw/0' (weight)"
	err_has "note: hub/nva1 uses"
}

names_it sim "$lab" -q
out_has "NOT converged"
names_it sim "$lab" -o json -q
for verb in rib peers reach limits lint sweep; do
	names_it "$verb" "$lab" -q
	out_empty
done
names_it effective "$lab" hub
names_it path "$lab" hub spoke
names_it compare "$lab" "$labs/transit"
names_it what-if "$lab" --down er-par
echo '{"hairpin-expect:expectations": {"isolated": [{"name": "a", "a": ["hub"], "b": ["other"]}]}}' > "$dir/expect.json"
exits 3 check "$lab" "$dir/expect.json"
err_has "$wheel"

# with the preference that Azure has unless told, it rests; what fails, fails from the calm state
exits 0 rib "$lab" -q --set "virtual-network[hub]/route-server/hub-routing-preference=ExpressRoute"
names_it rib "$lab" --down hub/nva1

# in a scenario the phase that does not rest is the answer, and others follow
cat > "$dir/scenario.json" <<'END'
{"hairpin-scenario:scenario": {"name": "s",
 "phase": [{"name": "calm"}, {"name": "cut", "event": [{"name": "gone", "action": "node-down", "on": "hub/nva1"}]}]}}
END
exits 3 scenario "$lab" "$dir/scenario.json"
err_has "$wheel"

# what is only slow is not called restless
exits 3 sim "$labs/vpn-backup" --jitter-ms 60000 --timeout 1
err_has "did not converge within 1 s"
err_lacks "never comes to rest"

[ "$failures" -eq 0 ]
