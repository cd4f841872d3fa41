# Shell functions that ./demo, ./check and .ci/run share: packages, builds, counting tests.
# Sourced, not run. Every function either succeeds or ends the script with a reason.

say() { printf '\n== %s\n' "$*" >&2; }
die() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; exit 4; }

packages_build='gcc libc6-dev make autoconf automake pkg-config libyang2-dev libcjson-dev libcmocka-dev libuv1-dev libsmartcols-dev libyaml-dev uthash-dev libcap-ng-dev libseccomp-dev'
packages_live='frr iproute2 jq'
packages_check='python3 python3-jsonschema python3-yaml bird2 clang clang-format libclang-rt-14-dev git mandoc docker.io docker-compose debootstrap iptables'

packages_slow='slurmctld slurmd slurm-client'

# Runs a command as root: directly, or by sudo.
as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif command -v sudo > /dev/null; then
		sudo "$@"
	else
		die "'$*' needs root, and there is no sudo"
	fi
}

# need_packages NAME...: installs what is missing, and says so first.
need_packages() {
	missing=
	for package in "$@"; do
		dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2> /dev/null | grep -q '^ii' ||
			missing="$missing $package"
	done
	[ -n "$missing" ] || return 0
	command -v apt-get > /dev/null || die "needs these Debian packages:$missing"
	say "Installing Debian packages:$missing"
	case $missing in *frr* | *bird2* | *docker.io* | *slurm*)
		echo 'Debian starts the services of frr, bird2, docker.io and slurm; nothing here needs them:' \
			'systemctl disable --now frr bird docker slurmctld slurmd' >&2 ;;
	esac
	as_root apt-get update -qq || die 'apt-get update failed'
	# shellcheck disable=SC2086 # a list of names
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
		$missing > /dev/null || die "could not install:$missing"
}

# Services that packages bring along are not ours to run: FRR is started by tests in namespaces of
# their own, Docker with a data root of its own.

# build_here [CONFIGURE-OPTION...]: builds in this folder; quick when nothing changed.
build_here() {
	[ -x configure ] && [ configure -nt configure.ac ] || ./bootstrap > build.log 2>&1 ||
		{ tail -n 20 build.log >&2; die 'bootstrap failed; see build.log'; }
	if [ ! -f Makefile ] || [ "$(cat .configured 2> /dev/null)" != "CC=${CC:-} $*" ]; then
		./configure --quiet "$@" > build.log 2>&1 ||
			{ tail -n 20 build.log >&2; die 'configure failed; see build.log'; }
		printf '%s' "CC=${CC:-} $*" > .configured
	fi
	make -j"$(nproc)" > build.log 2>&1 ||
		{ grep -E 'error|warning' build.log >&2 || true; tail -n 20 build.log >&2; die 'make failed; see build.log'; }
}

# copy_tree FOLDER: the tree as git sees it, changes included, for a build of another kind. What an
# earlier copy had and the tree has no more goes.
copy_tree() {
	mkdir -p "$1"
	git ls-files --cached --others --exclude-standard | sort > "$1/.listed"
	[ ! -f "$1/.copied" ] ||
		comm -13 "$1/.listed" "$1/.copied" | ( cd "$1" && tr '\n' '\0' | xargs -0 rm -f )
	tar --create --files-from="$1/.listed" --ignore-failed-read 2> /dev/null |
		tar --extract --directory "$1"
	mv "$1/.listed" "$1/.copied"
}

# count_tests FOLDER: "passed failed skipped" of the tests that make check ran there. A cmocka
# program counts as many tests as it holds, a script as one.
count_tests() {
	find "$1/tests" -name '*.trs' | sort | while read -r result; do
		log=${result%.trs}.log
		outcome=$(sed -n 's/^:global-test-result: //p' "$result")
		passed=$(sed -n 's/^\[  PASSED  \] \([0-9]*\) test.*/\1/p' "$log" | tail -n 1)
		failed=$(sed -n 's/^\[  FAILED  \] \([0-9]*\) test.*/\1/p' "$log" | tail -n 1)
		case $outcome in
		PASS) echo "${passed:-1} 0 0" ;;
		SKIP) echo '0 0 1' ;;
		*) echo "${passed:-0} ${failed:-1} 0" ;;
		esac
	done | awk '{ p += $1; f += $2; s += $3 } END { print p + 0, f + 0, s + 0 }'
}
