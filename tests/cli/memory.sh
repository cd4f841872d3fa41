#!/bin/sh
# Without memory the program says so and exits with 4: never by a signal, and never with an answer
# that is wrong for want of memory. Tried with every limit from the least with which it starts to one
# that is enough.
. "$srcdir/tests/cli/lib.sh"

# starts LIMIT: it gets as far as main().
starts() { sh -c 'ulimit -v "$1" && "$2" --version' sh "$1" "$hairpin" > /dev/null 2>&1; }

if ! starts 400000; then
	echo 'skipped: the program does not start under a limit of memory'
	exit 77
fi
least=1000
until starts "$least"; do
	least=$((least + 64))
done
least=$((least + 128)) # the loader does not take the same each time

step=36 # KiB

# starved ARGUMENT...: with ever more memory.
starved()
{
	limit=$least
	short=0
	enough=0
	while [ "$enough" -lt 5 ]; do
		( ulimit -v "$limit" && exec "$hairpin" "$@" ) > "$dir/out" 2> "$dir/err"
		case $? in
		0) enough=$((enough + 1)) ;;
		4)
			short=$((short + 1))
			err_has 'hairpin: out of memory'
			;;
		*)
			fail "hairpin $*: exit code $? with $limit KiB"
			enough=$((enough + 1))
			;;
		esac
		limit=$((limit + step))
	done
	[ "$short" -gt 3 ] || fail "hairpin $*: short of memory only $short times"
}

starved validate "$labs/transit"
starved sim -o json "$labs/transit"
starved check "$labs/transit" "$labs/transit/expect.json"
starved path --all "$labs/transit"
port=$((20000 + $$ % 20000))
# Its sessions are between nodes of the process. A process that was short of memory leaves its socket.
step=400
starved run "$labs/hub-spoke" --port "$port" --until-converged --for 300 --control "$dir/control"
[ "$failures" -eq 0 ]
