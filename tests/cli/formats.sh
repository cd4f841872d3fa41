#!/bin/sh
# The forms of check, lint, sweep and scenario: several at once, in files that are complete or absent,
# and whatever names hold. Needs python3.
set -u
. "${srcdir:?}/tests/cli/lib.sh"
python3 -c 'import json, xml.etree.ElementTree' 2> /dev/null || exit 77

# reads KIND FAILURES FILE: the file is of this form and has so many failures.
reads()
{
	got=$(python3 "$srcdir/tests/cli/formats.py" "$1" "$3" 2> "$dir/err") || fail "$3 is no $1"
	[ "$got" = "$2" ] || fail "$3: $got failures, not $2"
}

every() { for kind in junit tap github sarif markdown; do printf ' -o %s=%s/%s' "$kind" "$1" "$kind"; done; }

# all DIRECTORY FAILURES RESULTS ERRORS: each file.
all()
{
	reads junit "$2" "$1/junit"
	reads tap "$2" "$1/tap"
	reads markdown "$2" "$1/markdown"
	reads sarif "$3" "$1/sarif"
	reads github "$4" "$1/github"
	rm -rf "$1"
}

mkdir "$dir/f"
# shellcheck disable=SC2046 # words
exits 1 check "$labs/transit" "$labs/transit/expect.json" "$labs/transit/isolation.json" $(every "$dir/f")
out_empty
all "$dir/f" 2 2 2

# check --lint: both, in each form.
mkdir "$dir/f"
# shellcheck disable=SC2046
exits 1 check "$labs/transit" "$labs/transit/isolation.json" --lint -o text $(every "$dir/f") -o json="$dir/f/json"
out_has "2 expectations, 2 failed"
out_has "warning  default-transit"
grep -q '"lint":' "$dir/f/json" || fail "no lint in JSON"
all "$dir/f" 3 6 2
exits 1 check "$labs/transit" "$labs/transit/expect.json" --lint
exits 0 check "$labs/transit" "$labs/transit/expect.json" --lint --fail-on error
exits 1 check "$labs/transit" --lint
exits 0 check "$labs/metro" --lint
out_lacks "expectation"
exits 2 check "$labs/transit"
err_has "nothing to check"
exits 2 check "$labs/transit" "$labs/transit/expect.json" --accept "$labs/transit/expect.json"
err_has "--accept goes with --lint"

mkdir "$dir/f"
# shellcheck disable=SC2046
exits 1 lint "$labs/transit" $(every "$dir/f")
all "$dir/f" 1 4 0
mkdir "$dir/f"
# shellcheck disable=SC2046
exits 1 sweep "$labs/transit" -j 1 --of circuits,gateways $(every "$dir/f")
all "$dir/f" 3 3 3
mkdir "$dir/f"
# shellcheck disable=SC2046
exits 0 scenario "$labs/scenarios/01-active-active" "$labs/scenarios/01-active-active/scenario.json" $(every "$dir/f")
all "$dir/f" 0 0 0

# What cannot be judged is a failure in each form, and no file of text or JSON.
printf '{"hairpin-lab:lab": {"name": "x", "site": 5}}' > "$dir/bad.json"
for verb in "check $dir/bad.json $labs/transit/expect.json" "lint $dir/bad.json" "sweep $dir/bad.json" \
	"scenario $dir/bad.json $labs/transit/expect.json" "lint $dir/no-such-file"; do
	mkdir "$dir/f"
	echo stale > "$dir/f/json"
	echo stale > "$dir/f/text"
	# shellcheck disable=SC2046,SC2086
	exits 2 $verb $(every "$dir/f") -o json="$dir/f/json" -o text="$dir/f/text"
	[ ! -e "$dir/f/json" ] || fail "$verb: a JSON file"
	[ ! -e "$dir/f/text" ] || fail "$verb: a text file"
	count=$(grep -c '^not ok' "$dir/f/tap")
	[ "$count" -gt 0 ] || fail "$verb: nothing failed"
	all "$dir/f" "$count" "$count" "$count"
done

# What cannot be asked.
exits 2 lint "$labs/transit" -o text -o json
err_has "standard output has another form already"
exits 2 lint "$labs/transit" -o json="$dir/x" -o sarif="$dir/x"
err_has "the file has another form already"
exits 2 lint "$labs/transit" -o json=
exits 2 lint "$labs/transit" -o jsno="$dir/x"
err_has "did you mean 'json'"
cp -r "$labs/transit" "$dir/lab"
for file in lab.json expect.json; do
	exits 2 check "$dir/lab" "$dir/lab/expect.json" -o junit="$dir/lab/$file"
	err_has "this file is read"
	cmp -s "$labs/transit/$file" "$dir/lab/$file" || fail "$file was written over"
done

# Complete or absent: a full disk, a folder that is not there, one that may not be written.
exits 4 lint "$labs/transit" -o sarif=/dev/full
err_has "/dev/full: error: cannot be written"
exits 4 lint "$labs/transit" -o sarif="$dir/nowhere/x" -o json="$dir/there"
[ -s "$dir/there" ] || fail "the other file was not written"
exits 1 lint "$labs/transit" -o sarif=/dev/null -o text
[ -c /dev/null ] || fail "a device was replaced"
ln -s "$dir/target" "$dir/link"
echo x > "$dir/target"
exits 1 lint "$labs/transit" -o sarif="$dir/link"
[ -L "$dir/link" ] || fail "a link was replaced"
reads sarif 4 "$dir/target"
[ "$(find "$dir" -name 'there.*' -o -name 'target.*' | wc -l)" -eq 0 ] || fail "a part is left behind"

# Names that command a CI, a terminal, or a page.
python3 - "$dir" "$labs" << 'END'
import json, sys
name = "x\n::error::y \x1b[31m|`<script>]]>&amp; ##[group] @all \\| *b* \u202e"
expect = {"isolated": [{"name": name, "a": ["vnet-weu"], "b": ["vnet-uks"]}]}
json.dump({"hairpin-expect:expectations": expect}, open(sys.argv[1] + "/it's 100% <a> b.json", "w"))
lab = json.load(open(sys.argv[2] + "/transit/lab.json"))
lab["hairpin-lab:lab"]["name"] = "transit"
lab["hairpin-lab:lab"]["description"] = name
json.dump(lab, open(sys.argv[1] + "/hostile.json", "w"))
END
mkdir "$dir/f"
# shellcheck disable=SC2046
exits 1 check "$dir/hostile.json" "$dir/it's 100% <a> b.json" --lint -o text $(every "$dir/f")
grep -q '^::error' "$dir/out" && fail "text commands"
for file in text github markdown; do
	cp "$dir/out" "$dir/f/text"
	LC_ALL=C grep -q "$(printf '\033')" "$dir/f/$file" && fail "an escape in $file"
	grep -q '##\[group' "$dir/f/$file" && fail "a command in $file"
done
grep -q '[^\\]<script' "$dir/f/markdown" && fail "HTML in Markdown"
grep -q '100%25%20%3Ca%3E%20b.json' "$dir/f/sarif" || fail "no escaped path in SARIF"
rm "$dir/f/text"
all "$dir/f" 2 5 1

[ "$failures" -eq 0 ]
