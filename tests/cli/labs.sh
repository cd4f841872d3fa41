#!/bin/sh
# Every example lab: a README, expectations or a scenario that hold, no error of lint, and a change that is
# caught by name (tests/cli/mutations). A lab without a row fails, as does a row without a lab.
set -u
. "${srcdir:?}/tests/cli/lib.sh"

tab=$(printf '\t')
mkdir "$dir/lab"
count=0

# holds CODE LAB FOLDER: all that the folder expects of the lab; what fails is in $dir/found.
holds()
{
	: > "$dir/found"
	found=0
	for file in "$3"/expect.json "$3"/scenario.json; do
		[ -f "$file" ] || continue
		found=1
		case $file in *expect.json) verb=check ;; *) verb=scenario ;; esac
		exits "$1" "$verb" -q "$2" "$file"
		cat "$dir/out" >> "$dir/found"
	done
	[ "$found" -eq 1 ] || fail "$3: neither expectations nor a scenario"
}

for lab in "$labs"/*/lab.json "$labs"/*/*/lab.json; do
	folder=${lab%/lab.json}
	name=${folder#"$labs"/}
	count=$((count + 1))
	[ "$(head -n 1 "$folder/README.md")" = "# ${name##*/}" ] || fail "$name: no README.md of its own"
	holds 0 "$folder" "$folder"
	exits 0 lint -q --fail-on error "$folder"

	row=$(grep "^$name$tab" "$srcdir/tests/cli/mutations") || { fail "$name: no mutation"; continue; }
	[ "$(echo "$row" | wc -l)" -eq 1 ] || fail "$name: several mutations"
	change=$(printf '%s\n' "$row" | cut -f 2)
	caught=$(printf '%s\n' "$row" | cut -f 3)
	sed -Ez "$change" "$lab" > "$dir/lab/lab.json"
	cmp -s "$lab" "$dir/lab/lab.json" && fail "$name: the mutation changes nothing"
	holds 1 "$dir/lab" "$folder"
	grep -qF "FAIL  $caught: " "$dir/found" || fail "$name: '$caught' does not fail"
done
rows=$(grep -cv '^#' "$srcdir/tests/cli/mutations")
[ "$rows" -eq "$count" ] || fail "$rows mutations for $count labs"
[ "$count" -gt 30 ] || fail "only $count labs"

[ "$failures" -eq 0 ]
