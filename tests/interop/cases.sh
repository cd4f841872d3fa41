# The cases of tests/interop/run.sh. Each has a stage of its own. The site's router is hq/ce1.

cases=(transit dual-stack wrong-key attributes cut-and-mend one-process-each peering
	peering-shared-gateway no-transit shutdown leaves-root restart silent-restart bird route-server
	vpn-backup global-reach policies policies-appliance policies-tunnel
	multipath ibgp hot-potato two-data-centres dual-stack-site tunnel passing-appliance)

# hairpin runs all nodes of LAB, FRR stands in for the site's router, or for NODE.
bring_up() { # LAB FRR-CONFIGURATION [NODE]
	need 'links are made' stage_links "$1" &&
		need 'hairpin runs' hairpin_start edge "$1" &&
		need 'FRR starts' frr_start "${3:-hq/ce1}" "$2"
}

# A lab that differs from another by a program of jq. `lab` is the lab in it.
derive() { # LAB PROGRAM > FILE
	jq "def lab: .\"hairpin-lab:lab\"; $2" "$1/lab.json"
}

case_transit() {
	bring_up labs/transit frr-configs/transit/frr.conf || return
	expect_agreement labs/transit 'once sessions are up' || return
	expect 'FRR holds what its neighbours say they told it' \
		frr_agrees labs/transit hq/ce1 --live "$work/edge.control" -q
	expect 'a missing route is found' frr_disagrees labs/transit hq/ce1
	expect 'the kernel of the site has the routes' site_routes 10.64.0.0/16 10.72.0.0/16
}

# A router that announces less than the lab says must not pass.
frr_disagrees() { # LAB NODE
	local status=0

	frr_tables "$2" || return 1
	jq 'del(.routes["10.72.0.0/16"][1])' "$work/hq-ce1.ipv4" > "$work/less"
	"$HAIRPIN" diff "$1" --frr "$work/less" --at "$2" -q || status=$?
	[ $status = 1 ]
}

site_routes() { # PREFIX...
	local prefix

	for prefix in "$@"; do
		ip -n "$stage-hq-ce1" route show "$prefix" proto bgp | grep -q . || return 1
	done
}

case_dual_stack() {
	bring_up labs/dual-stack frr-configs/dual-stack/frr.conf &&
		expect_agreement labs/dual-stack 'in both families'
}

# TCP MD5: with the right key routes are learned, with a wrong one not even a session comes up.
case_wrong_key() {
	local lab=$work/lab.json

	derive labs/transit 'lab."express-route-circuit"[0]."azure-private-peering"."shared-key"
		= "north-sea-7"' > "$lab"
	sed 's/^ neighbor msee remote-as.*/&\n neighbor msee password baltic-sea-7/' \
		frr-configs/transit/frr.conf > "$work/wrong.conf"
	bring_up "$lab" "$work/wrong.conf" || return
	expect 'the kernel drops segments with a wrong key' segments_dropped
	expect 'hairpin peers shows no session with FRR' no_session_with_site
	frr hq/ce1 'configure terminal' 'router bgp 65020' 'neighbor msee password north-sea-7'
	expect_agreement "$lab" 'with the right key'
}

segments_dropped() {
	inside edge awk '
		$1 == "TcpExt:" && !named { for (i = 2; i <= NF; i++) name[i] = $i; named = 1; next }
		$1 == "TcpExt:" { for (i = 2; i <= NF; i++) if (name[i] == "TCPMD5Failure") found = $i }
		END { print found + 0, "segments"; exit found == 0 }' /proc/net/netstat
}

no_session_with_site() {
	"$HAIRPIN" peers --live "$work/edge.control" --node er-fra -o json | jq -e '
		[.[] | .ipv4Unicast.peers[] | select(.remoteAs == 65020) | .state]
		| length == 2 and all(. != "Established")' &&
		"$HAIRPIN" peers --live "$work/edge.control" --node er-fra
}

case_attributes() {
	local lab=tests/interop/labs/attributes.json

	bring_up "$lab" frr-configs/attributes/frr.conf &&
		expect_agreement "$lab" 'with prepends, MED, communities and IPv6'
}

