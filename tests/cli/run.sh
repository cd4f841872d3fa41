#!/bin/sh
# A process that runs for long, and what is done to it.
. "${srcdir:?}/tests/cli/lib.sh"

# All its sessions are between nodes of the process, so that it runs on any machine.
lab=$labs/hub-spoke
port=$((20000 + $$ % 20000))
patience=120 # seconds, on a busy machine

# waits WHAT COMMAND...: until the command succeeds.
waits()
{
	what=$1
	shift
	tries=0
	until "$@" > /dev/null 2>&1; do
		tries=$((tries + 1))
		if [ "$tries" -gt $((patience * 10)) ]; then
			fail "in vain: $what"
			return 1
		fi
		sleep 0.1
	done
}

gone() { ! kill -0 "$pid"; }

# ends CODE: the process has ended by itself, with this exit code.
ends()
{
	waits 'the process ends' gone || kill -KILL "$pid"
	wait "$pid"
	got=$?
	[ "$got" -eq "$1" ] || fail "the process ended with $got, not $1"
}

: > "$dir/out"
: > "$dir/err"

# Standard error is a pipe that is full, and nobody reads it.
mkfifo "$dir/pipe"
exec 3<> "$dir/pipe"
dd if=/dev/zero of="$dir/pipe" oflag=nonblock bs=4096 count=1000 2> /dev/null
"$hairpin" run "$lab" --port "$port" --control "$dir/control" 2> "$dir/pipe" &
pid=$!
waits 'it answers with its log stuck' "$hairpin" peers --live "$dir/control"
kill -TERM "$pid"
ends 0
exec 3>&-
[ ! -e "$dir/control" ] || fail 'the control socket is left behind'

[ "$failures" -eq 0 ]
