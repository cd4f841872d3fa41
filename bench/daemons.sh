# The star as BIRD or FRR, one process per speaker, on 127.x in the present network namespace. Sourced
# by bench/run. One star at a time: $star is its folder, $pids its processes in order of their start.
# shellcheck shell=sh disable=SC2034,SC2154 # results for bench/run, and its $here

FRR=${FRR:-/usr/lib/frr}
reserve_kib=$((4 * 1024 * 1024)) # of memory, which a star leaves to everybody else
star=
pids=

# What is missing to have this star, in words; nothing when all is there.
star_lacks() { # KIND
	case $1 in
	bird) command -v bird > /dev/null && command -v birdc > /dev/null || echo 'bird2 is not installed' ;;
	frr) [ -x "$FRR/bgpd" ] && command -v vtysh > /dev/null || echo 'frr is not installed' ;;
	esac
}

# Hundredths of a second since some time.
now() {
	read -r up _ < /proc/uptime
	echo "${up%.*}${up#*.}"
}

speakers() { # GATEWAYS
	echo m0 m1
	seq -f g%.0f 0 $(($1 - 1))
}

star_prepare() { # KIND GATEWAYS PREFIXES
	star=$(mktemp -d "${TMPDIR:-/tmp}/star.XXXXXX")
	# shellcheck disable=SC2046 # one word each
	(cd "$star" && mkdir $(speakers "$2"))
	awk -v daemon="$1" -v gateways="$2" -v prefixes="$3" -v dir="$star" -f "$here/daemons.awk"
}

bird_start() { # SPEAKER
	bird -f -c "$star/$1/conf" -s "$star/$1/ctl" -P "$star/$1/pid" > "$star/$1/log" 2>&1 &
}

# Without zebra, so without next-hop tracking and without a kernel table.
frr_start() { # SPEAKER
	address=$(awk '/router-id/ { print $3; exit }' "$star/$1/conf")
	: > "$star/$1/vtysh.conf"
	"$FRR/bgpd" -S -Z -f "$star/$1/conf" -i "$star/$1/pid" --vty_socket "$star/$1" -P 0 \
		-l "$address" > "$star/$1/log" 2>&1 &
}

# Does this gateway hold its own routes once and all others from both MSEEs?
bird_full() { # GATEWAY GATEWAYS PREFIXES
	birdc -s "$star/$1/ctl" show route count 2>&1 | grep -q "^$(($3 + 2 * ($2 - 1) * $3)) of "
}

# FRR tells a peer its own routes as well.
frr_full() { # GATEWAY GATEWAYS PREFIXES
	vtysh --config_dir "$star/$1" --vty_socket "$star/$1" -d bgpd \
		-c 'show bgp ipv4 unicast summary' 2>&1 |
		awk -v all=$(($2 * $3)) '/^127\.0\.0\./ && $10 == all { full++ } END { exit full != 2 }'
}

star_has_room() {
	awk -v reserve=$reserve_kib '/^MemAvailable/ { exit $2 < reserve }' /proc/meminfo
}

# Sets $why when the star will not do it.
star_may_go_on() { # BEGIN LIMIT
	if [ "$(now)" -gt $(($1 + 100 * $2)) ]; then
		why="not within $2 s"
	elif ! star_has_room; then
		why='not enough memory'
	else
		return 0
	fi
	return 1
}

star_start() { # KIND GATEWAYS BEGIN LIMIT
	count=0
	for speaker in $(speakers "$2"); do
		"$1_start" "$speaker"
		pids="$pids $!"
		count=$((count + 1))
		[ $((count % 50)) -ne 0 ] || star_may_go_on "$3" "$4" || return 1
	done
}

star_wait() { # KIND GATEWAY GATEWAYS PREFIXES BEGIN LIMIT
	until "$1_full" "$2" "$3" "$4"; do
		star_may_go_on "$5" "$6" || return 1
		sleep 0.05
	done
}

# The clock stops when five gateways, spread over the star, are full. Then all are looked at: should
# one not be full by then, the clock goes on.
star_converge() { # KIND GATEWAYS PREFIXES BEGIN LIMIT
	for probe in 0 $(($2 / 4)) $(($2 / 2)) $(($2 * 3 / 4)) $(($2 - 1)); do
		star_wait "$1" "g$probe" "$2" "$3" "$4" "$5" || return 1
	done
	end=$(now)
	for gateway in $(seq -f g%.0f 0 $(($2 - 1))); do
		"$1_full" "$gateway" "$2" "$3" && continue
		star_wait "$1" "$gateway" "$2" "$3" "$4" "$5" || return 1
		end=$(now)
	done
}

# In KiB, over all processes: what they hold now, pages that they share counted once; and the sum of
# their peaks, where such pages count for each. The first favours a star of many processes, which is
# what hairpin is compared with.
star_memory() {
	for pid in $pids; do
		cat "/proc/$pid/status" "/proc/$pid/smaps_rollup"
	done 2> /dev/null | awk '/^VmHWM/ { peak += $2 } /^Pss:/ { share += $2 } END { print share, peak }'
}

# By force: there is nothing to save, and thousands of goodbyes would be said.
star_end() {
	# shellcheck disable=SC2086 # one word each
	[ -z "$pids" ] || { kill -KILL $pids; wait $pids; } 2> /dev/null || true
	pids=
	[ -z "$star" ] || rm -rf --one-file-system "$star"
	star=
}

# Sets $seconds and $memory, or $why.
star_run() { # KIND GATEWAYS PREFIXES LIMIT
	why=
	star_prepare "$1" "$2" "$3"
	begin=$(now)
	if star_start "$1" "$2" "$begin" "$4" && star_converge "$1" "$2" "$3" "$begin" "$4"; then
		seconds=$(awk -v hundredths=$((end - begin)) 'BEGIN { print hundredths / 100 }')
		memory=$(star_memory)
	fi
	star_end
	[ -z "$why" ]
}
