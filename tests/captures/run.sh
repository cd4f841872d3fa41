#!/bin/sh
# Compares what the labs of tests/captures predict with what Azure showed. Every row of every table
# agrees, or is listed in 'unpredicted.md' beside it with the reason: a difference that is not
# listed fails, and so does a listed one that is not there. And what hairpin prints in Azure's words
# for the same place is read back without any difference.
#
# Give folders, such as tests/captures/S05-one-network, to run only these. SHOW=yes prints the
# differences as 'unpredicted.md' wants them.
set -eu
program=${HAIRPIN:-$(pwd)/hairpin}
cd "$srcdir/tests/captures"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tables=0
traces=0
failed=0

complain() {
	echo "$*"
	failed=$((failed + 1))
}

# compare TABLE AT LAB OPTION...: the differences are added to $work/found.
compare() {
	table=$1
	at=$2
	lab=$3
	shift 3
	case $table in
	*show-ip-bgp.json) kind=--frr ;;
	*) kind=--az ;;
	esac
	status=0
	"$program" diff -q "$lab" "$kind" "$table" --at "$at" "$@" > "$work/answer" 2>&1 || status=$?
	if [ "$status" -gt 1 ]; then
		complain "$table: exit status $status"
		cat "$work/answer"
		return 0
	fi
	read_back "$at" "$lab"
	awk -v table="${table##*/}" -f differences.awk "$work/answer" >> "$work/found"
	grep -c '^= [^a]' "$work/answer" >> "$work/agreeing" || true
}

# read_back AT LAB, after compare: the answer says which kind of table it was.
read_back() {
	case $(sed -n '1s/.* in lab [^:]*: \([a-z-]*\) of .*/\1/p' "$work/answer") in
	learned | route-table) set -- rib "$2" --node "$1" ;;
	peers | summary) set -- peers "$2" --node "$1" ;;
	effective) set -- effective "$2" "$1" ;;
	*) return 0 ;;
	esac
	"$program" "$@" -q -o az > "$work/az" 2> "$work/complaint" &&
		"$program" diff -q "$2" --az "$work/az" --at "$at" > "$work/again" 2>&1 &&
		grep -q ' 0 differ for a known reason, 0 differ$' "$work/again" && return 0
	complain "$table: what 'hairpin $1 -o az' prints is not what it means"
	cat "$work/complaint"
}

# The rows of the tables in unpredicted.md: table, number of rows, difference.
listed() {
	[ ! -f "$1/unpredicted.md" ] ||
		awk -F ' *[|] *' '$3 ~ /^[0-9]+$/ { print $3, $2, $4 }' "$1/unpredicted.md"
}

run_tables() {
	: > "$work/found"
	while read -r table at lab options; do
		case $table in '' | '#') continue ;; esac
		tables=$((tables + 1))
		# shellcheck disable=SC2086 # a list of words
		compare "$folder/$table" "$at" "$folder/${lab:-lab.json}" $options
	done < "$folder/tables"
	LC_ALL=C sort "$work/found" | uniq -c | sed 's/^ *//' | LC_ALL=C sort > "$work/differences"
	listed "$folder" | LC_ALL=C sort > "$work/listed"
	if [ "${SHOW:-no}" = yes ]; then
		sed -E "s/^([0-9]+) ([^ ]+) (.*)/| \2 | \1 | \3 | |/" "$work/differences"
	elif ! diff -u "$work/listed" "$work/differences"; then
		complain "$folder: differences other than in unpredicted.md"
	fi
	awk '{ rows += $1 } END { print rows + 0 }' "$work/differences" >> "$work/differing"
}

# Hops and round-trip times of traceroutes: 'trace LAB FROM TO', then the hops as they were seen.
run_traces() {
	while read -r lab from to; do
		traces=$((traces + 1))
		if ! "$program" path -q "$folder/$lab" "$from" "$to" > "$work/way" 2>&1 ||
			! awk -v from="$from" -v to="$to" -v lab="$lab" -f traceroute.awk \
				"$work/way" "$folder/traceroutes"; then
			complain "$folder: the way from $from to $to is another one"
		fi
	done <<-END
		$(sed -n 's/^trace //p' "$folder/traceroutes")
	END
}

[ "$#" -gt 0 ] || set -- S*
for folder in "$@"; do
	folder=${folder%/}
	folder=${folder##*/}
	[ ! -f "$folder/tables" ] || run_tables
	[ ! -f "$folder/traceroutes" ] || run_traces
done

sum() {
	awk '{ rows += $1 } END { print rows + 0 }' "$1"
}
: >> "$work/agreeing"
: >> "$work/differing"
echo "$tables tables: $(sum "$work/agreeing") rows as predicted, $(sum "$work/differing") others" \
	"with a reason; $traces traceroutes; $failed failed"
[ "$failed" -eq 0 ] && [ "$((tables + traces))" -gt 0 ]
