# Real routers beside a live hairpin, each in a network namespace of its own, joined by the links of
# a lab. Sourced by tests/interop/run.sh and tools/with-frr.sh; for bash, as root.
#
# A stage is what one lab needs: a folder, namespaces, processes. All of it goes with stage_end.
# Namespaces are named after the stage, processes are ended by the process ID that they were
# started with, and nothing outside of the namespaces is changed.

HAIRPIN=${HAIRPIN:-./hairpin}
FRR=${FRR:-/usr/lib/frr}
stage=           # name of the stage; empty: there is none
work=            # its folder
declare -A pids  # of what runs on it, by name

# What is missing to have a stage, in words; nothing when all is there.
stage_lacks() {
	local tool

	[ "$(id -u)" = 0 ] || { echo 'the rights of root'; return; }
	[ -x "$FRR/bgpd" ] && [ -x "$FRR/zebra" ] || echo 'FRR (Debian package frr)'
	for tool in ip jq vtysh; do
		command -v $tool > /dev/null || echo "$tool"
	done
	if ip netns add "hairpin-try-$$" 2> /dev/null; then
		ip netns del "hairpin-try-$$"
	else
		echo 'network namespaces (CAP_SYS_ADMIN)'
	fi
}

stage_begin() {
	stage=hp$$
	work=$(mktemp -d "${TMPDIR:-/tmp}/hairpin-stage.XXXXXX")
	chmod 755 "$work"
	stage_netns edge
}

stage_netns() { # NAME
	ip netns add "$stage-$1" && ip -n "$stage-$1" link set lo up
}

inside() { # NETNS COMMAND...
	local netns=$1

	shift
	ip netns exec "$stage-$netns" "$@"
}

# The name of a node as part of a file's name: hq/ce1 is hq-ce1.
flat() { # NODE
	echo "${1//\//-}"
}

# The sessions of real routers: "NODE LINK OTHER ADDRESS OTHER-ADDRESS PLACE", where PLACE is the real
# router at the other end, or "edge". The instances of a gateway or Route Server count as one other,
# as one link leads to them.
stage_sessions() { # LAB
	"$HAIRPIN" plan "$1" -o json | jq -r '
		([.nodes[] | select(.external) | .name]) as $real
		| .sessions[] | .link as $link | .ends
		| if (.[0].node as $node | $real | index($node)) then . else reverse end
		| select(.[0].node as $node | $real | index($node))
		| (.[1].node | if $link == "circuit" or $link == "site-link" or $link == "interior" then .
			else sub("/[01]$"; "") end) as $other
		| (.[1].node as $node | if ($real | index($node)) then $node else "edge" end) as $place
		| "\(.[0].node) \($link) \($other) \(.[0].address) \(.[1].address) \($place)"'
}

# A namespace for each real router of the lab, and a veth for each of its links: both ends have the
# same name, link0, link1 and so on in the order of the plan.
stage_links() { # LAB
	local node link other near far place name count=0 sessions
	local -A links=()

	sessions=$(stage_sessions "$1") && [ -n "$sessions" ] || return 1
	while read -r node link other near far place; do
		[ -d "$work/$(flat "$node")" ] || router_place "$node" || return 1
		[ "$place" = edge ] || [ -d "$work/$(flat "$place")" ] || router_place "$place" || return 1
		name=${links[$node $link $other]:-}
		if [ -z "$name" ]; then
			name=link$count
			count=$((count + 1))
			links[$node $link $other]=$name
			link_make "$name" "$(flat "$node")" "$(flat "$place")" || return 1
		fi
		link_addresses "$(flat "$node")" "$name" "$link" "$near" "$far" "$(flat "$place")" ||
			return 1
	done <<< "$sessions"
	stage_interior "$1"
}

