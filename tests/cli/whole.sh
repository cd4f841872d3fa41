#!/bin/sh
# An answer rests on the tables of all nodes, settled: without that, it is no answer. Snapshots here
# are files; tests/interop does the same with processes.
. "${srcdir:?}/tests/cli/lib.sh"

lab=$labs/transit
"$hairpin" sim "$lab" -o json > "$dir/whole.json"

# part KEEP NODE: the snapshot of a process that runs all but the node (0), or the node alone (1).
part()
{
	awk -v keep="$1" -v name="{\"name\":\"$2\"," '
		/"role":/ {
			gone = (index($0, name) == 1) != keep
			if (gone) sub(/"present":true,"peers":.*/, "\"peers\":[],\"paths\":[],\"told\":[]")
			if (gone) printf "%s", $0
		}
		!gone { print }
		gone && /\]\}\]?,$/ { print ($0 ~ /\]\}\],$/) ? "}]," : "},"; gone = 0 }
	' "$dir/whole.json"
}
part 0 er-fra/primary > "$dir/part.json"
part 1 er-fra/primary > "$dir/rest.json"
sed '1s/"converged":true/"converged":false/' "$dir/whole.json" > "$dir/unsettled.json"

for question in "check $lab $lab/isolation.json" "path $lab vnet-weu vnet-uks" "path --all $lab" \
	"effective $lab vnet-weu" "limits $lab"; do
	# shellcheck disable=SC2086 # words
	exits 2 $question --snapshot "$dir/part.json" -q
	out_empty
	err_has 'er-fra/primary'
	err_has '--live'
	# shellcheck disable=SC2086
	exits 3 $question --snapshot "$dir/unsettled.json" -q
	out_empty
	err_has 'before all was quiet'
	# shellcheck disable=SC2086
	"$hairpin" $question > "$dir/of-lab" 2> /dev/null
	"$hairpin" $question --snapshot "$dir/part.json" --snapshot "$dir/rest.json" > "$dir/out" 2> "$dir/err"
	cmp -s "$dir/out" "$dir/of-lab" || fail "$question: the answer from two parts differs"
done

# What shows single tables shows what there is, and says the doubt.
exits 0 rib --snapshot "$dir/part.json" -n er-fra/secondary
exits 0 peers --snapshot "$dir/unsettled.json" -q
err_has 'before all was quiet'

# Parts that do not fit together.
exits 2 peers --snapshot "$dir/whole.json" --snapshot "$dir/rest.json"
err_has "runs '"
"$hairpin" sim "$labs/peering" -o json > "$dir/other.json"
exits 2 peers --snapshot "$dir/part.json" --snapshot "$dir/other.json"
err_has 'another lab'
exits 2 peers --snapshot "$dir/part.json" --snapshot "$dir/none.json"
[ "$failures" -eq 0 ] || exit 1
