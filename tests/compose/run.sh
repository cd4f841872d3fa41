#!/bin/bash
# The compose files of labs/transit in a real Docker Engine: built, brought up, compared with what
# the simulator predicts route by route, cut, mended, taken down.
#
# Usage: tests/compose/run.sh. Exit status 0: nothing failed. The last line counts.
#
# An engine that answers is used. With CI=true one is started if none answers, and what is missing is
# a failure; otherwise it is said and counted as skipped.
#   FRR_IMAGE             the image of FRR, instead of the one in the compose file
#   HAIRPIN_DEBIAN_MIRROR where the base image comes from when no registry is reachable
set -u
cd "$(dirname "$0")/../.." || exit 4
. tests/compose/engine.sh

single=labs/transit/docker-compose.yml
nodes=labs/transit/docker-compose.nodes.yml
project=hairpin-test-$$
cache=${XDG_CACHE_HOME:-$HOME/.cache}/hairpin
work=$(mktemp -d "${TMPDIR:-/tmp}/hairpin-compose.XXXXXX")
compose=         # the command of compose that brings the labs up
composes=()      # every such command of this machine
up=              # the compose file that is up
passed=0
failed=0
skipped=0

export HAIRPIN_IMAGE=$project
frr_image_of_file=$(sed -n 's/.*FRR_IMAGE:-\(.*\)}$/\1/p' "$single")

pass() {
	echo "ok: $1"
	passed=$((passed + 1))
}

fail() { # WHAT [FILE WITH DETAILS]
	echo "FAIL: $1"
	[ -z "${2:-}" ] || tail -n 40 "$2" | sed 's/^/  /'
	failed=$((failed + 1))
}

skip() { # WHAT REASON
	echo "skipped: $1: $2"
	skipped=$((skipped + 1))
}

# A test that cannot be made here.
miss() { # WHAT REASON
	if [ "${CI:-}" = true ]; then
		fail "$1: $2"
	else
		skip "$1" "$2"
	fi
}

# Passes when COMMAND ends well.
expect() { # WHAT COMMAND...
	local what=$1

	shift
	if "$@" >"$work/log" 2>&1; then
		pass "$what"
	else
		fail "$what" "$work/log"
		return 1
	fi
}

run_compose() { # FILE COMMAND...
	local file=$1

	shift
	# shellcheck disable=SC2086 # one word or two
	limit 300 $compose --project-name "$project" --file "$file" "$@"
}

compose_up() { # FILE
	up=$1
	run_compose "$1" up -d
}

compose_down() {
	settle 300 run_compose "$up" down --volumes --timeout 3
}

container_of() { # SERVICE
	run_compose "$up" ps -q "$1" 2>/dev/null
}

clean_up() {
	trap '' INT TERM
	[ -z "$up" ] || compose_down >/dev/null 2>&1
	if [ -n "$ENGINE_PID" ]; then
		engine_stop
	elif [ -e "$work/built" ]; then
		xargs timeout 60 docker rmi --force <"$work/built" >/dev/null 2>&1
	fi
	rm -rf --one-file-system "$work"
}

finish() {
	echo "$passed passed, $failed failed, $skipped skipped"
	[ "$failed" = 0 ]
	exit
}

find_composes() {
	docker compose version >/dev/null 2>&1 && composes+=("docker compose")
	docker-compose version >/dev/null 2>&1 && composes+=("docker-compose")
	compose=${composes[0]:-}
}

start_own_engine() {
	local lacks

	lacks=$(engine_lacks | paste -sd ' ')
	if [ -n "$lacks" ]; then
		fail "an engine of our own: needs $lacks"
		return 1
	fi
	echo "starting a Docker Engine in $work, which ends with this test"
	mkdir "$work/engine"
	engine_start "$work/engine" >"$work/log" 2>&1 && return 0
	fail "an engine of our own" "$work/log"
	return 1
}

find_engine() {
	if ! command -v docker >/dev/null; then
		miss "all compose tests" "docker is not installed"
		return 1
	fi
	if [ -z "$compose" ]; then
		miss "all compose tests" "neither 'docker compose' nor docker-compose is installed"
		return 1
	fi
	if ! command -v jq >/dev/null; then
		miss "all compose tests" "jq is not installed"
		return 1
	fi
	if engine_answers; then
		echo "using the Docker Engine that answers here, with '$compose'; project $project"
		echo "images built are removed at the end, their layers stay in its build cache"
		return 0
	fi
	if [ "${CI:-}" != true ]; then
		skip "all compose tests" "no Docker Engine answers; with CI=true one is started"
		return 1
	fi
	start_own_engine
}

build_image() { # IMAGE FOLDER
	local argument arguments=()

	for argument in http_proxy https_proxy no_proxy; do
		[ -z "${!argument:-}" ] || arguments+=(--build-arg "$argument=${!argument}")
	done
	echo "$1" >>"$work/built"
	limit 300 docker build --network host ${arguments[@]+"${arguments[@]}"} --tag "$1" "$2"
}

is_here() { # IMAGE
	docker image inspect "$1" >/dev/null 2>&1
}

pull() { # IMAGE
	is_here "$1" || limit 120 docker pull "$1" >/dev/null 2>&1
}

# What both images are built on. Only in an engine of our own something else takes its name.
find_base_image() {
	pull debian:bookworm-slim && return 0
	if [ -z "$ENGINE_PID" ]; then
		miss "all compose tests" "debian:bookworm-slim cannot be pulled"
		return 1
	fi
	echo "debian:bookworm-slim cannot be pulled; debootstrap makes it once and keeps it in $cache"
	expect "the base image is made" engine_make_base_image "$cache" "$work"
}

