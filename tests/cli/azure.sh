#!/bin/sh
# Azure's own words: effective routes, and the answers that az would give, as users ask for them.
set -u
. "${srcdir:?}/tests/cli/lib.sh"

# effective: a row for each next hop, and what is not listed
exits 0 effective "$labs/transit" vnet-weu
out_has "VirtualNetworkGateway  Active  10.72.0.0/16      VirtualNetworkGateway  10.64.255.4  er-fra/primary"
out_has "VirtualNetworkGateway  Active  10.72.0.0/16      VirtualNetworkGateway  10.64.255.5  er-fra/secondary"
out_lacks "None"
out_lacks "confidence"
exits 0 effective "$labs/transit" vnet-weu --reserved
out_has "Default                Active  100.64.0.0/10     None"
exits 0 effective "$labs/no-transit" vnet-weu GatewaySubnet
out_lacks "10.72.0.0/16"
exits 0 effective "$labs/peering" vnet-weu --explain
out_has "Default                Active  10.72.0.0/16      VNetGlobalPeering                   vnet-uks"
out_has "Not listed: 10.72.0.0/16 to VirtualNetworkGateway, because of 10.72.0.0/16 [nic-same-prefix-as-system-route]"
out_has "nic-peering-rows (confidence high"
exits 0 effective "$labs/transit" vnet-weu -o json
jq -e 'any(.. | .rules? // empty; . == ["nic-next-hop-address", "nic-row-per-next-hop"])' "$dir/out" > /dev/null ||
	fail "no rules"
exits 2 effective "$labs/transit" vnet-wue
err_has "did you mean 'vnet-weu'?"
exits 2 effective "$labs/transit" vnet-weu GatewaySubnt
err_has "did you mean 'GatewaySubnet'?"
out_empty
exits 2 effective "$labs/transit"
err_has "VNET is needed"
exits 2 effective "$labs/transit" vnet-weu --subnet vnet-weu/GatewaySubnet
err_has "stands in place of VNET and SUBNET"

# effective: names of subnets have no case, in parts and whole; and a slip in a whole one is seen
exits 0 effective "$labs/transit" vnet-weu GatewaySubnet
cp "$dir/out" "$dir/exact"
for name in 'vnet-weu gatewaysubnet' '--subnet vnet-weu/GATEWAYSUBNET' 'vnet-weu/gatewaySubnet'; do
	# shellcheck disable=SC2086
	exits 0 effective "$labs/transit" $name
	cmp -s "$dir/exact" "$dir/out" || fail "other routes for $name"
done
exits 2 effective "$labs/transit" --subnet vnet-weu/GatewaySubnt
err_has "no virtual network and no subnet 'vnet-weu/GatewaySubnt' in lab 'transit'"
err_has "did you mean 'vnet-weu/GatewaySubnet'?"
exits 2 effective "$labs/transit" vnet-weu/x GatewaySubnet
err_has "no virtual network 'vnet-weu/x' in lab 'transit'"

# effective: route tables, appliances, a hub of a virtual WAN
exits 0 effective "$labs/route-server" --subnet hub/workload
out_has "User                   Active  192.168.0.0/16  VirtualAppliance       10.60.0.4    on-premises"
out_has "VirtualNetworkGateway  Active  10.61.0.0/16    VirtualNetworkGateway  10.60.0.4                 hub/nva1"
exits 0 effective "$labs/route-server" hub workload -o az
out_has '"name": "on-premises"'
exits 0 effective "$labs/route-server" hub workload -o json
out_has '"name": "on-premises"'
exits 0 effective "$labs/virtual-wan" hub-weu -o az
out_has '"nextHopType": "Remote Hub"'
exits 0 effective "$labs/virtual-wan" hub-weu
out_has "65520 65520"

# A snapshot gives the same answer as the lab.
"$hairpin" effective "$labs/dual-stack" vnet-weu -o az > "$dir/of-lab" 2> "$dir/err"
"$hairpin" sim "$labs/dual-stack" -o json > "$dir/snapshot.json" 2> "$dir/err"
exits 0 effective "$labs/dual-stack" vnet-weu -o az --snapshot "$dir/snapshot.json"
cmp -s "$dir/out" "$dir/of-lab" || fail "effective routes of lab and snapshot differ"
out_has '"nextHopType": "VnetLocal"'

