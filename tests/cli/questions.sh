#!/bin/sh
# The questions to designs, as users ask them: path, compare, check; answers, streams and exit codes.
set -u
. "${srcdir:?}/tests/cli/lib.sh"

# path: 0 when both directions are open, 1 when not, 2 when there is no such end
exits 0 path "$labs/transit" vnet-weu vnet-uks
out_has "vnet-weu (10.64.1.4) -> vnet-uks (10.72.1.4): ExpressRoute hairpin"
out_has "Limit: gw-uks: 1,000 Mbps, 100,000 packets/s, 200,000 flows"
exits 0 path "$labs/transit" 10.64.1.9 hq --explain
out_has "source-gateway-bypassed (confidence high"
exits 1 path "$labs/no-transit" vnet-weu vnet-uks
out_has "[remote-vnet-toggle]"
exits 0 path "$labs/dual-stack" vnet-weu hq --family 6
out_has "fd64:1:0:1::4"
exits 0 path "$labs/peering" vnet-weu vnet-uks -o json
out_has '"vnet-peering"'
exits 2 path "$labs/transit" vnet-weu vnet-ukss
err_has "did you mean 'vnet-uks'?"
out_empty
exits 2 path "$labs/transit" vnet-weu hq --family 6
err_has "'vnet-weu' has no IPv6 address"
exits 2 path "$labs/transit" 8.8.8.8 vnet-weu
err_has "8.8.8.8 is in no virtual network"
exits 0 path "$labs/transit" vnet-weu 8.8.8.8
out_has "the Internet, unknown latency"
exits 2 path "$labs/transit" vnet-weu
err_has "LAB, A and B are needed"

# path over the elements beside circuits; a subnet as an end; all pairs
exits 0 path "$labs/route-server" spoke/app lyon --explain
out_has "hub/nva1"
out_has "appliance-next-hop (confidence"
exits 0 path "$labs/virtual-wan" vnet-weu vnet-neu
out_has "virtual WAN, "
exits 2 path "$labs/virtual-wan" hub-weu utrecht
err_has "'hub-weu' is neither a virtual network"
exits 0 path "$labs/global-reach" rotterdam baltimore -o json
out_has '"global-reach"'
exits 0 path "$labs/vpn-backup" --all
out_has "Of 6 directions 6 are open, 0 closed"
exits 0 path "$labs/vpn-backup" --all -o json
out_has '"rttMedianUs"'
exits 2 path "$labs/vpn-backup" hub --all
err_has "--all takes LAB alone"

# A snapshot gives the same answer as the lab.
"$hairpin" path "$labs/transit" vnet-weu hq > "$dir/of-lab" 2> "$dir/err"
"$hairpin" sim "$labs/transit" -o json > "$dir/snapshot.json" 2> "$dir/err"
exits 0 path "$labs/transit" vnet-weu hq --snapshot "$dir/snapshot.json"
cmp -s "$dir/out" "$dir/of-lab" || fail "path of lab and snapshot differ"

# compare: as diff
exits 0 compare "$labs/transit" "$labs/transit"
out_has "equal in ways and routes"
exits 1 compare "$labs/transit" "$labs/peering"
out_has "no gateway in the way (was gw-uks: 1,000 Mbps, 100,000 packets/s, 200,000 flows)"
out_has "; nothing lost"
exits 1 compare "$labs/transit" "$labs/no-transit" -o json
out_has '"why'
exits 2 compare "$labs/transit" "$labs/nowhere"
out_empty

# check: the same expectations fail on one lab and hold on the other
exits 1 check "$labs/transit" "$labs/transit/isolation.json"
out_has "FAIL  production and development are isolated"
out_has "gw-uks/0        originates it"
exits 0 check "$labs/no-transit" "$labs/transit/isolation.json"
out_has "2 expectations, all hold"
exits 0 check "$labs/transit" "$labs/transit/expect.json"
exits 1 check "$labs/transit" "$labs/transit/expect.json" "$labs/transit/isolation.json" -o junit
out_has '<testsuite name="transit" tests="9" failures="2"'
if command -v xmllint > /dev/null; then
	xmllint --noout "$dir/out" || fail "not well-formed"
