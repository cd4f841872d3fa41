#!/bin/sh
# What people reported in public of Azure, restated with other addresses: a lab each, and the right
# values.
set -u
. "${srcdir:?}/tests/cli/lib.sh"
reports=$srcdir/tests/reports

# out_row CELLS: neighbouring cells of a row, whatever the width of the columns
out_row()
{
	sed 's/  */ /g' "$dir/out" | grep -qF -- "$1" || fail "no row '$1' on standard output"
}

# lab REPORT [FILE]
lab()
{
	lab=$reports/$1/${2:-lab.yaml}
}

# What an appliance prepends stays at the MSEE and is gone on-premises: private numbers go.
lab nva-prepend
exits 0 rib "$lab" 172.30.0.0/16 --node er/primary
out_has "65515 65010 65010 65010 65010 i"
exits 0 rib "$lab" 172.30.0.0/16 --node hq/ce
out_row "172.30.0.0/16 172.16.0.2 er/primary 100 0 12076 i"

# Each connection of a virtual hub has its switch for the default route.
lab default-per-connection
exits 0 check "$lab" "$reports/default-per-connection/expect.yaml"
exits 0 effective "$lab" spoke/w
out_row "Default Active 0.0.0.0/0 Internet"
exits 0 effective "$lab" other/w
out_row "VirtualNetworkGateway Active 0.0.0.0/0 VirtualNetworkGateway"

# A default route never passes from hub to hub.
lab default-between-hubs
exits 0 check "$lab" "$reports/default-between-hubs/expect.yaml"

# A VPN gateway announces no default route, an ExpressRoute gateway does; and the appliance's own
# subnet, which learns it, loops.
lab default-over-vpn
exits 0 check "$lab" "$reports/default-over-vpn/expect.yaml"
err_has "[appliance-own-default-route]"
exits 0 validate "$reports/default-over-vpn/lab-cured.yaml"
err_empty
exits 0 check "$reports/default-over-vpn/lab-cured.yaml" "$reports/default-over-vpn/expect.yaml"

# A gateway passes nothing from one circuit to another; Global Reach does, unless the customer's
# routers have one public AS at both ends and refuse it, which is no rule about gateways.
lab two-circuits
exits 1 path "$lab" avs hq
exits 0 path "$reports/two-circuits/lab-global-reach.yaml" avs-gr hq
out_has "Global Reach, "
exits 1 path "$reports/two-circuits/lab-public-asn.yaml" avs-gr hq
out_has "refused it: own AS in the path"
out_lacks "[msee-as-override-exception]"
exits 1 rib "$reports/two-circuits/lab-public-asn.yaml" 10.99.0.0/22 --node hq/ce
err_has "no route for 10.99.0.0/22"
err_has "hq/ce was told 10.99.0.0/22 by er-hq/primary (AS path 12076 3356) and refused it: own AS"

# Above the limit the Route Server's sessions flap; appliances announce and withdraw in scenarios.
lab route-server-limit
exits 0 scenario "$lab" "$reports/route-server-limit/scenario.yaml"
out_has "rs/0       hub/sdwan: more prefixes than the limit of 4000"
[ "$(grep -c 'rs/0  *hub/sdwan: session up' "$dir/out")" -gt 2 ] || fail "rs/0 does not flap"
out_row "g lost"

# Behind a VPN gateway alone, interfaces list the addresses of its BGP peers, a row each instance.
lab vpn-peer-hosts
exits 0 diff "$lab" --at vnet10 --az "$reports/vpn-peer-hosts/vm10-effective.txt"
out_has "8 rows agree, 0 differ for a known reason, 0 differ"

# Only the peered subnets are announced and listed; subnets that are not peered get the routes, too.
lab subnet-peering
exits 0 rib "$lab" 10.60.0.0/27 --node gw/0
exits 1 rib "$lab" 10.60.0.0/16 --node gw/0
exits 0 effective "$lab" hub/nva
out_row "Default Active 10.60.0.0/27 VNetPeering"
out_lacks "10.60.0.0/16"
exits 0 effective "$lab" spoke/w
out_row "Default Active 10.40.1.0/27 VNetPeering"

