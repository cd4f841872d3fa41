#!/bin/sh
# Includes go downstairs; and a planted wrong one is found.
set -eu
"$srcdir/tools/check-layers" "$srcdir"
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
mkdir -p "$copy/src/bgp" "$copy/tools"
cp "$srcdir/tools/layers" "$copy/tools"
for wrong in '#include "rib/rib.h"' '#include <time.h>'; do
	echo "$wrong" > "$copy/src/bgp/planted.c"
	if "$srcdir/tools/check-layers" "$copy" > "$copy/out"; then
		echo "a planted $wrong was not found"
		exit 1
	fi
	grep -q 'src/bgp/planted.c:1: error' "$copy/out"
done
rm "$copy/src/bgp/planted.c"
mkdir -p "$copy/src/query/state" "$copy/src/query/cellar"
echo '#include "query/path/path.h"' > "$copy/src/query/state/planted.c"
echo '#include "query/state/fib.h"' > "$copy/src/query/cellar/planted.c"
if "$srcdir/tools/check-layers" "$copy" > "$copy/out"; then
	echo 'a planted include of a later room was not found'
	exit 1
fi
grep -q 'src/query/state/planted.c:1: error: query/state may not include query/path' "$copy/out"
grep -q 'src/query/cellar/planted.c:1: error: .* is in no room' "$copy/out"
rm "$copy"/src/query/*/planted.c
mkdir -p "$copy/src/azure/hub" "$copy/src/query/path"
echo '#include "query/path/driver.h"' > "$copy/src/query/path/own.c"
{ echo '#include "query/path/driver.h"'; echo '#include "azure/nva/nva.h"'; } > "$copy/src/azure/hub/planted.c"
if "$srcdir/tools/check-layers" "$copy" > "$copy/out"; then
	echo 'a kind that includes the driver of packets, and another kind, was not found'
	exit 1
fi
grep -q 'src/azure/hub/planted.c:1: error: .* is for its own room alone' "$copy/out"
grep -q 'src/azure/hub/planted.c:2: error: azure/hub may not include azure/nva' "$copy/out"
! grep -q 'own.c' "$copy/out"