fi
exits 1 check "$labs/transit" "$labs/transit/isolation.json" -o json
out_has '"failed": 2'
cat > "$dir/typo.json" << 'END'
{"hairpin-expect:expectations": {
  "isolated": [
    {"name": "apart", "a": ["vnet-wue"], "b": ["vnet-uks"]}
  ]
}}
END
exits 2 check "$labs/transit" "$dir/typo.json"
err_has "typo.json:3:29: error: there is no virtual network or site 'vnet-wue' in lab 'transit'"
err_has "did you mean 'vnet-weu'?"
out_empty
echo '{"hairpin-expect:expectations": {"isolate": []}}' > "$dir/typo.json"
exits 2 check "$labs/transit" "$dir/typo.json"
err_has "typo.json:1:"
out_empty
exits 2 check "$labs/transit" "$dir/nowhere.json"
err_has "cannot be read"
exits 2 check "$labs/transit"

# What is off: a circuit takes all with it, one of its links nothing but itself; and without the
# option nothing is off.
exits 0 path "$labs/transit" vnet-weu hq
exits 1 path "$labs/transit" vnet-weu hq --down er-fra
exits 0 path "$labs/transit" vnet-weu hq --down er-fra/primary
out_has "er-fra/secondary"
out_lacks "er-fra/primary"
exits 0 path "$labs/transit" vnet-weu vnet-uks --down er-fra/primary,er-fra/secondary
exits 1 path "$labs/transit" vnet-weu hq --down er-fra/primary,er-fra/secondary
exits 1 path "$labs/transit" vnet-weu hq --down er-fra/primary --down er-fra/secondary
exits 1 path "$labs/transit" vnet-weu vnet-uks --down gw-weu
exits 1 path "$labs/transit" vnet-weu vnet-uks --down peering-disable:er-fra
exits 1 path "$labs/transit" vnet-weu vnet-uks --down gw-weu/weu-to-er-fra
exits 1 path "$labs/transit" vnet-weu vnet-uks --down connection-delete:gw-weu/weu-to-er-fra
exits 0 path "$labs/transit" vnet-weu vnet-uks --down node-down:er-fra/primary
out_lacks "er-fra/primary"
exits 1 path "$labs/hub-spoke" spoke-app plant --down hub/hub-to-spoke-app
out_has "its peering with hub is not Connected"
exits 1 path "$labs/hub-spoke" spoke-app plant --down spoke-app/hub
exits 0 path "$labs/hub-spoke" spoke-data plant --down hub/spoke-app
exits 1 rib "$labs/hub-spoke" 10.81.0.0/16 -n plant/ce1 --down hub/spoke-app
exits 0 path "$labs/transit" hq vnet-weu --down session-stop:er-fra/primary:hq/ce1
out_lacks "er-fra/primary"
exits 1 path "$labs/transit" hq vnet-weu --down session-stop:er-fra:hq/ce1
exits 0 path "$labs/vpn-backup" office hub --down vpngw/hub-to-branch/0,er-lon
out_lacks "vpngw/0"
out_has "vpngw/1"
exits 2 path "$labs/transit" hq vnet-weu --down session-stop:er-fra
err_has "session-stop:NODE:PEER"
exits 2 path "$labs/hub-spoke" spoke-app plant --down hub/hub-to-spoke-apq
err_has "did you mean 'hub/hub-to-spoke-app'?"
exits 1 rib "$labs/transit" 10.72.0.0/16 -n gw-weu --down gw-uks
err_has "no route for 10.72.0.0/16"
exits 0 compare "$labs/transit" "$labs/transit" --down er-fra/primary
exits 2 path "$labs/transit" vnet-weu hq --down er-fro
err_has "er-fro"
err_has "did you mean 'er-fra'?"
exits 2 path "$labs/transit" vnet-weu hq --down er-fra,
exits 2 peers --snapshot "$dir/nowhere.json" --down er-fra
err_has "it goes without --snapshot"

# A pair has one latency, that of all ways there with all ways back: five milliseconds and six.
exits 0 path "$labs/vpn-backup" hub office
out_has "hub (10.50.0.4) -> office (192.168.192.10): ExpressRoute circuit, 5.0 to 6.0 ms"
out_has "office (192.168.192.10) -> hub (10.50.0.4): ExpressRoute circuit, 5.0 to 6.0 ms"
exits 0 reach "$labs/vpn-backup" --from hub --from office --to hub --to office -o csv
out_has "hub,office,1,reachable,on-premises,6000,"
out_has "office,hub,1,reachable,on-premises,6000,"
out_has ",5000"
exits 0 compare "$labs/vpn-backup" "$labs/vpn-backup"
out_has "5.0 to 6.0 ms"
exits 0 reach "$labs/vpn-backup" --summary -o json
out_has '"rttMinUs": 5000'
# Where one direction is closed nobody answers.
exits 0 reach "$labs/route-server" --from spoke --to other
out_has "closed"
out_lacks "23.0 ms"