# The image that the compose file names, or FRR from Debian's package where it cannot be had.
find_frr_image() {
	local wanted=${FRR_IMAGE:-$frr_image_of_file}

	if pull "$wanted"; then
		export FRR_IMAGE=$wanted
		pass "the image $wanted is there"
		return 0
	fi
	echo "$wanted cannot be pulled; building FRR from Debian's package"
	export FRR_IMAGE=$project-frr
	expect "docker/frr/Dockerfile builds" build_image "$FRR_IMAGE" docker/frr
}

check_files() {
	local file compose=$compose

	# All layers are there, so that this tells only whether the build section is right.
	expect "compose builds the image of hairpin" run_compose "$single" build
	for compose in "${composes[@]}"; do
		for file in "$single" "$nodes"; do
			expect "$compose accepts $file" run_compose "$file" config -q
		done
	done
}

# Routes in FRR's JSON, learned ones only, as lines of prefix, peer and AS path. FRR and hairpin
# write the same shape.
routes() {
	jq -r '.routes | to_entries[] | .key as $prefix | .value[]
		| select(.peerId // "(unspec)" | . != "(unspec)" and . != "::")
		| "\($prefix) from \(.peerId) path \(.path)"' | LC_ALL=C sort
}

hairpin_here() {
	limit 60 docker run --rm --network none --volume "$PWD/labs/transit/lab.json:/lab/lab.json:ro" \
		"$HAIRPIN_IMAGE" "$@"
}

predict() {
	local node

	for node in er-fra/primary er-fra/secondary gw-weu/0 gw-weu/1 gw-uks/0 gw-uks/1 hq/ce1; do
		hairpin_here rib /lab/lab.json --node "$node" -o json >"$work/rib.json" || return 1
		routes <"$work/rib.json" >"$work/predicted.${node//\//-}"
		[ -s "$work/predicted.${node//\//-}" ] || { echo "$node learns nothing"; return 1; }
	done
}

# The table of a node as it is: FRR's for the customer's router, else hairpin's in the container of
# SERVICE.
actual() { # NODE SERVICE
	local container

	container=$(container_of "$2")
	[ -n "$container" ] || return 1
	if [ "$1" = hq/ce1 ]; then
		limit 60 docker exec "$container" vtysh -c 'show bgp ipv4 unicast json'
	else
		limit 60 docker exec "$container" \
			hairpin rib --live /run/hairpin/control --node "$1" -o json
	fi 2>&1 | routes 2>/dev/null
}

# Waits until NODE has exactly the routes in FILE.
await() { # NODE SERVICE FILE
	local until=$((SECONDS + 300))

	while [ "$SECONDS" -lt "$until" ]; do
		actual "$1" "$2" >"$work/actual"
		cmp -s "$3" "$work/actual" && return 0
		sleep 1
	done
	echo "expected (-) and found (+):"
	diff -u "$3" "$work/actual" | tail -n +3
	limit 60 docker logs --tail 15 "$(container_of "$2")"
	return 1
}

expect_prediction() { # NODE SERVICE
	expect "$1 learned exactly what was predicted" await "$1" "$2" "$work/predicted.${1//\//-}"
}

# Without the link to the first edge router, everybody has what the second one tells.
expect_without() { # NODE SERVICE PEERS
	grep -v -E "from ($3) " "$work/predicted.${1//\//-}" >"$work/expected"
	expect "$1 has only what the second link brings" await "$1" "$2" "$work/expected"
}

bring_up() { # FILE
	if compose_up "$1" >"$work/log" 2>&1; then
		pass "$1 comes up"
		return 0
	fi
	if grep -q 'overlaps' "$work/log"; then
		miss "$1" "another network of this engine has its addresses"
	else
		fail "$1 comes up" "$work/log"
	fi
	return 1
}

nothing_is_left() {
	local left

	left=$(docker ps --all --quiet --filter "label=com.docker.compose.project=$project" &&
		docker network ls --quiet --filter "label=com.docker.compose.project=$project") || return
	[ -z "$left" ] || { echo "$left"; return 1; }
}

# The engine may go on removing after compose has gone.
take_down() {
	expect "$up is taken down" compose_down || return
	up=
	settle 60 nothing_is_left >"$work/log" || fail "nothing of the project is left" "$work/log"
}

cut_and_mend() {
	local network=${project}_er-fra-primary ce1

	ce1=$(container_of ce1)
	expect "the first link is cut" docker network disconnect "$network" "$ce1"
	expect_without hq/ce1 ce1 172.16.0.2
	expect_without er-fra/primary hairpin 172.16.0.1
	expect "the first link is mended" docker network connect --ip 172.16.0.1 "$network" "$ce1"
	expect_prediction hq/ce1 ce1
	expect_prediction er-fra/primary hairpin
}

test_single() {
	local node

	if bring_up "$single"; then
		expect_prediction hq/ce1 ce1
		for node in er-fra/primary er-fra/secondary gw-weu/0 gw-weu/1 gw-uks/0 gw-uks/1; do
			expect_prediction "$node" hairpin
		done
		cut_and_mend
	fi
	take_down
}

test_nodes() {
	if bring_up "$nodes"; then
		expect_prediction hq/ce1 ce1
		expect_prediction er-fra/primary msee-primary
		expect_prediction er-fra/secondary msee-secondary
		expect_prediction gw-weu/0 gw-weu-0
		expect_prediction gw-weu/1 gw-weu-1
		expect_prediction gw-uks/0 gw-uks-0
		expect_prediction gw-uks/1 gw-uks-1
	fi
	take_down
}

trap clean_up EXIT
trap 'exit 130' INT TERM
find_composes
find_engine || finish
find_base_image || finish
expect "Dockerfile builds" build_image "$HAIRPIN_IMAGE" . || finish
find_frr_image || finish
check_files
expect "the simulator predicts the tables" predict || finish
test_single
test_nodes
finish