# While a link is cut, all is as in a lab without it.
case_cut_and_mend() {
	local without=$work/without.json

	derive labs/transit 'lab.site[0].router[0]."circuit-link" |= .[1:]' > "$without"
	bring_up labs/transit frr-configs/transit/frr.conf || return
	expect_agreement labs/transit 'before the cut' || return
	ip -n "$stage-hq-ce1" link set link0 down
	expect 'after the cut, FRR holds what the second link brings' frr_agrees "$without" hq/ce1 -q
	expect 'after the cut, hairpin holds what the second link brings' tables_agree "$without" hq/ce1
	ip -n "$stage-hq-ce1" link set link0 up
	expect_agreement labs/transit 'after the link is mended'
}

# Loc-RIBs only: the sessions of the two labs differ. The real routers are left out.
tables_agree() { # LAB NODE...
	local lab=$1

	shift
	"$HAIRPIN" rib "$lab" -o json |
		jq -S 'delpaths([$ARGS.positional[] | [.]])' --args "$@" > "$work/predicted" &&
		"$HAIRPIN" rib --live "$work/edge.control" -q -o json | jq -S . > "$work/actual" &&
		diff "$work/predicted" "$work/actual"
}

# Every edge router and every gateway instance in a process of its own, with TCP between all.
case_one_process_each() {
	local lab=labs/transit node names=()

	need 'links are made' stage_links $lab || return
	edge_addresses $lab
	for node in er-fra/primary er-fra/secondary gw-weu/0 gw-weu/1 gw-uks/0 gw-uks/1; do
		need "hairpin runs $node" hairpin_start "$(flat $node)" $lab --node $node || return
		names+=("$(flat $node)")
	done
	need 'FRR starts' frr_start hq/ce1 frr-configs/transit/frr.conf || return
	expect 'FRR holds what the model predicts' frr_agrees $lab hq/ce1 -q
	expect 'all processes hold what the model predicts' hairpin_agrees $lab "${names[@]}"
	expect 'an answer from all of them is the answer of the lab' \
		checks 1 $lab "${names[@]}"
	expect 'there is no answer from five of six' checks 2 $lab "${names[@]:1}"
}

# hairpin check of the isolation that this lab does not have: 1 is the answer, 2 that there is none.
checks() { # STATUS LAB NAME...
	local want=$1 lab=$2 name status=0 sockets=()

	shift 2
	for name in "$@"; do sockets+=(--live "$work/$name.control"); done
	"$HAIRPIN" check "$lab" "$lab/isolation.json" "${sockets[@]}" --timeout 10 || status=$?
	[ $status = "$want" ]
}

# The addresses of the sessions between edge routers and gateways, all in one namespace.
edge_addresses() { # LAB
	local address

	for address in $("$HAIRPIN" plan "$1" -o json |
		jq -r '[.sessions[] | select(.link == "gateway") | .ends[].address] | unique[]'); do
		ip -n "$stage-edge" address add "$address/32" dev lo
	done
}

# The site's router sees the same in these, while the gateways do not.
other_lab() { # LAB
	bring_up "$1" frr-configs/transit/frr.conf && expect_agreement "$1" 'once sessions are up'
}

case_peering() {
	other_lab labs/peering
}

case_peering_shared_gateway() {
	other_lab labs/peering-shared-gateway
}

case_no_transit() {
	other_lab labs/no-transit
}

case_shutdown() {
	bring_up labs/transit frr-configs/transit/frr.conf || return
	expect_agreement labs/transit 'before the end' || return
	if stop edge TERM; then
		pass 'hairpin ends with status 0 on SIGTERM'
	else
		fail 'hairpin ends with status 0 on SIGTERM' "$work/edge.log"
	fi
	expect 'FRR was told Cease/Administrative Shutdown' frr_was_told 'Cease/Administrative Shutdown'
	expect 'FRR holds no route of Azure' frr_has_routes 0
	need 'hairpin runs again' hairpin_start edge labs/transit
	expect_agreement labs/transit 'after a new start'
}

