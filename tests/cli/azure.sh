#!/bin/sh
# Azure's own words: effective routes, and the answers that az would give, as users ask for them.
set -u
. "${srcdir:?}/tests/cli/lib.sh"

# effective: a row for each next hop, and what is not listed
exits 0 effective "$labs/transit" vnet-weu
out_has "VirtualNetworkGateway  Active  10.72.0.0/16      VirtualNetworkGateway  10.64.255.4  er-fra/primary"
out_has "VirtualNetworkGateway  Active  10.72.0.0/16      VirtualNetworkGateway  10.64.255.5  er-fra/secondary"
out_has "Default                Active  100.64.0.0/10     None"
out_lacks "confidence"
exits 0 effective "$labs/no-transit" vnet-weu GatewaySubnet
out_lacks "10.72.0.0/16"
exits 0 effective "$labs/peering" vnet-weu --explain
out_has "Default                Active  10.72.0.0/16      VNetGlobalPeering                   vnet-uks"
out_has "Not listed: 10.72.0.0/16 to VirtualNetworkGateway, because of 10.72.0.0/16 [nic-same-prefix-as-system-route]"
out_has "nic-peering-rows (confidence high"
exits 0 effective "$labs/transit" vnet-weu -o json
out_has '"rules":	["nic-next-hop-address", "nic-row-per-next-hop"]'
exits 2 effective "$labs/transit" vnet-wue
err_has "did you mean 'vnet-weu'?"
exits 2 effective "$labs/transit" vnet-weu GatewaySubnt
err_has "did you mean 'GatewaySubnet'?"
out_empty
exits 2 effective "$labs/transit"

# A snapshot gives the same answer as the lab.
"$hairpin" effective "$labs/dual-stack" vnet-weu -o az > "$dir/of-lab" 2> "$dir/err"
"$hairpin" sim "$labs/dual-stack" -o json > "$dir/snapshot.json" 2> "$dir/err"
exits 0 effective "$labs/dual-stack" vnet-weu -o az --snapshot "$dir/snapshot.json"
cmp -s "$dir/out" "$dir/of-lab" || fail "effective routes of lab and snapshot differ"
out_has '"nextHopType":	"VnetLocal"'

# One node answers as az does: the first instance of a gateway, one link of a circuit.
exits 0 rib "$labs/transit" -n gw-weu -o az
out_has '"localAddress":	"10.64.255.12"'
out_lacks '"localAddress":	"10.64.255.13"'
out_has '"asPath":	"12076-12076"'
exits 0 rib "$labs/transit" -n gw-weu/1 10.72.1.4 -o az
out_has '"localAddress":	"10.64.255.13"'
out_lacks "192.168.100.0"
exits 1 rib "$labs/no-transit" -n gw-weu 10.72.0.0/16 -o az
out_has '"value":	[]'
err_has "no route for 10.72.0.0/16"
exits 0 rib "$labs/transit" -n er-fra/secondary -o az
out_has '*"'
exits 0 peers "$labs/transit" -n gw-weu -o az
out_has '"state":	"Connected"'
exits 0 peers "$labs/transit" -n er-fra/primary -o az
out_has '"statePfxRcd":	"2"'
exits 0 rib "$labs/transit" -n gw-weu -t adj-out -o az --peer 10.64.255.4
out_has '"origin":	"Igp"'
exits 0 rib "$labs/transit" -n gw-weu -t adj-out -o az --peer 172.16.0.2
out_has '"value":	[]'

# What az does not have
exits 2 rib "$labs/transit" -o az
err_has "name it with --node"
exits 2 peers "$labs/transit" -n er-fra -o az
err_has "one link of a circuit"
exits 2 peers "$labs/transit" -n hq -o az
err_has "Azure has no command that shows the sessions of 'hq/ce1' (site-router); these have one: er-fra/primary"
out_empty
exits 2 rib "$labs/transit" -n er-fra/primary -t adj-out -o az
err_has "these have one: gw-weu/0"
exits 2 rib "$labs/transit" -n gw-weu -t adj-out -o az
err_has "--peer 10.64.255.4, 10.64.255.5"
exits 2 rib "$labs/transit" -n gw-weu -t adj-out -o az --peer here
err_has "'here' is no address"
exits 2 rib "$labs/transit" -n gw-weu --peer 10.64.255.4
err_has "--peer goes with"
out_empty

[ "$failures" -eq 0 ]