# What the IGP of a site tells its real routers, as the plan has it: routes of the kernel. By what
# links it leads to its neighbours, link_addresses has written down.
stage_interior() { # LAB
	local node prefix via metric dev near

	"$HAIRPIN" plan "$1" -o json | jq -r '.nodes[] | select(.external) | .name as $name
		| .nextHops[]? | select(.via) | "\($name) \(.prefix) \(.via) \(.metric)"' \
		> "$work/interior" || return
	while read -r node prefix via metric; do
		node=$(flat "$node")
		read -r dev near < <(awk -v node="$node" -v via="$via" \
			'$1 == node && $2 == via { print $3, $4 }' "$work/ways") || continue
		case $prefix in
		"$via"/*)
			ip -n "$stage-$node" route del "$prefix" dev "$dev" metric 1 2> /dev/null
			set -- dev "$dev" src "$near" ;;
		*) set -- via "$via" dev "$dev" onlink ;;
		esac
		ip -n "$stage-$node" route replace "$prefix" "$@" metric "$metric" || return
	done < "$work/interior"
}

# FRR's daemons run as their own user, who must be able to write here.
router_place() { # NODE
	stage_netns "$(flat "$1")" && mkdir "$work/$(flat "$1")" &&
		chown frr:frr "$work/$(flat "$1")"
}

# An address of IPv6 stays when its link goes down, as that of IPv4 does.
link_make() { # NAME NETNS FAR-NETNS
	local netns

	ip link add "$1" netns "$stage-$2" type veth peer name "$1" netns "$stage-$3" || return
	for netns in "$2" "$3"; do
		inside "$netns" sh -c "echo 1 > /proc/sys/net/ipv6/conf/$1/keep_addr_on_down" &&
			ip -n "$stage-$netns" link set "$1" up || return
	done
}

# The two addresses of a circuit, or of a link between sites, are in one subnet. Those of a tunnel,
# or of an appliance and a Route Server, are not: a veth with an address on either end does for the
# tunnel or the VNet. Inside a site the addresses are loopbacks, and routes lead to them.
link_addresses() { # NETNS NAME LINK NEAR FAR FAR-NETNS
	local length=30

	case $4 in *:*) length=126 ;; esac
	case $3 in
	circuit | site-link)
		link_address "$1" "$2" "$4/$length" && link_address "$6" "$2" "$5/$length" ;;
	interior)
		link_loopback "$1" "$2" "$4" && link_loopback "$6" "$2" "$5" &&
			link_way "$1" "$2" "$4" "$5" && link_way "$6" "$2" "$5" "$4" ;;
	*)
		link_address "$1" "$2" "$4" peer "$5" && link_address "$6" "$2" "$5" peer "$4" ;;
	esac
}

# IPv6 finds neighbours by the addresses of the link alone.
link_loopback() { # NETNS NAME ADDRESS
	case $3 in
	*:*) ip -n "$stage-$1" address replace "$3/128" dev "$2" nodad ;;
	*) ip -n "$stage-$1" address replace "$3/32" dev lo ;;
	esac
}

link_way() { # NETNS NAME NEAR FAR
	local length=32

	case $4 in *:*) length=128 ;; esac
	echo "$1 $4 $2 $3" >> "$work/ways"
	ip -n "$stage-$1" route replace "$4/$length" dev "$2" src "$3" metric 1
}

link_address() { # NETNS NAME ADDRESS...
	local netns=$1 name=$2 nodad=

	shift 2
	case $1 in *:*) nodad=nodad ;; esac
	ip -n "$stage-$netns" address add "$@" dev "$name" $nodad
}

start() { # NAME NETNS COMMAND...
	local name=$1 netns=$2

	shift 2
	ip netns exec "$stage-$netns" "$@" > "$work/$name.log" 2>&1 &
	pids[$name]=$!
}

# Ends a process that was started here, by force after a minute. Returns its exit status.
stop() { # NAME [SIGNAL]
	local pid=${pids[$1]:-} i

	[ -n "$pid" ] || return 0
	unset "pids[$1]"
	# The shell says so when a process was killed.
	{
		kill "-${2:-TERM}" "$pid"
		for i in $(seq 600); do
			kill -0 "$pid" || break
			sleep 0.1
		done
		kill -KILL "$pid"
		wait "$pid"
	} 2> /dev/null
}

# Waits until COMMAND succeeds, at most so long. What it said last is in $work/last.
within() { # SECONDS COMMAND...
	local end=$((SECONDS + $1))

	shift
	until "$@" > "$work/last" 2>&1; do
		[ "$SECONDS" -lt "$end" ] || return 1
		sleep 0.2
	done
}

# FRR in the place of a node. The configuration is a whole one, as vtysh writes it.
frr_start() { # NODE CONFIGURATION
	local node dir

	node=$(flat "$1")
	dir=$work/$node
	touch "$dir/vtysh.conf"
	start "$node-zebra" "$node" "$FRR/zebra" -f /dev/null -i "$dir/zebra.pid" \
		-z "$dir/zserv.api" --vty_socket "$dir" -A 127.0.0.1 -P 0
	within 100 test -S "$dir/zserv.api" && within 100 test -S "$dir/zebra.vty" || return
	start "$node-bgpd" "$node" "$FRR/bgpd" -f /dev/null -i "$dir/bgpd.pid" \
		-z "$dir/zserv.api" --vty_socket "$dir" -A 127.0.0.1 -P 0
	within 100 test -S "$dir/bgpd.vty" || return
	if grep -qE '^ip(v6)? route ' "$2"; then
		start "$node-staticd" "$node" "$FRR/staticd" -f /dev/null -i "$dir/staticd.pid" \
			-z "$dir/zserv.api" --vty_socket "$dir" -A 127.0.0.1 -P 0
		within 100 test -S "$dir/staticd.vty" || return
	fi
	vtysh --vty_socket "$dir" --config_dir "$dir" -f "$2" > "$dir/vtysh.log" 2>&1
}

frr_stop() { # NODE [SIGNAL]
	stop "$(flat "$1")-bgpd" "${2:-TERM}"
	stop "$(flat "$1")-staticd"
	stop "$(flat "$1")-zebra"
	rm -f "$work/$(flat "$1")"/*.vty "$work/$(flat "$1")"/zserv.api
}

frr() { # NODE COMMAND...
	local dir=$work/$(flat "$1") command commands=()

	shift
	for command in "$@"; do
		commands+=(-c "$command")
	done
	vtysh --vty_socket "$dir" --config_dir "$dir" "${commands[@]}" 2> /dev/null
}

# FRR's two tables, in $work/NODE.ipv4 and $work/NODE.ipv6.
frr_tables() { # NODE
	local file=$work/$(flat "$1")

	frr "$1" 'show bgp ipv4 unicast json detail' > "$file.ipv4" &&
		frr "$1" 'show bgp ipv6 unicast json detail' > "$file.ipv6"
}

# Holds FRR exactly what the model predicts?
frr_agrees() { # LAB NODE [OPTION OF HAIRPIN DIFF]...
	local lab=$1 node=$2 file

	shift 2
	file=$work/$(flat "$node")
	frr_tables "$node" &&
		"$HAIRPIN" diff "$lab" --frr "$file.ipv4" --frr "$file.ipv6" --at "$node" "$@"
}

# hairpin in namespace edge; its control socket is $work/NAME.control.
hairpin_start() { # NAME LAB [OPTION OF HAIRPIN RUN]...
	local name=$1 lab=$2

	shift 2
	start "$name" edge "$HAIRPIN" run "$lab" --control "$work/$name.control" "$@"
	within 200 "$HAIRPIN" peers --live "$work/$name.control" -q
}

# Do the processes hold exactly what the model predicts?
hairpin_agrees() { # LAB NAME...
	local lab=$1 name sockets=()

	shift
	for name in "$@"; do sockets+=(--live "$work/$name.control"); done
	"$HAIRPIN" diff "$lab" "${sockets[@]}" --timeout 10 -q
}

# Safe to call when nothing was begun, and twice. Returns 1 if a hairpin ended badly.
stage_end() {
	local name status=0

	[ -n "$stage" ] || return 0
	for name in "${!pids[@]}"; do
		case $name in
		*-zebra | *-bgpd | *-staticd | *-bird) stop "$name" ;;
		*) stop "$name" || { echo "$name: status $?"; tail -n 20 "$work/$name.log"; status=1; } ;;
		esac
	done
	for name in $(ip netns list | awk -v stage="$stage-" 'index($1, stage) == 1 { print $1 }'); do
		ip netns del "$name"
	done
	rm -rf --one-file-system "$work"
	stage=
	return $status
}