frr_was_told() { # REASON
	frr hq/ce1 'show bgp neighbors json' | jq -e --arg reason "$1" '
		[.[] | .lastNotificationReason] | length == 2 and all(. == $reason)'
}

frr_has_routes() { # COUNT
	frr hq/ce1 'show bgp ipv4 unicast json' | jq -e --argjson count "$1" '
		[.routes[][] | select(.path != "")] | length == $count'
}

# FRR goes without a word and comes back. Both sides connect, so the two connections may collide.
case_restart() {
	bring_up labs/transit frr-configs/transit/frr.conf || return
	expect_agreement labs/transit 'before the restart' || return
	frr_stop hq/ce1 KILL
	expect 'hairpin drops the sessions' no_session_with_site
	need 'FRR starts again' frr_start hq/ce1 frr-configs/transit/frr.conf
	expect_agreement labs/transit 'after the restart'
}

# Once its addresses are bound hairpin needs nothing of root but low ports, and is confined. What it
# made as root goes all the same, also when it has no time to.
case_leaves_root() {
	need 'links are made' stage_links labs/transit &&
		need 'hairpin runs' hairpin_start edge labs/transit --user nobody --pid-file "$work/pid" &&
		need 'FRR starts' frr_start hq/ce1 frr-configs/transit/frr.conf || return
	expect 'it is nobody, with one capability' has_left_root "$(cat "$work/pid")"
	expect_agreement labs/transit 'as nobody' || return
	stop edge TERM
	expect 'its files are gone' test ! -e "$work/pid" -a ! -e "$work/edge.control"
	need 'hairpin runs again' hairpin_start edge labs/transit --user nobody --pid-file "$work/pid" ||
		return
	expect_agreement labs/transit 'as nobody again'
	stop edge KILL
	expect 'its files are gone after SIGKILL' test ! -e "$work/pid" -a ! -e "$work/edge.control"
}

# 400: CAP_NET_BIND_SERVICE alone.
has_left_root() { # PROCESS
	grep -qx "Uid:.$(id -u nobody).$(id -u nobody).$(id -u nobody).$(id -u nobody)" "/proc/$1/status" &&
		grep -qx 'CapEff:.0000000000000400' "/proc/$1/status"
}

# FRR restarts behind cut links, and its kernel forgets the connections: hairpin still takes the old
# sessions for good when FRR knocks again (RFC 4271 section 6.8).
case_silent_restart() {
	local link

	bring_up labs/transit frr-configs/transit/frr.conf || return
	expect_agreement labs/transit 'before the restart' || return
	for link in link0 link1; do
		ip -n "$stage-edge" link set $link down
	done
	inside hq-ce1 ss --kill --tcp '( sport = :179 or dport = :179 )' > /dev/null
	frr_stop hq/ce1 KILL
	need 'FRR starts again' frr_start hq/ce1 frr-configs/transit/frr.conf
	for link in link0 link1; do
		ip -n "$stage-edge" link set $link up
	done
	expect_agreement labs/transit 'after the restart'
}

# A second implementation at the site. It tells its routes in its own words.
case_bird() {
	bird_is_there || return
	need 'links are made' stage_links labs/dual-stack &&
		need 'hairpin runs' hairpin_start edge labs/dual-stack || return
	bird_start hq/ce1 tests/interop/bird.conf
	expect 'hairpin holds what the model predicts' hairpin_agrees labs/dual-stack edge
	expect 'BIRD holds what the model predicts' bird_agrees labs/dual-stack hq/ce1
}

bird_is_there() {
	command -v bird > /dev/null && return
	[ "${CI:-}" != true ] || fail 'BIRD is installed (Debian package bird2)'
	[ "${CI:-}" = true ] || { echo "skipped: $case: needs bird2"; skipped=$((skipped + 1)); }
	return 1
}

bird_start() { # NODE CONFIGURATION
	start "$(flat "$1")-bird" "$(flat "$1")" bird -f -c "$2" -s "$work/bird.ctl" -P "$work/bird.pid"
}