# Tables kept in git, and what changed since.
"$hairpin" snapshot "$labs/transit" > "$dir/golden.json"
"$hairpin" snapshot "$labs/transit" --down er-fra/primary > "$dir/down.json"
exits 0 diff "$dir/golden.json" "$labs/transit"
out_has "are equal"
exits 0 diff "$dir/golden.json" "$dir/golden.json" --lines
out_empty
exits 1 diff "$dir/golden.json" "$dir/down.json"
out_has "er-fra/primary: session with hq/ce1 is Idle, it was Established"
out_has "er-fra/primary: lost 192.168.100.0/24, which was from hq/ce1 (AS path 65020)"
out_has "gw-weu/0, gw-weu/1, gw-uks/0, gw-uks/1: has 192.168.100.0/24 from er-fra/secondary"
exits 1 diff "$dir/golden.json" "$dir/down.json" --lines
out_has "er-fra/primary: - "
exits 1 diff "$labs/transit" "$labs/no-transit"
out_has "refused now from er-fra/primary, the gateway does not accept other virtual networks"
out_has "vnet-weu -> vnet-uks: lost:"
exits 1 diff "$labs/transit" "$labs/no-transit" -o json
out_has '"kind": "route-lost"'
exits 0 path "$labs/transit" vnet-weu hq --snapshot "$dir/down.json"
out_lacks "er-fra/primary"
exits 0 snapshot --snapshot "$dir/golden.json"
cmp -s "$dir/out" "$dir/golden.json" || fail "a snapshot of a snapshot is another one"
sed 's/"version":3/"version":1/' "$dir/golden.json" > "$dir/old.json"
exits 2 diff "$dir/old.json" "$labs/transit"
err_has "old.json: error: not a snapshot: version 1 is older"
head -c 2000 "$dir/golden.json" > "$dir/cut.json"
exits 2 diff "$dir/cut.json" "$labs/transit"
err_has "cut.json:"
exits 2 diff "$labs/transit" "$labs/transit" --frr "$dir/x"
exits 2 diff "$labs/transit" --lines --frr "$dir/x"

# The state at the end of a phase of a scenario.
takes_over="$labs/scenarios/12-vpn-backup"
exits 0 path "$takes_over" hub office --scenario "$takes_over/scenario.json" --until before
out_has "ExpressRoute circuit"
exits 0 path "$takes_over" hub office --scenario "$takes_over/scenario.json" --until during
out_has "VPN, "
exits 0 path "$takes_over" hub office --scenario "$takes_over/scenario.json"
out_has "ExpressRoute circuit"
exits 0 snapshot "$takes_over" --scenario "$takes_over/scenario.json" --until during
cp "$dir/out" "$dir/during.json"
exits 1 diff "$takes_over" "$dir/during.json"
out_has "session with"
exits 0 diff "$takes_over" "$dir/during.json" --scenario "$takes_over/scenario.json" --until during
exits 2 path "$takes_over" hub office --scenario "$takes_over/scenario.json" --until durign
err_has "did you mean 'during'?"
exits 2 path "$takes_over" hub office --until during
err_has "--until goes with --scenario FILE"
exits 2 path "$takes_over" hub office --scenario "$takes_over/scenario.json" --down er-1
exits 2 path "$takes_over" hub office --scenario "$takes_over/lab.json"
exits 0 scenario "$takes_over" "$takes_over/scenario.json" --until during
out_has "during"
out_lacks "the peering is enabled"

# Why a route is there, and why not.
exits 0 why "$labs/transit" gw-weu/0 vnet-uks
out_has "the best, by router-id"
out_has "gw-uks/0  originates it"
exits 1 why "$labs/transit" gw-weu/0 vnet-uks \
	--set 'virtual-network[vnet-weu]/gateway/allow-remote-vnet-traffic=false'
