#!/bin/bash
# Hundreds of cases from the RFCs, sent to a live hairpin, or to another speaker for comparison. What
# the cases are and how they are judged: tests/wire/README.md.
#
# Usage: tests/wire/run.sh [--against frr|bird] [--only WORD] [FILE...]. --only: cases whose name
# has WORD in it. Exit status 0: nothing failed; with --against always, if only it ran. The last
# line counts.
#
# Needs root, ip, jq and python3. What is missing is a failure with CI=true, else counted as skipped.
#   HAIRPIN  the program to test (./hairpin)
#   FRR      where FRR's daemons are (/usr/lib/frr)
#   LANES    how many devices work through the cases of a scene at the same time (6)
set -u
cd "$(dirname "$0")/../.." || exit 4
. tools/routers.sh

lanes=${LANES:-6}
device=hairpin
only=

lacking() {
	local tool

	[ "$(id -u)" = 0 ] || echo 'the rights of root'
	for tool in ip jq python3; do
		command -v $tool > /dev/null || echo "$tool"
	done
	case $device in
	hairpin) [ -x "$HAIRPIN" ] || echo "the program $HAIRPIN" ;;
	frr) [ -x "$FRR/bgpd" ] || echo 'FRR (Debian package frr)' ;;
	bird) command -v bird > /dev/null || echo 'BIRD (Debian package bird2)' ;;
	esac
	if ip netns add "hairpin-try-$$" 2> /dev/null; then
		ip netns del "hairpin-try-$$"
	else
		echo 'network namespaces (CAP_SYS_ADMIN)'
	fi
}

scene() { # SCENE FILTER OF JQ
	jq -r --arg scene "$1" ".[\$scene] | $2" tests/wire/scenes.json
}

# Two namespaces joined by a veth: the device in one, all of its neighbours in the other.
place() { # SCENE LANE
	local side address

	stage_netns "$2" && stage_netns "$2-peers" &&
		ip link add wire netns "$stage-$2" type veth peer name wire netns "$stage-$2-peers" ||
		return
	for side in "$2:device" "$2-peers:peer"; do
		ip -n "$stage-${side%:*}" link set wire up
		for address in $(scene "$1" ".\"${side#*:}-addresses\"[]"); do
			link_address "${side%:*}" wire "$address" || return
		done
	done
}

# The device of a lane, as a command. FRR's zebra is started here.
device_command() { # SCENE LANE
	local dir=$work/$2

	mkdir -p "$dir"
	printf 'ip netns exec %s ' "$stage-$2"
	case $device in
	hairpin) echo "$HAIRPIN run tests/wire/labs/$1.json --node $(scene "$1" .device.node)" ;;
	bird) echo "bird -f -c tests/wire/bird/$1.conf -s $dir/bird.ctl -P $dir/bird.pid" ;;
	frr)
		chown frr:frr "$dir"
		echo "$FRR/bgpd -f $PWD/tests/wire/frr/$1.conf -i $dir/bgpd.pid -z $dir/zserv.api --vty_socket $dir -A 127.0.0.1 -P 0"
		;;
	esac
}

zebra_start() { # LANE
	start "$1-zebra" "$1" "$FRR/zebra" -f /dev/null -i "$work/$1/zebra.pid" \
		-z "$work/$1/zserv.api" --vty_socket "$work/$1" -A 127.0.0.1 -P 0
	within 10 test -S "$work/$1/zserv.api"
}

lane_start() { # SCENE NUMBER
	local lane=$1$2 command

	place "$1" "$lane" && command=$(device_command "$1" "$lane") || return
	[ $device != frr ] || zebra_start "$lane" || return
	start "$lane-cases" "$lane-peers" python3 -B tests/wire/wire.py --scene "$1" --lane "$2/$lanes" \
		--device "$command" --log "$work/$lane.device" --only "$only" "${files[@]}"
}

report() {
	local passed failed log

	cat "$work"/*-cases.log > "$work/all"
	grep -v '^ok' "$work/all"
	[ -z "${VERBOSE:-}" ] || grep '^ok' "$work/all"
	passed=$(grep -c '^ok' "$work/all")
	failed=$(grep -vc '^ok' "$work/all")
	for log in $(grep -l 'the device end' "$work"/*-cases.log); do
		tail -n 5 "${log%-cases.log}.device"
	done
	echo "$passed passed, $failed failed"
	[ "$failed" = 0 ] || [ $device != hairpin ]
}

while [ $# -gt 0 ]; do
	case $1 in
	--against) device=$2; shift 2 ;;
	--only) only=$2; shift 2 ;;
	*) break ;;
	esac
done
files=("$@")
[ $# -gt 0 ] || files=(tests/wire/cases/*.cases)

if [ "$(id -u)" != 0 ] && command -v sudo > /dev/null && [ -z "${HAIRPIN_SUDO:-}" ]; then
	exec sudo --preserve-env=CI,HAIRPIN,FRR,LANES,TMPDIR HAIRPIN_SUDO=yes "$PWD/tests/wire/run.sh" \
		--against "$device" --only "$only" "${files[@]}"
fi
lacks=$(lacking | paste -sd ',' | sed 's/,/, /g')
if [ -n "$lacks" ] && [ "${CI:-}" = true ]; then
	echo "FAIL: they need $lacks"
	echo '0 passed, 1 failed'
	exit 1
elif [ -n "$lacks" ]; then
	echo "skipped: they need $lacks"
	echo '0 passed, 0 failed, 1 skipped'
	exit 0
fi

trap 'stage_end > /dev/null' EXIT
trap 'exit 130' INT TERM
stage_begin || exit 4
for name in $(jq -r keys[] tests/wire/scenes.json); do
	for ((i = 0; i < lanes; i++)); do
		lane_start "$name" $i || { echo "FAIL: no place for $name $i"; exit 4; }
	done
done
for name in "${!pids[@]}"; do
	case $name in *-cases) wait "${pids[$name]}"; unset "pids[$name]" ;; esac
done
report