# Lines of prefix, next hop, which is the neighbour, and AS path. Which one is the best is not told:
# BIRD uses one only.
bird_agrees() { # LAB NODE
	"$HAIRPIN" rib "$1" --node "$2" -o json | jq -r '.routes[][] | select(.path != "")
		| "\(.network) \(.peerId) \(.path)"' | sort > "$work/predicted" &&
		[ -s "$work/predicted" ] &&
		birdc -s "$work/bird.ctl" 'show route all where source = RTS_BGP' | awk '
			$1 ~ /\// { network = $1 }
			/BGP.as_path:/ { sub(/.*: /, ""); path = $0 }
			/BGP.next_hop:/ { print network, $2, path }' | sort > "$work/actual"
	diff "$work/predicted" "$work/actual"
}

# FRR as a network virtual appliance beside a Route Server.
case_route_server() {
	local lab=$work/lab.json silent=$work/silent.json

	derive labs/route-server 'lab."virtual-network"[0]."network-virtual-appliance"[0].external
		= true' > "$lab"
	derive labs/route-server 'lab."virtual-network"[0]."network-virtual-appliance"[0]
		|= (.external = true | .advertise = [])' > "$silent"
	bring_up "$lab" frr-configs/route-server/frr.conf hub/nva1 || return
	expect_agreement "$lab" 'as an appliance' hub/nva1 || return
	expect 'FRR learns the hub from both instances' learned hub/nva1 10.60.0.0/22 \
		'10.60.3.196 65515' '10.60.3.197 65515'
	expect "the edge routers hold FRR's prefix with path 65515 65100" edges_hold \
		10.61.0.0/16 '65515 65100' er-par/primary er-par/secondary
	frr hub/nva1 'configure terminal' 'router bgp 65100' 'address-family ipv4 unicast' \
		'no network 10.61.0.0/16'
	expect_agreement "$silent" "after FRR's prefix is withdrawn" hub/nva1
}

# Every path for the prefix that FRR has, as lines of neighbour and AS path.
learned() { # NODE PREFIX LINE...
	local node=$1 prefix=$2

	shift 2
	frr "$node" "show bgp ipv4 unicast $prefix json" |
		jq -r '.paths[] | "\(.peer.peerId) \(.aspath.string)"' | sort > "$work/actual"
	printf '%s\n' "$@" | diff - "$work/actual"
}

# The running edge routers have this AS path for the prefix, and no other.
edges_hold() { # PREFIX PATH NODE...
	local prefix=$1 path=$2 node

	shift 2
	for node in "$@"; do
		"$HAIRPIN" rib "$prefix" --live "$work/edge.control" --node "$node" -q -o json |
			jq -e --arg path "$path" '[.routes[][].path] | length > 0 and all(. == $path)' ||
			return 1
	done
}

# FRR as both routers of a site, one behind the circuit, the other behind tunnels without IPsec: BGP
# between the addresses of their ends. When the circuit is cut, the tunnels take over.
case_vpn_backup() {
	local lab=$work/lab.json without=$work/without.json prefix link

	derive labs/vpn-backup 'lab.site[].router[].external = true' > "$lab"
	derive "$work" 'lab.site[].router[]."circuit-link" = []' > "$without"
	bring_up "$lab" frr-configs/vpn-backup/frr.conf office/fw1 &&
		need 'FRR starts' frr_start office/ce1 frr-configs/vpn-backup/ce1.conf || return
	expect_agreement "$lab" 'over two tunnels' office/fw1 || return
	expect_agreement "$lab" 'over the circuit' office/ce1
	for prefix in 10.50.0.0/22 10.51.0.0/16; do
		expect "FRR learns $prefix from both instances, and from the other router" learned \
			office/fw1 $prefix '10.50.3.206 65515' '10.50.3.207 65515' '172.20.0.1 12076'
	done
	for link in link0 link1; do
		ip -n "$stage-office-ce1" link set $link down
	done
	expect 'after the cut, hairpin holds what the tunnels bring' \
		tables_agree "$without" office/ce1 office/fw1
}