out_has "[remote-vnet-toggle]"
out_has "--set 'virtual-network[vnet-weu]/virtual-network-gateway/allow-remote-vnet-traffic=true'"
exits 1 why "$labs/no-transit" gw-weu 10.72.0.0/16 -o json
out_has '"rule": "remote-vnet-toggle"'
jq -e 'any(.. | .letsThrough? // empty; . == ["virtual-network[vnet-weu]/virtual-network-gateway/allow-remote-vnet-traffic=true"])' \
	"$dir/out" > /dev/null || fail "nothing lets it through"
exits 1 why "$labs/transit" hq/ce1 10.72.0.0/16 --down gw-uks
out_has "x between gw-uks/0, gw-uks/1 and er-fra/primary, er-fra/secondary the link is dead"
out_lacks "would let it through"
exits 1 why "$labs/hub-spoke" plant/ce1 10.81.1.0/24
out_has "nobody announces it: it is the subnet spoke-app/app"
out_has "covered at plant/ce1 by: 10.81.0.0/16"
exits 1 why "$labs/transit" gw-weu/0 hq --down er-fra/primary,er-fra/secondary
out_has "x between hq/ce1 and er-fra/primary"
exits 2 why "$labs/transit" gw-wue/0 10.72.0.0/16
err_has "did you mean 'gw-weu/0'?"
exits 2 why "$labs/transit" gw-weu/0 vnet-usk
err_has "did you mean 'vnet-uks'?"
exits 2 why "$labs/transit" gw-weu/0 10.72.0.1/16
err_has "did you mean '10.72.0.0/16'?"
exits 1 rib "$labs/no-transit" 10.72.0.0/16 -n gw-weu
err_has "see 'hairpin why LAB gw-weu/0 10.72.0.0/16'"

# The calm lab beside the one without some elements.
exits 1 what-if "$labs/transit" --down er-fra
out_has "lost"
out_has "vnet-weu"
exits 1 what-if "$labs/transit" --down er-fra/primary --changes-only
out_has "4 of 6 directions differ"
out_has "vnet-weu  hq"
out_lacks "vnet-weu  vnet-uks"
exits 1 what-if "$labs/transit" --down er-fra/primary
out_has "vnet-weu  vnet-uks"
exits 1 what-if "$labs/transit" --down er-fra/primary -o json
out_has '"second": "down"'
exits 2 what-if "$labs/transit"
err_has "what is off, or other?"
exits 2 what-if "$labs/transit" --down er-fro
err_has "did you mean 'er-fra'?"

# Another setting, by itself and with what is off; paths that lead nowhere.
exits 1 what-if "$labs/transit" --set 'virtual-network[vnet-uks]/gateway/allow-remote-vnet-traffic=false'
out_has "changed:"
out_has "vnet-uks"
exits 1 path "$labs/transit" vnet-weu vnet-uks \
	--set 'virtual-network[vnet-uks]/virtual-network-gateway/allow-remote-vnet-traffic=false'
exits 0 path "$labs/transit" vnet-weu vnet-uks --set 'virtual-network[vnet-uks]/gateway/allow-remote-vnet-traffic=true'
exits 0 rib "$labs/transit" 10.99.0.0/16 -n gw-weu \
	--set 'site[hq]/router[ce1]/advertise+=10.99.0.0/16' --down er-fra/secondary
exits 1 rib "$labs/transit" 10.99.0.0/16 -n gw-weu \
	--set 'site[hq]/router[ce1]/advertise+=10.99.0.0/16' --down er-fra
exits 2 what-if "$labs/transit" --set 'virtual-network[vnet-wue]/gateway/sku=ErGw1AZ'
err_has "did you mean \"vnet-weu\"?"
exits 2 what-if "$labs/transit" --set 'virtual-network[vnet-weu]/gatewy/sku=ErGw1AZ'
err_has "did you mean \"gateway\"?"
exits 2 what-if "$labs/transit" --set 'virtual-network[vnet-weu]/gateway/sku=ErGw1'
err_has 'gateway SKU "ErGw1" is not known'
exits 2 what-if "$labs/transit" --set nonsense
err_has "expected PATH=VALUE"
exits 2 rib --snapshot "$dir/nowhere.json" --set name=x
err_has "--set is of a lab that is simulated"
exits 0 compare "$labs/transit" "$labs/transit" --changes-only
out_lacks "vnet-weu  hq"

[ "$failures" -eq 0 ]