# One node answers as az does: the first instance of a gateway, one link of a circuit.
exits 0 rib "$labs/transit" -n gw-weu -o az
out_has '"localAddress": "10.64.255.12"'
out_lacks '"localAddress": "10.64.255.13"'
out_has '"asPath": "12076-12076"'
exits 0 rib "$labs/transit" -n gw-weu/1 10.72.1.4 -o az
out_has '"localAddress": "10.64.255.13"'
out_lacks "192.168.100.0"
exits 1 rib "$labs/no-transit" -n gw-weu 10.72.0.0/16 -o az
out_has '"value": []'
err_has "no route for 10.72.0.0/16"
exits 0 rib "$labs/transit" -n er-fra/secondary -o az
out_has '*"'
exits 0 peers "$labs/transit" -n gw-weu -o az
out_has '"state": "Connected"'
exits 0 peers "$labs/transit" -n er-fra/primary -o az
out_has '"statePfxRcd": "2"'
exits 0 rib "$labs/transit" -n gw-weu -t adj-out -o az --peer 10.64.255.4
out_has '"origin": "Igp"'
exits 0 rib "$labs/transit" -n gw-weu -t adj-out -o az --peer 172.16.0.2
out_has '"value": []'

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

# Both instances of a VPN gateway and of a Route Server, the other dialect of an MSEE
exits 0 peers "$labs/vpn-backup" -n vpngw -o az
out_has '"state": "Unknown"'
exits 0 rib "$labs/vpn-backup" -n vpngw -o az
out_has '"localAddress": "10.50.3.206"'
out_has '"localAddress": "10.50.3.207"'
exits 0 rib "$labs/route-server" -n rs -o az
out_has '"RouteServiceRole_IN_1": ['
out_has '"asPath": "65100"'
out_lacks '"IBgp"'
exits 0 rib "$labs/transit" -n er-fra/primary -o az --dialect ios
out_has '"path": "65515",'
out_has '"locPrf": "",'
exits 2 rib "$labs/transit" -n er-fra/primary --dialect ios
err_has "--dialect goes with -o az"

# diff --az: a prediction agrees with itself, in the words of az
for node in gw-weu/1 er-fra/secondary; do
	"$hairpin" rib "$labs/transit" -n "$node" -o az > "$dir/capture" 2> "$dir/err"
	exits 0 diff "$labs/transit" --az "$dir/capture" --at "$node"
	out_has "0 differ for a known reason, 0 differ"
done
"$hairpin" effective "$labs/transit" vnet-weu GatewaySubnet -o az > "$dir/capture" 2> "$dir/err"
exits 0 diff "$labs/transit" --az "$dir/capture" --at vnet-weu/GatewaySubnet

# What differs, and why
cat > "$dir/capture" << 'END'
PS> Get-AzVirtualNetworkGatewayLearnedRoute -VirtualNetworkGatewayName gw | ft

LocalAddress Network        NextHop     SourcePeer   Origin  AsPath      Weight
------------ -------        -------     ----------   ------  ------      ------
10.64.255.13 10.64.0.0/16               10.64.255.13 Network              32768
10.64.255.13 10.72.0.0/16   10.64.255.4 10.64.255.4  EBgp    12076-12076  32779
10.64.255.13 10.72.0.0/16   10.64.255.5 10.64.255.5  EBgp    12076-12076  32779
10.64.255.13 192.168.9.0/24 10.64.255.4 10.64.255.4  EBgp    12076-65020  32769

Neighbor     ASN    LocalAddress    RoutesReceived    State
-----------  -----  --------------  ----------------  ---------
10.64.255.4  12076  10.64.255.13    3                 Connected
10.64.255.5  12076  10.64.255.13    3                 Connected
END
exits 1 diff "$labs/transit" --az "$dir/capture" --at gw-weu/0
out_has "weight 32779, predicted 32769: a connection made by the Azure CLI has the weight 10 [cli-connection-weight]"
out_has "not predicted: no router of the lab announces this network [router-stand-in]"
out_has "-  192.168.100.0/24"
out_has "Azure reported the other instance, gw-weu/1 [er-gateway-reports-one-instance]"
out_has "1 row agrees, 3 differ for a known reason, 4 differ"
out_has "2 rows agree, 0 differ"
exits 0 diff "$labs/transit" --az "$dir/capture" --at gw-weu --excerpt
out_lacks "not there"
exits 0 diff "$labs/transit" --az "$dir/capture" --at gw-weu --table 2
exits 0 diff "$labs/transit" --az "$dir/capture" --at gw-weu --table 2 -o json
out_has '"result": "agrees"'
exits 1 diff "$labs/transit" --az "$dir/capture" --at gw-weu -o json
out_has '"rule": "cli-connection-weight"'

