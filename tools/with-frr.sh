#!/bin/bash
# Runs a lab live with a real FRR in the place of its router, and compares what both hold with what
# the model predicts, route by route.
#
# Usage: tools/with-frr.sh [--stay] LAB FRR-CONFIGURATION
#        tools/with-frr.sh labs/transit/lab.json frr-configs/transit/frr.conf
#
# FRR and hairpin each get a network namespace, joined by the lab's links; all is gone at the end.
# --stay: ends with Enter, and tells how to look around until then. LAB must have exactly one router
# or appliance with "external": true. Exit status 0: all routes agree; 1: they do not; 4: something
# is missing. Needs root (starts itself again by sudo), FRR, jq and iproute2. HAIRPIN: the program.
set -u
here=$(dirname "$0")
. "$here/routers.sh"
patience=60

die() { echo "with-frr.sh: $*" >&2; exit 4; }
note() { printf '\n# %s\n' "$*"; }

# Shows a command, then does it.
run() {
	printf '$ %s\n' "$*"
	"$@"
}

# hairpin warns of a state in which routes are still on their way.
is_quiet() {
	[ -z "$("$HAIRPIN" peers --live "$control" 2>&1 > /dev/null)" ]
}

# Routers tell some of their routes later than the rest, so one quiet moment says little.
stays_quiet() {
	is_quiet && sleep 1 && is_quiet && sleep 1 && is_quiet
}

if [ "$(id -u)" != 0 ]; then
	command -v sudo > /dev/null || die 'needs root, and there is no sudo'
	exec sudo --preserve-env=HAIRPIN,FRR,TMPDIR "$0" "$@"
fi
stay=
[ "${1:-}" != --stay ] || { stay=yes; shift; }
[ $# = 2 ] || { sed -n '5,6s/^# //p' "$0" >&2; exit 2; }
lab=$1
configuration=$2
[ -x "$HAIRPIN" ] || die "needs the program $HAIRPIN: build it, or name it by HAIRPIN"
[ -r "$configuration" ] || die "$configuration cannot be read"
lacks=$(stage_lacks | paste -sd ',' | sed 's/,/, /g')
[ -z "$lacks" ] || die "needs $lacks"
node=$("$HAIRPIN" plan "$lab" -o json | jq -r '[.nodes[] | select(.external) | .name] | join(" ")')
case $node in
'') die "$lab has no router with \"external\": true" ;;
*' '*) die "$lab has several external routers: $node" ;;
esac

trap stage_end EXIT
trap 'exit 130' INT TERM
stage_begin && stage_links "$lab" || die "cannot make the links of $lab"
control=$work/edge.control
tables=$work/$(flat "$node")

note "hairpin runs the MSEEs and gateways in network namespace $stage-edge"
echo "\$ $HAIRPIN run $lab --control $control"
hairpin_start edge "$lab" || { cat "$work/edge.log" >&2; die 'hairpin did not start'; }
note "FRR is $node in network namespace $stage-$(flat "$node"), with $configuration"
frr_start "$node" "$configuration" || die 'FRR did not start'
frr "$node" 'show version' | sed -n '1s/ (.*//p'
within $patience frr_agrees "$lab" "$node" && within $patience hairpin_agrees "$lab" edge &&
	within $patience stays_quiet

note 'Sessions over TCP with FRR, and in memory with the gateways'
run "$HAIRPIN" peers --live "$control" --node "$("$HAIRPIN" plan "$lab" -o json |
	jq -r --arg node "$node" '[.sessions[].ends | select(.[0].node == $node) | .[1].node][0]')"
note 'What FRR learned from the MSEEs, in its own words'
echo "\$ vtysh --vty_socket $work/$(flat "$node") -c 'show bgp ipv4 unicast'"
frr "$node" 'show bgp ipv4 unicast' | grep -E '^ +Network|^\*'
note 'How far the first of FRR'\''s routes came'
run "$HAIRPIN" rib --live "$control" "$("$HAIRPIN" plan "$lab" -o json |
	jq -r --arg node "$node" '.nodes[] | select(.name == $node) | .routes[0].network // .routes[0].prefix')"
note 'What the MSEEs and gateways hold, against what the model predicts'
status=0
run "$HAIRPIN" diff "$lab" --live "$control" || status=1
note 'What FRR holds, against what the model predicts, route by route'
for family in ipv4 ipv6; do
	echo "\$ vtysh --vty_socket $work/$(flat "$node") -c 'show bgp $family unicast json detail' > $tables.$family"
done
frr_tables "$node"
run "$HAIRPIN" diff "$lab" --at "$node" --frr "$tables.ipv4" --frr "$tables.ipv6" || status=1

if [ -n "$stay" ]; then
	note "All of this runs until you press Enter. FRR: sudo vtysh --vty_socket $work/$(flat "$node")"
	read -r _
fi
exit $status
