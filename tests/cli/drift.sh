#!/bin/sh
# hairpin drift: many captures at once, recognised by what they say.
set -u
. "${srcdir:?}/tests/cli/lib.sh"
tables=$srcdir/tests/import/tables
s05=$srcdir/tests/captures/S05-one-network
s03=$srcdir/tests/captures/S03-hub-and-branch-dual-stack

# Whatever the files are called.
mkdir "$dir/night"
n=0
for file in "$tables"/t*.txt; do
	n=$((n + 1))
	cp "$file" "$dir/night/capture$n"
done
exits 0 drift "$tables/lab.yaml" "$dir/night"
out_has "# 3 tables against lab tables: 4 rows agree, 5 differ for a known reason, 0 new differences"
exits 0 drift -o json "$tables/lab.yaml" "$dir/night"
jq -e '[.tables[].place] == ["er/primary", "rs", "hq/ce"]' "$dir/out" > /dev/null || fail "other places"
cp "$s03"/*effective* "$s03"/*ergw-peers* "$dir/night" && rm "$dir/night"/capture*
n=0
for file in "$dir"/night/*; do
	n=$((n + 1))
	mv "$file" "$dir/night/$n"
done
exits 0 drift -o json "$s03/lab.json" "$dir/night"
jq -e '[.tables[] | select(.place == null)] == []' "$dir/out" > /dev/null || fail "tables without a place"

# Of Junos a router's own routes are not BGP's; of one neighbour only what it was told counts.
exits 0 diff -q "$tables/lab.yaml" --az "$tables/junos-show-route.txt" --at hq/ce
out_has "2 rows agree, 2 differ for a known reason, 0 differ"
exits 0 diff -q "$tables/lab.yaml" --frr "$tables/frr-advertised-routes.txt" --at hq/ce
out_has "1 row agrees, 0 differ for a known reason, 0 differ"

# As Windows PowerShell writes them: UTF-16.
mkdir "$dir/wide"
for file in "$tables"/t*.txt; do
	iconv -f UTF-8 -t UTF-16 "$file" > "$dir/wide/$(basename "$file")"
done
exits 0 drift "$tables/lab.yaml" "$dir/wide"
out_has "# 3 tables against lab tables: 4 rows agree, 5 differ for a known reason, 0 new differences"

# A line for each difference; what it prints is a baseline, and what is known and gone is said.
sed 's/64512 I/64512 64512 I/' "$s05/msee-primary.json" > "$dir/longer.json"
sed 's/"statePfxRcd": "3"/"statePfxRcd": "7"/' "$s05/summary-primary.json" > "$dir/more.json"
set -- "$dir/longer.json" "$dir/more.json" "$s05/arp-secondary.json"
exits 1 drift -q "$s05/lab.json" "$@"
out_has "er-erlab-madrid/primary summary 169.254.194.41/32: statePfxRcd 7, predicted 2"
out_has "3 new differences, 0 of the baseline"
cp "$dir/out" "$dir/known"
echo "gw learned 10.0.0.0/8: not predicted" >> "$dir/known"
exits 0 drift -q "$s05/lab.json" "$@" --baseline "$dir/known"
out_has "# known, and not there any more: gw learned 10.0.0.0/8: not predicted"
out_has "0 new differences, 3 of the baseline"
exits 0 drift -q "$s05/lab.json" "$@" --baseline "$dir/known" -o json
jq -e '.known == 3 and .new == 0 and (.gone | length == 1)' "$dir/out" > /dev/null || fail "known differences"

# FRR's JSON: as diff --frr has it.
cat > "$dir/ce-show-ip-bgp.json" << 'END'
{"localAS": 64512, "routes": {"10.100.0.0/16": [
 {"valid": true, "pathFrom": "external", "prefix": "10.100.0.0", "prefixLen": 16, "path": "12076",
  "origin": "IGP", "peerId": "169.254.194.42", "nexthops": [{"ip": "169.254.194.42", "used": true}]},
 {"valid": true, "bestpath": true, "pathFrom": "external", "prefix": "10.100.0.0", "prefixLen": 16,
  "path": "12076 12076", "origin": "IGP", "peerId": "169.254.194.46",
  "nexthops": [{"ip": "169.254.194.46", "used": true}]}]}}
END
exits 1 drift -q "$s05/lab.json" "$dir/ce-show-ip-bgp.json"
out_has "mcr/mcr router 10.100.0.0/16: asPath 12076 12076, predicted 12076"

# What cannot be placed or read is said; the rest is told.
echo '{"value": []}' > "$dir/empty.json"
exits 2 drift -q "$s05/lab.json" "$s05/arp-secondary.json" "$dir/empty.json"
err_has "empty.json:1: a table (unknown) that cannot be compared: an empty list"
out_has "# 1 tables"
exits 2 drift -q "$tables/lab.yaml" "$s05/msee-primary.json"
err_has "cannot be compared"
exits 2 drift -q "$s05/lab.json" "$dir/nothing"
printf 'Gateway does not have any Bgp sessions.\n' > "$dir/peers of gw.txt"
exits 1 drift -q "$tables/lab.yaml" "$dir/peers of gw.txt"
out_has "gw peers 10.20.0.4/32: predicted, but not there"

[ "$failures" -eq 0 ]