# Tables as people post them
tables=$srcdir/tests/import/tables
exits 0 diff "$tables/lab.yaml" --az "$tables/t06-msee-table-ellipsis.txt" --at er/primary
out_has "1 row agrees, 2 differ for a known reason, 0 differ"
sed '/^\.\.\./d' "$tables/t06-msee-table-ellipsis.txt" > "$dir/whole"
exits 1 diff "$tables/lab.yaml" --az "$dir/whole" --at er/primary
out_has "1 row agrees, 2 differ for a known reason, 2 differ"
exits 0 diff "$tables/lab.yaml" --az "$tables/t07-route-server-tsv.txt" --at rs
out_has "1 row agrees, 0 differ"
exits 0 diff "$tables/lab.yaml" --az "$tables/t10-ios-show-ip-bgp.txt" --at hq/ce
out_has "2 rows agree, 3 differ for a known reason, 0 differ"
out_has "maximum-paths [router-stand-in]"
exits 0 diff "$tables/lab.yaml" --frr "$tables/t10-ios-show-ip-bgp.txt"
sed 's/172.16.0.2  /172.16.0.9  /' "$tables/t10-ios-show-ip-bgp.txt" > "$dir/other"
exits 1 diff "$tables/lab.yaml" --frr "$dir/other" --at hq/ce
cat > "$dir/one" << 'END'
ce# show bgp ipv4 unicast neighbors 172.16.0.6 routes
    Network          Next Hop            Metric LocPrf Weight Path
 *= 10.20.0.0/16     172.16.0.6                             0 12076 i
 *= 172.30.0.0/16    172.16.0.6                             0 12076 i
END
exits 0 diff "$tables/lab.yaml" --frr "$dir/one"
out_has "2 rows agree, 0 differ"
sed 's/ routes/ advertised-routes/; s/12076 i/i/; /10.20/d; s,172.30.0.0/16 ,192.168.0.0/16,; s/172.16.0.6  /0.0.0.0     /' "$dir/one" > "$dir/told"
sed -i 's/neighbors 0.0.0.0/neighbors 172.16.0.6/' "$dir/told"
exits 0 diff "$tables/lab.yaml" --frr "$dir/told"
out_has "1 row agrees, 0 differ"
printf 'Gateway does not have any Bgp sessions.\n' > "$dir/none.txt"
exits 1 diff "$tables/lab.yaml" --az "$dir/none.txt" --at gw
out_has "0 rows agree, 0 differ for a known reason, 4 differ"
exits 2 diff "$tables/lab.yaml" --az "$dir/other" --at er/primary

# What cannot be compared
exits 2 diff "$labs/transit" --az "$dir/capture"
err_has "--at NODE is needed"
exits 2 diff "$labs/transit" --az "$dir/capture" --at gw-wue
err_has "did you mean"
exits 2 diff "$labs/transit" --az "$dir/capture" --at er-fra/primary
err_has "has no table of 'er-fra/primary'"
err_has "capture:3: table 1: learned, 4 rows"
exits 2 diff "$labs/transit" --az "$dir/capture" --at gw-weu --table 3
err_has "has 2 tables"
exits 2 diff "$labs/transit" --az "$dir/none" --at gw-weu
echo '{"value": []}' > "$dir/empty"
exits 2 diff "$labs/transit" --az "$dir/empty" --at gw-weu
err_has "say it with --kind"
exits 0 diff "$labs/transit" --az "$dir/empty" --at gw-weu --kind advertised --peer 172.16.0.1
printf '[{"network": "10.0.0.0/16",\n' > "$dir/broken"
exits 2 diff "$labs/transit" --az "$dir/broken" --at gw-weu
err_has "the JSON is broken here"
exits 2 diff "$labs/transit" --kind learned
err_has "--kind goes with --az"

[ "$failures" -eq 0 ]
