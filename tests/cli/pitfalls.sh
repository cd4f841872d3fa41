#!/bin/sh
# hairpin import: each pitfall a file, one estate in every envelope, and no key comes out of any of them.
set -u
. "${srcdir:?}/tests/cli/lib.sh"
pitfalls=$srcdir/tests/import/pitfalls

# Lines of a cell of the table: what is separated by semicolons.
cell() { echo "$1" | tr ';' '\n' | sed 's/^ *//; s/ *$//'; }

no_key() { grep -rq S3CR3T "$@" && fail "a key in $*"; }

# Every file: its exit status, what is said, what is in the lab and what is not; the lab is valid, and no key comes out.
grep -v '^#' "$srcdir/tests/import/pitfalls.txt" > "$dir/table"
while IFS='|' read -r file want said lab; do
	file=$(echo "$file" | tr -d ' ')
	want=$(echo "$want" | tr -d ' ')
	exits "$want" import azure "$pitfalls/$file" --report "$dir/report.json"
	cell "$said" | sed 's/^[^ ]*\.json:/:/' > "$dir/lines"
	while read -r line; do
		err_has "$line"
	done < "$dir/lines"
	cell "$lab" | grep . > "$dir/lines"
	while read -r line; do
		case $line in
		!*) out_lacks "${line#!}" ;;
		*) out_has "$line" ;;
		esac
	done < "$dir/lines"
	no_key "$dir/out" "$dir/err"
	if [ "$want" -eq 2 ]; then
		out_empty
		[ ! -e "$dir/report.json" ] || fail "$file: a report was written"
		continue
	fi
	no_key "$dir/report.json"
	cp "$dir/out" "$dir/lab.json"
	exits 0 validate -q "$dir/lab.json"
	exits 0 fmt --check "$dir/lab.json"
	rm "$dir/report.json"
done < "$dir/table"

# One estate in every envelope: the same lab, and no key.
estate=$pitfalls/estate.json
exits 0 import azure "$estate"
cp "$dir/out" "$dir/want.json"
hoist='walk(if type == "object" and (.properties | type) == "object" then . + .properties | del(.properties) else . end)'
pascal='walk(if type == "object" then with_entries(.key |= (.[0:1] | ascii_upcase) + .[1:]) else . end)'
jq "$hoist" "$estate" > "$dir/az.json"
jq '{value: ., nextLink: null}' "$estate" > "$dir/rest.json"
jq '{count: length, data: map(.type |= ascii_downcase | .kind //= "" | .tags = null), skip_token: null, total_records: length}' \
	"$estate" > "$dir/graph.json"
jq '{totalRecords: length, count: length, resultTruncated: "false", facets: [], data: {
	columns: (["id", "name", "type", "location", "kind", "sku", "properties"] | map({name: ., type: "string"})),
	rows: map([.id, .name, .type, .location, .kind, .sku, .properties])}}' "$estate" > "$dir/graph-table.json"
jq 'map(.properties |= tojson)' "$estate" > "$dir/graph-text.json"
jq '{SkipToken: null, ResultTruncated: 0, Data: map(.ResourceId = .id)}' "$estate" > "$dir/search.json"
jq "$hoist | $pascal"' | walk(if type == "object" then . + (with_entries(select(.value | type == "object" or type == "array")
	| .key += "Text" | .value |= tojson)) else . end)' "$estate" > "$dir/powershell.json"
jq 'map({ResourceId: .id, Name: .name, Type: .type, ResourceType: .type, Location: .location, Kind: .kind, Sku: .sku,
	Properties: .properties})' "$estate" > "$dir/get-azresource.json"
jq '.[]' "$dir/az.json" > "$dir/appended.json"
jq -c '.[]' "$estate" > "$dir/lines.json"
{ echo "WARNING: The behavior of this command has been altered."; cat "$dir/az.json"; } > "$dir/warned.json"
for shape in az rest graph graph-table graph-text search powershell get-azresource appended lines warned; do
	exits 0 import azure "$dir/$shape.json" --report "$dir/report.json"
	cmp "$dir/out" "$dir/want.json" || fail "$shape: another lab"
	no_key "$dir/out" "$dir/err" "$dir/report.json"
done

# One kind a file, children by themselves, in folders.
mkdir -p "$dir/lists/more"
jq '[.[] | .properties | (.virtualNetworkPeerings, .subnets, .peerings, .authorizations, .expressRouteConnections)
	| arrays[] | select(.name)]' "$estate" > "$dir/lists/more/children.json"
jq "$hoist"' | map(if .virtualNetworkPeerings then .virtualNetworkPeerings = [] else . end
	| if .addressSpace then .subnets = [] else . end
	| del(.peerings, .authorizations, .expressRouteConnections))' "$estate" > "$dir/lists/parents.json"
exits 0 import azure "$dir/lists"
cmp "$dir/out" "$dir/want.json" || fail "children by themselves: another lab"
# Twice is once.
exits 0 import azure "$dir/lists" "$dir/az.json" "$dir/graph.json"
cmp "$dir/out" "$dir/want.json" || fail "twice: another lab"
err_has "3 Microsoft.Network/networkSecurityGroups (nsg0, nsg1, nsg2;"