# Against a peering of the whole networks each subnet is compared, for none stands for the others.
sed 's/peer-complete-vnets: false, local-subnet-names: [^]]*], remote-subnet-names: [^]]*]/peer-complete-vnets: true/' \
	"$lab" > "$dir/whole.yaml"
exits 1 compare "$dir/whole.yaml" "$lab"
out_has "hub/nva -> spoke/w and back lost"
out_row "hub/nva spoke/fw VNet peering"
out_row "- spoke/w hub/nva VNet peering"
err_empty
exits 1 compare --review "$dir/whole.yaml" "$lab"
out_row "hub/nva spoke/w VNet peering"

# Two branches with iBGP between their routers, and prepending for one prefix only.
lab branches
exits 0 rib "$lab" 10.5.0.0/16 --node vng1/0
out_row "*> 10.5.0.0/16 10.3.0.10 branches/csr3 0 100 32768 65100 i as-path-length"
out_row "* 10.4.0.10 branches/csr4 0 100 32768 65100 65100 65100 i"
exits 0 rib "$lab" 10.4.0.0/16 --node vng1/0
out_row "*> 10.4.0.0/16 10.4.0.10 branches/csr4 0 100 32768 65100 i"
exits 0 rib "$lab" 10.2.0.0/16 --node branches/csr4
out_row "* 10.3.0.10 branches/csr3 100 0 65002 i"

# A router with default settings balances over paths of one neighbouring AS only.
lab site-prefers
exits 0 diff "$lab" --at hq/ce --frr "$reports/site-prefers/show-ip-bgp.txt"
out_has " 0 differ"
sed 's/^ \*     /& /; s/^ \*  \(  *172\)/ *= \1/' "$reports/site-prefers/show-ip-bgp.txt" > "$dir/relaxed"
exits 1 diff "$lab" --at hq/ce --frr "$dir/relaxed"

# A dual-stack gateway cannot be connected to a circuit whose private peering has IPv4 alone.
lab dual-stack-circuit
exits 2 validate "$lab"
err_has "error: gateway \"gw\" is dual-stack"
err_has "[dual-stack-gateway]"

# With a local network gateway where nobody stands there is no session.
for file in lab.yaml lab-two-byte.yaml; do
	lab nva-tunnel "$file"
	exits 0 validate "$lab"
	err_has 'BGP with local network gateway "csr", where nobody stands: there is no session'
done

# An appliance that ends the tunnels passes on both ways, and packets take them.
lab nva-tunnel lab-ends.yaml
exits 0 validate "$lab"
err_empty
exits 0 rib "$lab" 10.1.0.0/16 --node vng/1
out_row "*> 10.1.0.0/16 192.168.100.0 hub/csr 100 32768 65010 65515 i"
exits 0 rib "$lab" 10.2.0.0/16 --node rs/0
out_row "*> 10.2.0.0/16 10.1.1.5 hub/csr 100 32768 65010 65020 i only-path"
exits 0 effective "$lab" remote/vm
out_row "VirtualNetworkGateway Active 10.1.0.0/16 VirtualNetworkGateway 10.2.0.5"
exits 0 path "$lab" hub/w remote
out_row "1 hub/csr 10.1.1.5"
out_row "2 vng/0 *"
out_row "2 hub/csr 192.168.100.0"
sed 's/appliance: hub.csr/appliance: hub\/other/' "$lab" > "$dir/other.yaml"
exits 2 validate "$dir/other.yaml"
err_has 'there is no appliance "hub/other"'
sed 's/{name: csr, asn: 65010/{name: csr, asn: 65011/' "$lab" > "$dir/other.yaml"
exits 2 validate "$dir/other.yaml"
err_has 'has AS 65011, but appliance "csr" there has AS 65010'

[ "$failures" -eq 0 ]
