# Writes the configurations of the star for BIRD or FRR: 2 MSEEs (m0, m1) and their gateways (g0, g1,
# ...), with the addresses and prefixes of plan_star(). Timers are as short as they go, so that
# what is measured is work and not waiting.
#
# Usage: awk -v daemon=bird|frr -v gateways=N -v prefixes=K -v dir=FOLDER -f daemons.awk
# The folders FOLDER/m0, FOLDER/g0 and so on must be there.

function msee(m) { return "127.0.0." (m + 2) }

function gateway(g) { return sprintf("127.1.%d.%d", (g + 1) / 256, (g + 1) % 256) }

function prefix(p) { return sprintf("%d.%d.%d.0/24", 16 + p / 65536, p / 256 % 256, p % 256) }

# strict bind: many BIRDs share port 179. MSEEs only answer, so that no connection collides.
function bird_head(file, address, as, more, channel) {
	print "router id " address ";" > file
	print "protocol device {}" > file
	print "template bgp peer {" > file
	print "  local " address " as " as "; multihop; strict bind; " more > file
	print "  connect delay time 0; connect retry time 1; error wait time 1, 1;" > file
	print "  ipv4 { import all; " channel "; next hop self; };" > file
	print "}" > file
}

function bird_msee(file, m,    g) {
	bird_head(file, msee(m), 12076, "passive;", "export all")
	for (g = 0; g < gateways; g++)
		print "protocol bgp g" g " from peer { neighbor " gateway(g) " as 65515; }" > file
}

function bird_gateway(file, g,    m, p) {
	bird_head(file, gateway(g), 65515, "allow local as;", "export where source = RTS_STATIC")
	print "protocol static { ipv4;" > file
	for (p = 0; p < prefixes; p++)
		print "  route " prefix(g * prefixes + p) " blackhole;" > file
	print "}" > file
	for (m = 0; m < 2; m++)
		print "protocol bgp m" m " from peer { neighbor " msee(m) " as 12076; }" > file
}

# Next hops in 127.0.0.0/8 are refused without allow-martian-nexthop.
function frr_head(file, address, as) {
	print "router bgp " as > file
	print " bgp router-id " address > file
	print " bgp allow-martian-nexthop" > file
	print " no bgp ebgp-requires-policy" > file
	print " no bgp network import-check" > file
	print " no bgp default ipv4-unicast" > file
}

function frr_peer(file, self, other, as) {
	print " neighbor " other " remote-as " as > file
	print " neighbor " other " update-source " self > file
	print " neighbor " other " disable-connected-check" > file
	print " neighbor " other " advertisement-interval 0" > file
	print " neighbor " other " timers connect 1" > file
}

function frr_msee(file, m,    g) {
	frr_head(file, msee(m), 12076)
	for (g = 0; g < gateways; g++) {
		frr_peer(file, msee(m), gateway(g), 65515)
		print " neighbor " gateway(g) " passive" > file
	}
	print " address-family ipv4 unicast" > file
	for (g = 0; g < gateways; g++) {
		print "  neighbor " gateway(g) " activate" > file
		print "  neighbor " gateway(g) " next-hop-self" > file
	}
}

function frr_gateway(file, g,    m, p) {
	print "bgp as-path access-list own permit ^$" > file
	frr_head(file, gateway(g), 65515)
	for (m = 0; m < 2; m++)
		frr_peer(file, gateway(g), msee(m), 12076)
	print " address-family ipv4 unicast" > file
	for (p = 0; p < prefixes; p++)
		print "  network " prefix(g * prefixes + p) > file
	for (m = 0; m < 2; m++) {
		print "  neighbor " msee(m) " activate" > file
		print "  neighbor " msee(m) " allowas-in" > file
		print "  neighbor " msee(m) " filter-list own out" > file
	}
}

function speaker(name, number,    file) {
	file = dir "/" name number "/conf"
	if (daemon == "bird" && name == "m")
		bird_msee(file, number)
	else if (daemon == "bird")
		bird_gateway(file, number)
	else if (name == "m")
		frr_msee(file, number)
	else
		frr_gateway(file, number)
	close(file)
}

BEGIN {
	for (number = 0; number < 2; number++)
		speaker("m", number)
	for (number = 0; number < gateways; number++)
		speaker("g", number)
}
