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
waits 'it answers with its log stuck' "$hairpin" ping "$dir/control"
kill -TERM "$pid"
ends 0
exec 3>&-
[ ! -e "$dir/control" ] || fail 'the control socket is left behind'

# starts ARGUMENT...: in the background, until it answers.
starts()
{
	"$hairpin" run "$lab" --port "$port" --control "$dir/control" "$@" 2> "$dir/err" &
	pid=$!
	waits 'it answers' "$hairpin" ping "$dir/control"
}

# What ends it, and what does not.
for signal in HUP INT TERM; do
	starts --pid-file "$dir/pid"
	[ "$(cat "$dir/pid")" -eq "$pid" ] || fail 'the pid file holds another number'
	kill -USR1 "$pid"
	kill -USR2 "$pid"
	"$hairpin" peers --live "$dir/control" > "$dir/out" || fail 'SIGUSR1 or SIGUSR2 ended it'
	kill -"$signal" "$pid"
	# A shell gives SIGINT to its jobs as ignored; the process listens all the same.
	ends 0
	err_has "SIG$signal"
	[ ! -e "$dir/pid" ] || fail 'the pid file is left behind'
done

# Without standard descriptors nothing is written into what was opened instead.
"$hairpin" run "$lab" --port "$port" --control "$dir/control" --pid-file "$dir/pid" <&- >&- 2>&- &
pid=$!
waits 'it answers without standard descriptors' "$hairpin" ping "$dir/control"
[ "$(cat "$dir/pid")" = "$pid" ] || fail 'the log is in the pid file'
kill -TERM "$pid"
ends 0

# Who is asked, and is not there or not hairpin.
exits 4 ping "$dir/control"
err_has 'no such file'
exits 2 ping

# Paths that are none, or lead elsewhere.
exits 2 run "$lab" --control ''
err_has '--control: the path is empty'
exits 2 run "$lab" --pid-file ''
err_has '--pid-file: the path is empty'
echo precious > "$dir/elsewhere"
ln -s "$dir/elsewhere" "$dir/link"
exits 4 run "$lab" --pid-file "$dir/link" --for 1
err_has 'symbolic link'
[ "$(cat "$dir/elsewhere")" = precious ] || fail 'the pid file was written through a link'
mkfifo "$dir/fifo"
exits 4 run "$lab" --pid-file "$dir/fifo" --for 1
exits 4 run "$lab" --pid-file /dev/null --for 1
err_has 'no file'

[ "$failures" -eq 0 ]