# What --routes takes, and what it says of whom nothing is known; a summary counts what the tables lack.
cat > "$dir/table.txt" << 'END'
Network        NextHop     LocPrf  Weight  Path
-------------  ----------  ------  ------  -----
10.100.0.0/16  172.20.0.1  100     0       65020
10.1.0.0/16    10.1.0.12           0       65515
END
cat > "$dir/learned.json" << 'END'
{"RouteServiceRole_IN_0": [
 {"localAddress": "10.1.1.4", "network": "10.222.0.0/16", "nextHop": "10.1.2.4", "sourcePeer": "10.1.2.4", "origin": "EBgp", "asPath": "65100", "weight": 32768},
 {"localAddress": "10.1.1.4", "network": "fd00::/48", "nextHop": "10.1.2.4", "sourcePeer": "10.1.2.4", "origin": "EBgp", "asPath": "65100", "weight": 32768}]}
END
echo '{"value": [{"neighbor": "172.20.0.1", "v": 4, "as": 65020, "upDown": "1d", "statePfxRcd": "3"}]}' > "$dir/summary.json"
exits 0 import azure "$estate" --routes "$dir/table.txt" --routes "$dir/learned.json" --routes "$dir/summary.json"
out_has '"advertise": ["10.100.0.0/16"]'
out_has '"advertise": ["10.222.0.0/16"]'
err_has "2 site (er-direct, er-foreign;"
err_has "1 site (lgw;"
err_has 'route of --routes (fd00::/48;'
err_has "1 routes of a summary (er-one;"
err_has "it counts 3 prefixes, the tables of --routes have 1"
err_lacks "1 appliance (rs/nva1"

# Pages that are missing, in each envelope.
missing() {
	jq "$2" "$1" > "$dir/page.json"
	exits 2 import azure "$dir/page.json"
	out_empty
	err_has "rows are missing"
	err_has "az graph query --first 1000"
}
missing "$dir/rest.json" '.nextLink = "https://management.azure.com/x"'
missing "$dir/graph.json" '.skip_token = "x"'
missing "$dir/graph.json" '.total_records += 1'
# shellcheck disable=SC2016 # a name of Azure
missing "$dir/graph-table.json" '.["$skipToken"] = "x"'
missing "$dir/graph-table.json" '.resultTruncated = "true"'
missing "$dir/search.json" '.SkipToken = "x"'

# No key in any other mode.
exits 0 import azure -o yaml "$estate"
no_key "$dir/out" "$dir/err"
exits 0 import azure --scrub "$estate" --report "$dir/report.json"
no_key "$dir/out" "$dir/err" "$dir/report.json"
grep -q 'er-one\|spoke1\|nva1\|part-a\|"open"' "$dir/out" "$dir/report.json" && fail "a name in a scrubbed lab"
cp "$dir/out" "$dir/scrubbed.json"
exits 0 validate -q "$dir/scrubbed.json"
cp "$dir/want.json" "$dir/into.json"
exits 0 import azure "$estate" --into "$dir/into.json"
out_empty
no_key "$dir/err" "$dir/into.json"
jq 'map(select(.name != "con-one"))' "$estate" > "$dir/less.json"
exits 1 compare --azure "$estate" "$dir/less.json"
no_key "$dir/out" "$dir/err"
exits 1 compare --azure "$estate" "$dir/less.json" -o markdown
no_key "$dir/out" "$dir/err"
# What is scrubbed: every list with names and every reference of the module has its row, AS numbers in paths and communities go,
# and every lab that was scrubbed is as valid as before.
cat > "$dir/rows.py" << 'END'
import re, sys
yang = open(sys.argv[1]).read()
code = open(sys.argv[2]).read()
stems = set(re.findall(r'{"([\w-]+)", "[\w-]+"}', code[code.index("stems[]"):code.index("references[]")]))
references = set(re.findall(r'{"([\w-]+)", "[\w-]+"}', code[code.index("references[]"):code.index("asns[]")]))
named = set(re.findall(r"list ([\w-]+) {\s*key name;", yang))
refers = set(re.findall(r"leaf(?:-list)? ([\w-]+) {\s*type leafref", yang))
assert len(named) > 20 and len(refers) > 10
assert named <= stems, named - stems
assert refers <= references, refers - references
END
python3 "$dir/rows.py" "$srcdir/yang/hairpin-lab.yang" "$srcdir/src/import/lab/scrub.c" || fail "scrub.c lacks a row"
cat > "$dir/secretive.yaml" << 'END'
hairpin-lab:lab:
  name: secretive
  as-path-set: [{name: ours, member: ["_3320_", "^[0-9]{4,5}_1299$"]}]
  community-set: [{name: theirs, member: ["3320:100", "12076:51004", "65010:1"]}]
  policy-definition: [{name: our-policy, statement: [{name: our-step, conditions: {match-as-path-set: ours},
    actions: {policy-result: accept-route, add-community: ["3320:7"]}}]}]
  site: [{name: hq, router: [{name: ce, asn: 3320, announce: [{prefix: 10.0.0.0/16, as-path: "1299 65010 3320"}]}]}]
END
exits 0 validate -q "$dir/secretive.yaml"
exits 0 fmt --scrub -o json "$dir/secretive.yaml"
grep -q '3320\|1299\|ours\|theirs\|our-\|hq' "$dir/out" && fail "an owner in a scrubbed lab"
out_has '"12076:51004"'
out_has '"65010:1"'
out_has '^[0-9]{4,5}_'
cp "$dir/out" "$dir/scrubbed.json"
exits 0 validate -q "$dir/scrubbed.json"
for lab in "$labs"/*/lab.json; do
	exits 0 fmt --scrub "$lab"
	cp "$dir/out" "$dir/scrubbed.json"
	exits 0 validate -q "$dir/scrubbed.json"
done

head -c 20001 "$estate" > "$dir/cut.json"
exits 2 import azure "$dir/cut.json"
no_key "$dir/out" "$dir/err"

[ "$failures" -eq 0 ]
