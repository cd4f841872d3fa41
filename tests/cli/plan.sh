#!/bin/sh
# hairpin import terraform and compare --terraform: what a plan knows, and what it will know only when it is applied.
set -u
. "${srcdir:?}/tests/cli/lib.sh"
plan=$srcdir/tests/import/pitfalls/plan.json
connection='azurerm_virtual_network_gateway_connection.er'
gateway='module.hub["we"].azurerm_virtual_network_gateway.er[0]'

no_key() { grep -q S3CR3T "$dir/out" "$dir/err" && fail "a key: $*"; }

# alter ADDRESS FILTER: the plan with another change of this resource.
alter() {
	jq --arg address "$1" "(.resource_changes[] | select(.address == \$address)) |= ($2)" "$plan" > "$dir/plan.json"
}

# hide ADDRESS ATTRIBUTE: the attribute is known only after the plan is applied.
hide() { alter "$1" "del(.change.after.$2) | .change.after_unknown.$2 = true | .change.actions = [\"update\"]"; }

# The plan that changes nothing, the state in it, and the state file are one lab.
exits 0 import terraform "$plan"
no_key plan
cp "$dir/out" "$dir/want.json"
out_has '"routing-weight": 10'
exits 0 import terraform "$plan" --before
cmp "$dir/out" "$dir/want.json" || fail "--before: another lab"
exits 0 import terraform "${plan%plan.json}state.tfstate" --report "$dir/report.json"
cmp "$dir/out" "$dir/want.json" || fail "the state file: another lab"
no_key state
grep -q S3CR3T "$dir/report.json" && fail "a key in the report"
jq '.prior_state' "$plan" > "$dir/show.json"
exits 0 import terraform "$dir/show.json"
cmp "$dir/out" "$dir/want.json" || fail "show of the state: another lab"
exits 0 compare --terraform "$plan"
out_has "nothing is lost, nothing leaks"
no_key compare

# What is known only later has its value of before, and that is said; loudly when the configuration sets it.
hide "$connection" routing_weight
exits 0 import terraform "$dir/plan.json"
cmp "$dir/out" "$dir/want.json" || fail "an unknown weight: another lab"
err_has "attention:"
err_has 'its "routing_weight" is known only after the plan is applied; it has its value of before'
hide "$gateway" remote_vnet_traffic_enabled
exits 0 import terraform "$dir/plan.json"
cmp "$dir/out" "$dir/want.json" || fail "an unknown switch: another lab"
err_has 'its "remote_vnet_traffic_enabled" is known only after the plan is applied'
for row in 'azurerm_virtual_network.spoke[1] address_space' 'azurerm_express_route_circuit_peering.p peer_asn' \
	'azurerm_express_route_circuit_peering.p primary_peer_address_prefix' 'azurerm_route_server_bgp_connection.nva peer_ip' \
	'module.hub["we"].azurerm_subnet.this["nva"] address_prefixes' 'azurerm_virtual_network.spoke[0] subnet' \
	'azurerm_express_route_circuit.c sku' 'azurerm_route_table.rt bgp_route_propagation_enabled'; do
	hide "${row% *}" "${row##* }"
	exits 0 import terraform "$dir/plan.json"
	cmp "$dir/out" "$dir/want.json" || fail "an unknown $row: another lab"
	err_has "its \"${row##* }\" is known only after the plan is applied"
	exits 0 compare --terraform "$dir/plan.json"
done
# What is new has none; the circuit gets stand-ins.
alter azurerm_express_route_circuit_peering.p '.change.before = null | .change.actions = ["create"]
	| del(.change.after.primary_peer_address_prefix) | .change.after_unknown.primary_peer_address_prefix = true'
exits 0 import terraform "$dir/plan.json"
err_has "the files do not say its primary-peer-address-prefix; 192.0.2.0/30 stands in for it"
alter "$connection" '.change.before = null | .change.actions = ["create"] | del(.change.after.routing_weight)
	| .change.after_unknown.routing_weight = true'