# Two sites behind two circuits, joined by Global Reach: FRR at the one, BIRD at the other.
case_global_reach() {
	local lab=$work/lab.json

	bird_is_there || return
	derive labs/global-reach 'lab.site[].router[].external = true' > "$lab"
	bring_up "$lab" frr-configs/global-reach/frr.conf rotterdam/ce1 || return
	bird_start baltimore/ce1 tests/interop/bird-global-reach.conf
	expect_agreement "$lab" 'behind Global Reach' rotterdam/ce1 || return
	expect 'behind Global Reach, BIRD holds what the model predicts' bird_agrees "$lab" baltimore/ce1
	expect "FRR learns BIRD's site with path 12076" learned rotterdam/ce1 192.168.40.0/24 \
		'172.19.0.2 12076' '172.19.0.6 12076'
}

# FRR with the configuration that hairpin wrote for it.
exported() { # LAB NODE
	"$HAIRPIN" export frr "$1" --node "$2" > "$work/exported.conf" &&
		vtysh -C -f "$work/exported.conf" && bring_up "$1" "$work/exported.conf" "$2"
}

case_policies() {
	local lab=tests/interop/labs/policies.json

	exported "$lab" hq/ce1 && expect_agreement "$lab" 'with policies of every kind'
}

# What an appliance says of its own to a Route Server, and what it takes from it.
case_policies_appliance() {
	local lab=$work/lab.json

	derive labs/route-server 'lab |= (."prefix-set" = [
			{name: "hub", prefix: [{"ip-prefix": "10.60.0.0/14", ge: 16}]},
			{name: "lan", prefix: [{"ip-prefix": "10.61.0.0/16"}]}]
		| ."policy-definition" = [
			{name: "out", statement: [
				{name: "lan", conditions: {"match-prefix-set": "lan"}, actions:
					{"prepend": {"times": 3}, "set-origin": "incomplete", "policy-result": "accept-route"}},
				{name: "rest", actions: {"set-med": "9", "add-community": ["65100:5"]}}],
				default: "accept-route"},
			{name: "in", statement: [{name: "hub", conditions: {"match-prefix-set": "hub"},
				actions: {"set-local-preference": 50, "policy-result": "accept-route"}}]}])
		| lab."virtual-network"[0]."network-virtual-appliance"[0]
			|= (.external = true | ."export-policy" = ["out"] | ."import-policy" = ["in"]
				| ."next-hop" = "10.60.1.100"
				| .announce = [{prefix: "10.62.0.0/16", med: 4, "as-path": "64900"}])' > "$lab"
	exported "$lab" hub/nva1 && expect_agreement "$lab" 'as an appliance with policies' hub/nva1
}

# The end of two tunnels, one for each instance of the gateway, of which one is preferred.
case_policies_tunnel() {
	local lab=$work/lab.json

	derive labs/vpn-backup 'lab."policy-definition" = [
			{name: "prefer", default: "accept-route", statement: [
				{name: "first", conditions: {"match-neighbor": "10.50.3.206"},
					actions: {"set-local-preference": 150}},
				{name: "path", conditions: {"match-as-path-set": "direct"},
					actions: {"add-community": ["65020:50"]}}]},
			{name: "told", default: "accept-route", statement: [
				{name: "second", conditions: {"match-neighbor": "10.50.3.207"},
					actions: {"prepend": {"times": 1}, "set-med": "20"}}]}]
		| lab."as-path-set" = [{name: "direct", member: ["^65515$"]}]
		| lab."local-network-gateway"[0] |= (."import-policy" = ["prefer"] | ."export-policy" = ["told"])
		| lab.site[].router[].external = true' > "$lab"
	exported "$lab" office/fw1 || return
	"$HAIRPIN" export frr "$lab" --node office/ce1 > "$work/ce1.conf"
	need 'FRR starts' frr_start office/ce1 "$work/ce1.conf" || return
	expect_agreement "$lab" 'over two tunnels with policies' office/fw1 &&
		expect_agreement "$lab" 'over the circuit, as exported' office/ce1
}

