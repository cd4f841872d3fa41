#!/bin/sh
# Runs each line of tests/scenarios/commands and compares output and exit status with its golden file.
# UPDATE=yes rewrites the golden files instead: review the difference like code.
set -eu
program=${HAIRPIN:-$(pwd)/hairpin}
cd "$srcdir"
golden=tests/scenarios/golden
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
count=0
wrong=0
while read -r name status command; do
	case $name in '' | '#') continue ;; esac
	count=$((count + 1))
	result=0
	# shellcheck disable=SC2086 # a list of words
	"$program" $command > "$made/$name" 2>&1 || result=$?
	if [ "$result" -ne "$status" ]; then
		echo "hairpin $command: exit status $result, want $status"
		wrong=$((wrong + 1))
	fi
	if [ "${UPDATE:-no}" = yes ]; then
		mkdir -p "$golden"
		cp "$made/$name" "$golden/$name"
	elif ! diff -u "$golden/$name" "$made/$name"; then
		echo "hairpin $command: not as in $golden/$name"
		wrong=$((wrong + 1))
	fi
done < tests/scenarios/commands
echo "$count answers, $wrong wrong"
[ "$wrong" -eq 0 ] && [ "$count" -gt 0 ]