exits 0 import terraform "$dir/plan.json"
out_lacks routing-weight
err_has 'its "routing_weight" is known only after the plan is applied; the lab has none'
# A reference that the configuration does not lead to is what it was; one that it leads to is that.
alter 'azurerm_virtual_network_peering.up[0]' 'del(.change.after.remote_virtual_network_id)
	| .change.after_unknown.remote_virtual_network_id = true'
exits 0 import terraform "$dir/plan.json"
cmp "$dir/out" "$dir/want.json" || fail "an unknown network: another lab"
err_has "its remote_virtual_network_id is known only after the plan is applied; it has that of before"
alter "$connection" 'del(.change.after.virtual_network_gateway_id, .change.after.express_route_circuit_id)
	| .change.after_unknown = {virtual_network_gateway_id: true, express_route_circuit_id: true}'
exits 0 import terraform "$dir/plan.json"
cmp "$dir/out" "$dir/want.json" || fail "unknown ends of a connection: another lab"

# Replaced, moved, imported and forgotten resources are there; deferred ones are told.
for actions in '["delete", "create"]' '["create", "delete"]'; do
	alter "$connection" ".change.actions = $actions | .change.after.routing_weight = 50 | del(.change.after.id)
		| .change.after_unknown.id = true"
	exits 0 import terraform "$dir/plan.json"
	out_has '"routing-weight": 50'
	exits 0 compare --terraform "$dir/plan.json"
	out_has "connection con: routing-weight  10      50"
done
alter "$connection" '.previous_address = "azurerm_virtual_network_gateway_connection.old" | .change.importing = {id: .change.after.id}'
exits 0 compare --terraform "$dir/plan.json"
out_has "nothing is lost, nothing leaks"
alter "$connection" '.change.actions = ["forget"] | .change.after = null'
exits 0 import terraform "$dir/plan.json"
cmp "$dir/out" "$dir/want.json" || fail "a forgotten connection: another lab"
jq '.complete = false | .deferred_changes = [{reason: "resource_config_unknown", resource_change: {address: "azurerm_virtual_network.later",
	type: "azurerm_virtual_network", mode: "managed", change: {actions: ["create"], before: null, after: {name: "later"}}}}]' \
	"$plan" > "$dir/plan.json"
exits 0 import terraform "$dir/plan.json"
err_has "attention:"
err_has "it is not complete: after it there will be changes that it does not show"
err_has "1 azurerm_virtual_network (azurerm_virtual_network.later;"
err_has "deferred: it will change, and the plan does not say how"
out_lacks later

# What is marked sensitive is not read, and said.
alter azurerm_express_route_circuit_peering.p '.change.after.peer_asn = "S3CR3T" | .change.after_sensitive = {peer_asn: true}'
exits 0 import terraform "$dir/plan.json"
err_has 'its "peer_asn" is marked sensitive, and not read'
no_key sensitive

# The cases that people met.
alter "$connection" '.change.actions = ["delete"] | .change.after = null'
exits 1 compare --terraform "$dir/plan.json"
out_has "virtual-network hub / virtual-network-gateway ergw / connection con"
out_has "4 sessions  none"
exits 1 compare --terraform "$dir/plan.json" -o markdown
out_has "### Connections that go"
out_has "| er - ergw | 4 sessions | none |"
no_key delete
alter "$gateway" '.change.actions = ["update"] | .change.after.remote_vnet_traffic_enabled = false'
exits 0 compare --terraform "$dir/plan.json"
out_has "virtual-network-gateway ergw: allow-remote-vnet-traffic  true    false"
alter azurerm_route_table.rt '.change.actions = ["update"] | .change.after.bgp_route_propagation_enabled = false'
exits 1 compare --terraform "$dir/plan.json"
out_has "disable-bgp-route-propagation"
out_has "spoke-0  site-er"

[ "$failures" -eq 0 ]