# A router at the end of a circuit and of tunnels, all equally good: by default FRR balances over one
# neighbouring AS only.
case_multipath() {
	local lab=$work/lab.json relaxed=$work/relaxed.json

	derive labs/vpn-backup '(lab.site[0].router |= [.[] | select(.name == "ce1") | .external = true])
		| (lab."local-network-gateway"[0].router = "ce1")' > "$lab"
	jq '."hairpin-lab:lab".site[0].router[0] |= (."multipath-relax" = true | ."maximum-paths" = 3)' \
		"$lab" > "$relaxed"
	exported "$lab" office/ce1 &&
		expect_agreement "$lab" 'with one neighbouring AS' office/ce1 || return
	frr office/ce1 'configure terminal' 'router bgp 65020' 'bgp bestpath as-path multipath-relax' \
		'address-family ipv4 unicast' 'maximum-paths 3'
	expect 'with three paths of two, FRR holds what the model predicts' \
		frr_agrees "$relaxed" office/ce1 -q
}

# FRR in the place of several routers of LAB, each with the configuration that hairpin wrote for it.
# They and hairpin hold what the model predicts.
all_exported() { # LAB WHEN NODE...
	local lab=$1 when=$2 node conf

	shift 2
	need 'links are made' stage_links "$lab" && need 'hairpin runs' hairpin_start edge "$lab" || return
	for node in "$@"; do
		conf=$work/$(flat "$node").conf
		"$HAIRPIN" export frr "$lab" --node "$node" > "$conf" && vtysh -C -f "$conf" &&
			need "FRR starts as $node" frr_start "$node" "$conf" || return
	done
	for node in "$@"; do
		expect_agreement "$lab" "$when, as $node" "$node" || return
	done
}

# Both routers of a site are FRR, with iBGP and next-hop-self between them. When one dies, the other
# still has what its own circuit brings.
case_ibgp() {
	local lab=tests/interop/labs/ibgp.json without=$work/without.json

	jq '."hairpin-lab:lab".site[0].router |= .[:1]' "$lab" > "$without"
	all_exported "$lab" 'with iBGP' hq/ce1 hq/ce2 || return
	frr_stop hq/ce2 KILL
	expect 'after the other router died, FRR holds what its own circuit brings' \
		frr_agrees "$without" hq/ce1 -q
}

# Next hops stay, and the IGP's costs decide, first with all of them, then with equal ones: several
# iBGP routes of one AS path are used together.
case_hot_potato() {
	local lab=tests/interop/labs/hot-potato.json equal=$work/equal.json prefix

	all_exported "$lab" 'by the nearer edge' hq/core || return
	jq '."hairpin-lab:lab".site[0] |= del(."interior-path")' "$lab" > "$equal"
	stage_interior "$equal"
	for prefix in 192.0.2.2/32 172.16.2.0/30 172.16.2.4/30; do
		ip -n "$stage-hq-core" route del $prefix metric 5
	done
	expect 'with equal costs, FRR uses both edges as predicted' frr_agrees "$equal" hq/core -q
}

# Two sites with a link between them, both FRR, over which routes leak from circuit to circuit.
case_two_data_centres() {
	all_exported tests/interop/labs/two-data-centres.json 'over the link between sites' dc1/r1 dc2/r2
}

# iBGP of both families; one of the two leaves next hops as they are.
case_dual_stack_site() {
	all_exported tests/interop/labs/dual-stack-site.json 'in both families' hq/ce1 hq/ce2
}

# A firewall and a router with a tunnel between them, a veth pair, both FRR. The firewall passes on
# to the Route Server what the tunnel brings.
case_tunnel() {
	local lab=$work/lab.json

	derive labs/tunnel-over-circuit 'lab.site[].router[].external = true
		| lab."virtual-network"[0]."network-virtual-appliance"[0].external = true' > "$lab"
	all_exported "$lab" 'with a tunnel' hub/fw lyon/ce1
}

# An appliance that passes on between the Route Servers of two networks, with as-override, and from
# and to a router behind a tunnel, with policies, prepends and MED.
case_passing_appliance() {
	all_exported tests/interop/labs/passing-appliance.json 'as an appliance that passes on' \
		hub/nva branch/b1
}
