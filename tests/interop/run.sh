#!/bin/bash
# Hairpin meets real routers: FRR and BIRD in network namespaces, peered over TCP with 'hairpin run'.
# In each case the router must hold what the model predicts, route by route, and so must hairpin.
#
# Usage: tests/interop/run.sh [--quick] [CASE...]. --quick: the first three cases only. Exit status
# 0: nothing failed. The last line counts.
#
# Needs root, FRR and jq. What is missing is a failure with CI=true, else counted as skipped.
#   HAIRPIN  the program to test (./hairpin)
#   FRR      where FRR's daemons are (/usr/lib/frr)
#   PATIENCE how many seconds sessions and timers may take (240, for a machine that is busy)
set -u
cd "$(dirname "$0")/../.." || exit 4
. tools/routers.sh
. tests/interop/cases.sh

patience=${PATIENCE:-240}
passed=0
failed=0
skipped=0

pass() {
	echo "ok: $case: $1"
	passed=$((passed + 1))
}

fail() { # WHAT [FILE WITH DETAILS]
	echo "FAIL: $case: $1"
	[ -z "${2:-}" ] || tail -n 40 "$2" | sed 's/^/  /'
	failed=$((failed + 1))
}

# Passes when COMMAND succeeds in time.
expect() { # WHAT COMMAND...
	local what=$1

	shift
	need "$what" "$@" && pass "$what"
}

# Only a failure counts: what is no test of hairpin's, but must work for the tests that follow.
need() { # WHAT COMMAND...
	local what=$1

	shift
	within "$patience" "$@" && return
	[ ! -s "$work/edge.log" ] || { echo "hairpin's log:"; tail -n 10 "$work/edge.log"; } >> "$work/last"
	fail "$what" "$work/last"
	return 1
}

# Every router and every hairpin holds what the model predicts.
expect_agreement() { # LAB WHEN [NODE OF FRR]
	expect "$2, FRR holds what the model predicts" frr_agrees "$1" "${3:-hq/ce1}" -q &&
		expect "$2, hairpin holds what the model predicts" hairpin_agrees "$1" edge
}

# One stage for a case; its last tests are that hairpin ends well and nothing is left.
run_case() { # NAME
	case=$1
	stage_begin || { fail 'a place to run in'; return; }
	"case_${1//-/_}"
	if ! stage_end > "$log"; then
		fail 'hairpin ends with status 0' "$log"
	elif ip netns list | grep -q "^hp$$-"; then
		fail 'nothing is left'
	else
		pass 'hairpin ends with status 0, nothing is left'
	fi
}

finish() {
	echo "$passed passed, $failed failed, $skipped skipped"
	[ "$failed" = 0 ]
	exit
}

# As a user with sudo: the same again, as root.
become_root() {
	[ "$(id -u)" != 0 ] && command -v sudo > /dev/null && [ -z "${HAIRPIN_SUDO:-}" ] || return
	echo "namespaces need root: starting again by sudo"
	exec sudo --preserve-env=CI,HAIRPIN,FRR,TMPDIR HAIRPIN_SUDO=yes "$PWD/tests/interop/run.sh" "$@"
}

become_root "$@"
case='all cases'
if [ ! -x "$HAIRPIN" ]; then
	fail "they need the program $HAIRPIN: build it, or name it by HAIRPIN"
	finish
fi
lacks=$(stage_lacks | paste -sd ',' | sed 's/,/, /g')
if [ -n "$lacks" ] && [ "${CI:-}" = true ]; then
	fail "they need $lacks"
	finish
elif [ -n "$lacks" ]; then
	echo "skipped: they need $lacks"
	skipped=1
	finish
fi

log=$(mktemp)
trap 'stage_end > /dev/null; rm -f "$log"' EXIT
trap 'exit 130' INT TERM
if [ "${1:-}" = --quick ]; then
	set -- "${cases[@]:0:3}"
elif [ $# = 0 ]; then
	set -- "${cases[@]}"
fi
for name in "$@"; do
	declare -F "case_${name//-/_}" > /dev/null || { case=$name; fail 'no such case'; continue; }
	run_case "$name"
done
finish
