#!/bin/sh
# hairpin compare for reviewers: plans of Terraform, two states of an estate, and two labs; what is
# lost and what leaks.
set -u
. "${srcdir:?}/tests/cli/lib.sh"
contoso=$srcdir/tests/import/samples/contoso

# A plan that changes nothing of a state: all else here is an edit of it.
cat > "$dir/plan.jq" <<'EOF2'
def all: (.resources // [])[], ((.child_modules // [])[] | all);
{format_version: "1.2", terraform_version: "1.9.8",
 prior_state: {format_version: "1.0", values: .values},
 resource_changes: [.values.root_module | all | {address, type, name, mode, provider_name,
   change: {actions: ["no-op"], before: .values, after: .values, after_unknown: {}}}]}
EOF2
jq -f "$dir/plan.jq" "$contoso/terraform-show.state.json" > "$dir/same.json"

# plan NAME FILTER: another plan, whose only change is what FILTER makes of `after` of NAME.
plan()
{
	jq "(.resource_changes[] | select(.change.after.name == \"$1\") | .change)
		|= (.actions = [\"update\"] | .after |= ($2))" "$dir/same.json" > "$dir/plan.json"
}

exits 0 compare --terraform "$dir/same.json"
out_has "nothing is lost, nothing leaks"
out_has "directions between networks and sites: 0 lost, 0 leaked, 0 past an appliance, 0 gained"
err_has "no file says what 4 sites announce: a prefix of 198.18.0.0/15 stands for it"
err_has "after the change: imported: 4 virtual networks"
exits 0 compare -q --terraform "$dir/same.json" -o json
jq -e '.lost == [] and .settings == [] and .removed == [] and .lostAny == false' "$dir/out" > /dev/null ||
	fail "a plan without changes has some"

# The upgrade of a module that turns a switch off, drops a connection, flips route propagation.
plan ergw-weu '.remote_vnet_traffic_enabled = false'
exits 1 compare -q --terraform "$dir/plan.json"
out_has "before to after: something is lost"
out_has "hub-weu -> hub-uks: ergw-weu/0 was told 10.72.0.0/16 by er-fra/primary (AS path 12076 12076) and refused it"
out_has "virtual-network hub-weu / virtual-network-gateway ergw-weu: allow-remote-vnet-traffic  true    false"
exits 0 compare -q --terraform "$dir/plan.json" --allow lost
plan ergw-uks '.remote_vnet_traffic_enabled = true'
exits 1 compare -q --terraform "$dir/plan.json"
out_has "before to after: something leaks"
out_has "Make the U-turn at Microsoft's edge now"
exits 1 compare -q --terraform "$dir/plan.json" --allow lost
plan con-weu-fra null
exits 1 compare -q --terraform "$dir/plan.json" -o markdown
out_has "### Connections that go"
out_has '| virtual-network hub-weu / virtual-network-gateway ergw-weu / connection con-weu-fra |'
out_has '| er-fra - ergw-weu | 4 sessions | none |'
# Propagation on: packets pass the firewall's default route by. Off, and they are all dropped there.
plan rt-app '(.bgp_route_propagation_enabled = true)'
exits 1 compare -q --terraform "$dir/plan.json"
out_has "Leaked: past the appliance that every way passed"
jq '.prior_state.values.root_module |= walk(if type == "object" and .bgp_route_propagation_enabled == false
	then .bgp_route_propagation_enabled = true | .route = [] else . end)' "$dir/same.json" |
	jq '(.resource_changes[] | select(.change.after.name == "rt-app") | .change)
		|= (.after.route = [] | .actions = ["update"])' > "$dir/plan.json"
exits 1 compare -q --terraform "$dir/plan.json"
out_has "route-table rt-app: disable-bgp-route-propagation  false   true"
out_has "spoke-app  hub-uks"
# Weights and transit.
plan con-weu-fra '(.routing_weight = 10)'
exits 0 compare -q --terraform "$dir/plan.json"
out_has "connection con-weu-fra: routing-weight"
plan hub-to-app '(.allow_gateway_transit = false)'
exits 1 compare -q --terraform "$dir/plan.json"
# A resource that goes, one that comes, and one of the same name in another group: names are kept.
jq '(.resource_changes[] | select(.address | test("hub..uks|con_uks")) | .change)
	|= (.actions = ["delete"] | .after = null)' "$dir/same.json" > "$dir/plan.json"
exits 1 compare -q --terraform "$dir/plan.json" --allow leaked
out_has "virtual-network hub-uks"
jq '.resource_changes += [.resource_changes[] | select(.change.after.name == "spoke-ai" and .type == "azurerm_virtual_network")
	| .address = "azurerm_virtual_network.new" | .change = {actions: ["create"], before: null,
	after_unknown: {id: true, guid: true}, after: (.change.after | .resource_group_name = "aaa"
	| .address_space = ["10.250.0.0/16"] | del(.id, .guid))}]' "$dir/same.json" > "$dir/plan.json"
exits 0 compare -q --terraform "$dir/plan.json" -o json
jq -e '.added == [{what: "virtual-network spoke-ai-aaa"}] and .removed == [] and .settings == []' "$dir/out" \
	> /dev/null || fail "another network of the same name renames the first"
# From nothing all is new.
exits 0 compare -q --terraform "$contoso/terraform-show.plan.json"
out_has "virtual-network hub-weu"
out_has "Gained, with what is new"

# Expectations: those that fail after the change count, and what they found before is said.
cat > "$dir/expect.yaml" <<'EOF2'
hairpin-expect:expectations:
  isolated:
    - {name: uks stays alone, a: [hub-weu], b: [hub-uks]}
EOF2
plan ergw-uks '.remote_vnet_traffic_enabled = true'
exits 1 compare -q --terraform "$dir/plan.json" --expect "$dir/expect.yaml" --allow leaked -o json
jq -e '.expectations == 1 and (.failed | length == 1) and .failed[0].before == "failed"' "$dir/out" > /dev/null ||
	fail "the expectation that fails"
sed 's/hub-uks/spoke-none/' "$dir/expect.yaml" > "$dir/wrong.yaml"
exits 2 compare -q --terraform "$dir/plan.json" --expect "$dir/wrong.yaml"
out_empty

# The same of two folders of az; routes are taken, and then nothing stands for them.
mkdir "$dir/a" "$dir/b"
cp "$contoso"/az-*.json "$dir/a" && cp "$contoso"/az-*.json "$dir/b"
exits 0 compare -q --azure "$dir/a" "$dir/b"
jq 'map(if .name == "ergw-weu" then .allowRemoteVnetTraffic = false else . end)' \
	"$contoso/az-vnet-gateway-list.json" > "$dir/b/az-vnet-gateway-list.json"
exits 1 compare -q --azure "$dir/a" "$dir/b" --circuit er-dub=Dublin,Standard,500,65030,172.16.20.0/30,172.16.20.4/30
out_has "allow-remote-vnet-traffic  true    false"
echo '{"value": [{"network": "10.10.0.0/16", "nextHop": "172.16.0.1", "locPrf": "", "weight": 0, "path": "65020"}]}' \
	> "$dir/routes.json"
exits 0 compare --azure "$dir/a" "$dir/a" --routes "$dir/routes.json"
err_has "no file says what 3 sites announce"
mkdir "$dir/empty"
exits 2 compare --azure "$dir/a" "$dir/empty"
exits 2 compare --azure "$dir/a"
exits 2 compare --azure "$dir/a" "$dir/b" --terraform "$dir/plan.json"
exits 2 compare --terraform "$dir/plan.json" "$dir/a"
exits 2 compare "$labs/transit" "$labs/transit" --routes "$dir/routes.json"
err_has "--routes goes with --terraform or --azure"
exits 2 compare "$labs/transit"
out_empty

# Labs: by --review; a limit that is crossed.
exits 1 compare --review "$labs/transit" "$labs/no-transit"
out_has "transit to no-transit: something is lost"
exits 0 compare --review "$labs/transit" "$labs/transit"
exits 1 compare -q --review "$labs/no-transit" "$labs/transit"
out_has "default-transit: virtual networks reach each other only by a shared circuit: vnet-weu and vnet-uks"
out_has "2 leaked"
jq '(.["hairpin-lab:lab"].site[0].router[0].advertise) += [range(0; 4100) |
	"172.\(16 + (. / 256 | floor)).\(. % 256).0/24"]' "$labs/transit/lab.json" > "$dir/full.json"
exits 1 compare -q --review "$labs/transit" "$dir/full.json"
out_has "Limits crossed"
out_has "prefixes from on-premises"
out_has "BGP sessions that go"
jq '(.["hairpin-lab:lab"]["virtual-network"][0]["virtual-network-gateway"]["allow-remote-vnet-traffic"]) = false' \
	"$labs/transit/lab.json" > "$dir/one.json"
exits 1 compare -q --review "$labs/transit" "$dir/one.json"
out_has "1 lost"

[ "$failures" -eq 0 ]
