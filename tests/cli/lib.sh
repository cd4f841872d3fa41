# What the tests in this folder share: sourced, not run.
: "${srcdir:?}"

hairpin=${HAIRPIN:-$builddir/hairpin}
# shellcheck disable=SC2034 # for those who source this
labs=$srcdir/labs
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
failures=0

fail()
{
	echo "FAIL: $*"
	sed 's/^/  out: /' "$dir/out" | head -n 5
	sed 's/^/  err: /' "$dir/err" | head -n 5
	failures=$((failures + 1))
}

# exits CODE ARGUMENT...: runs the program; what it wrote is in $dir/out and $dir/err.
exits()
{
	want=$1
	shift
	"$hairpin" "$@" > "$dir/out" 2> "$dir/err"
	got=$?
	[ "$got" -eq "$want" ] || fail "hairpin $*: exit code $got, not $want"
}

out_has() { grep -qF -- "$1" "$dir/out" || fail "no '$1' on standard output"; }
out_lacks() { grep -qF -- "$1" "$dir/out" && fail "'$1' on standard output"; }
err_has() { grep -qF -- "$1" "$dir/err" || fail "no '$1' on standard error"; }
err_lacks() { grep -qF -- "$1" "$dir/err" && fail "'$1' on standard error"; }
err_empty() { [ ! -s "$dir/err" ] || fail "something on standard error"; }
out_empty() { [ ! -s "$dir/out" ] || fail "something on standard output"; }
