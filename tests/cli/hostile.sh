#!/bin/sh
# What a file, or its name, says is printed and not obeyed: neither by a terminal nor by a CI.
. "${srcdir:?}/tests/cli/lib.sh"

escape=$(printf '\033')

# tame: no escape sequence on either output, and no line that begins like a command of GitHub.
tame()
{
	if grep -q "$escape" "$dir/out" "$dir/err"; then
		fail 'an escape character is printed'
	fi
	if grep -q '^[[:space:]]*::' "$dir/out" "$dir/err"; then
		fail 'a line commands the CI'
	fi
	if grep -qF '##[' "$dir/out" "$dir/err"; then
		fail 'a line commands the CI of old'
	fi
}

evil="::error::$escape[31m##[error]evil"
mkdir "$dir/here"
cd "$dir/here" || exit 1
top=$OLDPWD
case $hairpin in /*) ;; *) hairpin=$top/$hairpin ;; esac
case $labs in /*) ;; *) labs=$top/$labs ;; esac

# As a name of a file: good, wrong, missing.
cp "$labs/hub-spoke/lab.json" "$evil.json"
exits 0 validate "$evil.json"
tame
out_has 'valid'
echo '{' > "$evil-wrong.json"
exits 2 validate "$evil-wrong.json"
tame
err_has '\x1b[31m'
exits 2 validate "$evil-missing.json"
tame
exits 2 rib --snapshot "$evil-wrong.json"
tame

# As a name in a lab, in an argument, in a snapshot.
jq_evil() { sed 's/"name": "hub-spoke"/"name": "::error::\\u001b[31m##[error]evil"/' "$labs/hub-spoke/lab.json"; }
jq_evil > lab.json
for question in validate sim plan peers 'path --all' effective; do
	# shellcheck disable=SC2086 # words
	"$hairpin" $question lab.json > "$dir/out" 2> "$dir/err"
	tame
done
exits 2 "$evil"
tame
exits 2 rib "--$evil" lab.json
tame
exits 2 run lab.json -n "$evil"
tame
"$hairpin" sim -v "$labs/hub-spoke" -o json 2> /dev/null | sed 's/er-ams/::error::\\u001b[31m##[error]/g' > snapshot.json
for question in rib peers; do
	"$hairpin" $question --snapshot snapshot.json > "$dir/out" 2> "$dir/err"
	tame
done
[ "$failures" -eq 0 ]
