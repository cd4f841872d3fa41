# A Docker Engine for a test: the user's own when one answers, else one that the test starts and
# ends. To be sourced.
#
# What is started lives below one folder, makes no bridge and no firewall rule of its own, and is
# ended by its process ID.
# shellcheck shell=bash

ENGINE_DIR=      # of the engine started here; empty: none was started
ENGINE_PID=
ENGINE_TARBALL=debian-bookworm-slim.tar

# In the foreground, so that an interrupt from the keyboard reaches COMMAND.
limit() { # SECONDS COMMAND...
	timeout --foreground --kill-after 10 "$@"
}

# COMMAND until it ends well: what somebody else removes at the same time, be it the engine itself
# ("removal of container ... is already in progress"), is an error only this time. What it says the
# last time is said.
settle() { # SECONDS COMMAND...
	local until=$((SECONDS + $1)) said

	shift
	until said=$("$@" 2>&1); do
		if [ "$SECONDS" -ge "$until" ]; then
			echo "$said"
			return 1
		fi
		sleep 1
	done
	[ -z "$said" ] || echo "$said"
}

engine_answers() {
	limit 60 docker version >/dev/null 2>&1
}

# What an engine of our own needs and this machine lacks, in words; nothing when all is there.
engine_lacks() {
	local tool

	[ "$(id -u)" = 0 ] || echo "the rights of root"
	for tool in dockerd containerd runc debootstrap; do
		command -v "$tool" >/dev/null || echo "$tool"
	done
}

engine_log() {
	tail -n 20 "$ENGINE_DIR/log" | sed 's/^/  dockerd: /'
}

# The builds use the host's network, the labs only bridges of their own: neither needs docker0,
# NAT, or forwarding by the host.
engine_start() { # FOLDER
	ENGINE_DIR=$1
	export DOCKER_HOST=unix://$ENGINE_DIR/socket
	# A session of its own: an interrupt is for us, and we end the engine when all else is done.
	setsid dockerd --data-root "$ENGINE_DIR/data" --exec-root "$ENGINE_DIR/exec" \
		--pidfile "$ENGINE_DIR/pid" --host "$DOCKER_HOST" --bridge none --iptables=false \
		--ip-forward=false --ip-masq=false >"$ENGINE_DIR/log" 2>&1 &
	ENGINE_PID=$!
	for _ in $(seq 600); do
		engine_answers && return 0
		kill -0 "$ENGINE_PID" 2>/dev/null || break
		sleep 0.5
	done
	engine_log
	return 1
}

# Ends PID, by force after two minutes.
engine_end_process() { # PID
	kill "$1" 2>/dev/null || return 0
	for _ in $(seq 600); do
		kill -0 "$1" 2>/dev/null || return 0
		sleep 0.2
	done
	kill -KILL "$1" 2>/dev/null || true
}

engine_unmount_all() {
	local target

	awk -v under="$ENGINE_DIR/" 'index($5, under) == 1 { print $5 }' /proc/self/mountinfo |
		sort -r | while read -r target; do umount "$target" || true; done
}

# True when no container is left.
engine_remove_all() {
	local containers

	containers=$(limit 60 docker ps --all --quiet) || return
	[ -n "$containers" ] || return 0
	# shellcheck disable=SC2086
	limit 120 docker rm --force --volumes $containers
	return 1
}

# Safe to call twice, and when none was started.
engine_stop() {
	[ -n "$ENGINE_PID" ] || return 0

	settle 300 engine_remove_all
	engine_end_process "$ENGINE_PID"
	wait "$ENGINE_PID" 2>/dev/null
	if [ -s "$ENGINE_DIR/exec/containerd/containerd.pid" ]; then
		engine_end_process "$(cat "$ENGINE_DIR/exec/containerd/containerd.pid")"
	fi
	ENGINE_PID=
	engine_unmount_all
}

# Makes debian:bookworm-slim from a Debian mirror and keeps it in CACHE for the next time.
engine_make_base_image() { # CACHE FOLDER
	local tarball=$1/$ENGINE_TARBALL root=$2/debian
	local mirror=${HAIRPIN_DEBIAN_MIRROR:-http://deb.debian.org/debian}

	if [ ! -s "$tarball" ]; then
		mkdir -p "$1"
		timeout 300 debootstrap --variant=minbase bookworm "$root" "$mirror" || return 1
		tar -C "$root" --exclude='./var/cache/apt/*' --exclude='./var/lib/apt/lists/*' \
			--exclude='./dev/*' -cf "$tarball.$$" .
		mv "$tarball.$$" "$tarball"
		rm -rf "$root"
	fi
	limit 120 docker import "$tarball" debian:bookworm-slim >/dev/null
}
