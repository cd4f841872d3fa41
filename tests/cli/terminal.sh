#!/bin/sh
# On a terminal nothing is wider than it is, whatever is asked of whatever lab; in a pipe lines are
# whole.
. "${srcdir:?}/tests/cli/lib.sh"

# on COLUMNS ARGUMENT...: on a terminal of so many columns that is higher than any answer.
on()
{
	columns=$1
	shift
	quoted=
	for word in "$@"; do quoted="$quoted '$word'"; done
	script -qec "stty rows 30000 cols $columns; env -u COLUMNS '$hairpin' $quoted 2> /dev/null" \
		/dev/null < /dev/null | tr -d '\r' > "$dir/out"
}

# fits ARGUMENT...: no line is too wide.
fits()
{
	for width in 80 120 200; do
		on "$width" "$@"
		[ -s "$dir/out" ] || fail "hairpin $*: prints nothing"
		wide=$(LC_ALL=C.UTF-8 awk -v most="$width" 'length($0) > most { print; exit }' "$dir/out")
		[ -z "$wide" ] || fail "hairpin $*: wider than $width: $wide"
	done
}

if ! script -qec true /dev/null < /dev/null > /dev/null 2>&1; then
	echo "skipped: there is no script(1), which makes terminals"
	exit 77
fi

for lab in "$labs"/*/lab.json "$labs"/*/lab.yaml; do
	[ -e "$lab" ] || continue
	for verb in sim plan peers rib reach limits lint; do
		fits "$verb" "$lab"
	done
done
fits path "$labs/transit" vnet-weu vnet-uks
fits effective "$labs/transit" vnet-weu
fits compare "$labs/transit" "$labs/peering"
fits check "$labs/transit" "$labs/transit/expect.json"
fits scenario "$labs/scenarios/19-failure-drill" "$labs/scenarios/19-failure-drill/scenario.json"
fits sweep "$labs/transit" --failures 1 --of links,msees
fits what-if "$labs/transit" --down er-fra
fits rules
fits list regions
fits validate "$labs/transit"

# What goes is named, and -o wide has it.
on 80 peers "$labs/transit"
out_has '(-o wide also shows Address'
on 80 peers "$labs/transit" -o wide
out_has 'MsgRcvd'
out_has 'Address'

# A pipe has no width, whatever COLUMNS says.
COLUMNS=60 exits 0 peers "$labs/transit"
out_has 'MsgRcvd'

# COLUMNS counts on a terminal; a pager gets what is longer than the screen, and only that.
script -qec "stty rows 30000 cols 200; COLUMNS=50 '$hairpin' sim '$labs/transit'" /dev/null \
	< /dev/null | tr -d '\r' > "$dir/out"
[ "$(awk 'length($0) > 50' "$dir/out" | wc -l)" -eq 0 ] || fail 'COLUMNS is not heard'
for rows in 10 30000; do
	script -qec "stty rows $rows cols 80; TERM=xterm HAIRPIN_PAGER='sed s/^/paged:/' '$hairpin' rib '$labs/transit'" \
		/dev/null < /dev/null | tr -d '\r' > "$dir/out"
	paged=$(grep -c '^paged:' "$dir/out")
	[ $((rows == 10)) -eq $((paged > 10)) ] || fail "with $rows rows $paged lines went through the pager"
done
script -qec "stty rows 10 cols 80; TERM=xterm HAIRPIN_PAGER=/no/such/pager '$hairpin' sim '$labs/transit'" \
	/dev/null < /dev/null > "$dir/out" 2>&1
out_has 'transit'
# A machine without less(1) has no pager, and nothing to say about it.
script -qec "stty rows 10 cols 80; unset PAGER HAIRPIN_PAGER; TERM=xterm PATH=/no/such/folder '$hairpin' sim '$labs/transit'" \
	/dev/null < /dev/null > "$dir/out" 2>&1
out_has 'transit'
out_lacks 'not found'
[ "$failures" -eq 0 ]
