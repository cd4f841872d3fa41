#!/bin/sh
# hairpin import, as its users call it: every sample, one landscape in six shapes, and the options.
set -u
. "${srcdir:?}/tests/cli/lib.sh"
samples=$srcdir/tests/import/samples
contoso=$samples/contoso

# Every sample: its exit status and what is said; what comes out is valid, and no key comes out.
grep -v '^#' "$srcdir/tests/import/samples.txt" > "$dir/samples"
while IFS='|' read -r file want said; do
	file=$(echo "$file" | tr -d ' ')
	exits "$(echo "$want" | tr -d ' ')" import azure "$samples/$file"
	echo "$said" | tr ';' '\n' | sed 's/^ *//; s/ *$//' > "$dir/said"
	while read -r line; do
		err_has "$line"
	done < "$dir/said"
	if [ "$want" -eq 0 ]; then
		cp "$dir/out" "$dir/lab.json"
		grep -q 'ItsASecret\|REDACTED\|00000000-0000' "$dir/out" "$dir/err" &&
			fail "a key of $file came out"
		exits 0 validate "$dir/lab.json"
		"$hairpin" fmt --check "$dir/lab.json" > "$dir/out" || fail "$file: not as fmt has it"
	else
		out_empty
	fi
done < "$dir/samples"

# One landscape: the shapes differ from the lists of az only by what they cannot hold.
"$hairpin" import azure -q "$contoso"/az-*.json > "$dir/az.json" || fail "az lists"
cmp "$dir/az.json" "$srcdir/tests/import/contoso/az.json" || fail "az lists: another lab"
for diff in "$srcdir"/tests/import/contoso/*.diff; do
	name=$(basename "$diff" .diff)
	"$hairpin" import azure -q "$contoso/$name" > "$dir/shape.json" 2> "$dir/err"
	diff "$dir/az.json" "$dir/shape.json" > "$dir/out"
	cmp "$dir/out" "$diff" || fail "$name: another difference"
done

# The same as REST bodies, and as PowerShell writes its own objects.
jq -s '{value: (add | map({name, id, type, location, kind, properties: .}
	+ if .gatewayType then {} else {sku} end))}' "$contoso"/az-*.json > "$dir/rest.json"
"$hairpin" import azure -q "$dir/rest.json" | cmp - "$dir/az.json" || fail "REST: another lab"
jq -s 'add | walk(if type == "object" then with_entries(.key |= (.[0:1] | ascii_upcase) + .[1:])
	else . end) | map(del(.Type))' "$contoso"/az-*.json > "$dir/powershell.json"
"$hairpin" import azure -q "$dir/powershell.json" | cmp - "$dir/az.json" || fail "PowerShell: another lab"

# The order of the files does not matter, nor whether a folder names them; both verbs read all.
# shellcheck disable=SC2012 # names without blanks
"$hairpin" import terraform -q $(ls -r "$contoso"/az-*.json) > "$dir/out"
cmp "$dir/out" "$dir/az.json" || fail "another order, another lab"
mkdir "$dir/folder" && cp "$contoso"/az-*.json "$dir/folder"
echo words > "$dir/folder/notes.txt"
exits 0 import azure "$dir/folder"
cmp "$dir/out" "$dir/az.json" || fail "a folder: another lab"
err_has "notes.txt: not read"
"$hairpin" import azure -q - < "$contoso/resource-graph.json" > "$dir/out" || fail "standard input"
out_has '"hub-weu"'
exits 0 import azure -q -o yaml "$contoso"/az-*.json
cp "$dir/out" "$dir/lab.yaml"
"$hairpin" fmt -o json "$dir/lab.yaml" | cmp - "$dir/az.json" || fail "YAML: another lab"

# Windows PowerShell's '>' writes UTF-16 with a byte order mark: captures, routes, labs and expectations are read so.
wide() { { printf '\377\376'; iconv -f UTF-8 -t UTF-16LE "$1"; } > "$2"; }
wide "$dir/powershell.json" "$dir/wide.json"
"$hairpin" import azure -q "$dir/wide.json" | cmp - "$dir/az.json" || fail "UTF-16: another lab"
wide "$dir/lab.yaml" "$dir/wide.yaml"
exits 0 validate -q "$dir/wide.yaml"
head -c 1001 "$dir/wide.json" > "$dir/half.json"
exits 2 import azure "$dir/half.json"
out_empty
err_has "half.json:"
err_has "half of a character of UTF-16 at byte 1000"

# What no file knows: routes, circuits of others, the era, a name.
cat > "$dir/routes.json" <<'EOF'
{"value": [
  {"network": "10.10.0.0/16", "nextHop": "172.16.0.1", "locPrf": "", "weight": 0, "path": "65020"},
  {"network": "10.11.0.0/16", "nextHop": "172.16.8.5", "locPrf": "", "weight": 0, "path": "4200000001 65020"},
  {"network": "10.64.0.0/22", "nextHop": "10.64.0.12", "locPrf": "", "weight": 0, "path": "65515"},
  {"network": "10.12.0.0/16", "nextHop": "10.9.9.9", "locPrf": "", "weight": 0, "path": "64999"}]}
EOF
exits 0 import azure "$contoso"/az-*.json --routes "$dir/routes.json" --name site-test \
	--gateway-era before-2024 --circuit er-dub=Dublin,Standard,500,65030,172.16.20.0/30,172.16.20.4/30 \
	--report "$dir/report.json"
out_has '"name": "site-test"'
out_has '"gateway-era": "before-2024"'
out_has '"advertise": ["10.10.0.0/16"]'
out_has '"advertise": ["10.11.0.0/16"]'
out_has '"peering-location": "Dublin"'
out_has '"peer-asn": 65030'
err_has "1 route of --routes (10.12.0.0/16; $dir/routes.json:"
grep -q '"left-out"' "$dir/report.json" || fail "no report"
exits 2 import azure "$contoso/az-express-route-list.json" --circuit er-dub=Dublin
err_has "expected NAME=location,tier,mbps,asn,prefix,prefix"

# The lab that is there: what was filled in by hand stays, what changed is said.
cp "$dir/az.json" "$dir/kept.json"
sed -i 's|"name": "imported"|"name": "kept"|; s|{"name": "router", "asn": 65010}|{"name": "router", "asn": 65010, "advertise": ["10.99.0.0/16"]}|; s|"routing-weight": 100|"routing-weight": 50|; s|"peering-location": "Amsterdam",|"peering-location": "Dublin",|' "$dir/kept.json"
exits 0 import azure -q "$contoso"/az-*.json --into "$dir/kept.json"
out_has "~ virtual-network hub-weu / virtual-network-gateway / connection con-weu-fra: routing-weight 50 -> 100"
out_lacks "er-dub"
grep -q '"name": "kept"' "$dir/kept.json" || fail "the name is gone"
grep -q '10.99.0.0/16' "$dir/kept.json" || fail "the announcement is gone"
[ "$(grep -c Dublin "$dir/kept.json")" -eq 1 ] || fail "the filled-in circuit is gone"
exits 0 validate "$dir/kept.json"
exits 0 import azure -q "$contoso"/az-*.json --into "$dir/kept.json"
out_empty
exits 0 import azure -q "$contoso"/az-*.json --into "$dir/kept.json" --routes "$dir/routes.json"
out_has "+ site site-er-fra / router router: advertise"
exits 0 import azure -q "$contoso"/az-*.json --into "$dir/kept.json" --routes "$dir/routes.json"
out_empty
exits 0 import azure -q "$contoso"/az-vnet*.json --into "$dir/kept.json"
out_has "- express-route-circuit er-fra"
out_has "- site site-er-fra / router router: circuit-link er-fra"
grep -q '10.10.0.0/16' "$dir/kept.json" || fail "the site is gone"
exits 0 validate -q "$dir/kept.json"
printf '# words\n' | cat - "$dir/lab.yaml" > "$dir/words.yaml"
exits 2 import azure -q "$contoso"/az-*.json --into "$dir/words.yaml"
err_has "a comment, which would be lost"
head -n 1 "$dir/words.yaml" | grep -q '# words' || fail "the lab was written"
exits 0 import azure -q "$contoso"/az-*.json --into "$dir/new.yaml"
out_has "is new"
exits 0 validate "$dir/new.yaml"

# A lab to show: no name and no address of the estate, and as valid as before.
exits 0 import azure -q "$contoso"/az-*.json --scrub --report "$dir/report.json"
out_lacks hub-weu
out_has '"name": "GatewaySubnet"'
grep -q 'hub-weu\|er-dub' "$dir/report.json" && fail "names in the report"
cp "$dir/out" "$dir/scrubbed.json"
exits 0 validate -q "$dir/scrubbed.json"
exits 0 fmt --scrub "$srcdir/labs/data-centres/lab.json"
out_lacks only-ours
out_lacks dci-1
cp "$dir/out" "$dir/scrubbed.json"
exits 0 validate -q "$dir/scrubbed.json"

# A plan: before and after; what it leaves open.
exits 0 import terraform -q "$contoso/terraform-show.plan.json" --before
out_lacks hub-weu
cat > "$dir/map.json" <<'EOF'
{"module.hub[\"weu\"].azurerm_virtual_network_peering.this[\"hub-to-legacy\"].remote_virtual_network_id": "module.spoke.azurerm_virtual_network.this[\"spoke-ai\"]"}
EOF
exits 0 import terraform -q "$contoso/terraform-show.plan.json" --map "$dir/map.json"
out_has '"remote-virtual-network": "spoke-ai"'
exits 2 import terraform "$samples/cloudnetdraw-topology.json" --map "$dir/routes.txt"

# What is not an estate is refused, with the way to the right file; nothing is written.
refused() {
	printf '%b' "$1" > "$dir/in.json"
	exits 2 import azure "$dir/in.json" --report "$dir/none.json"
	out_empty
	err_has "$2"
	[ ! -e "$dir/none.json" ] || fail "a report was written"
}
refused '' 'the file is empty'
refused 'Name  Location\n----  ----\n' "not JSON; with az, '-o json' is needed"
refused '<mxfile host="x">' 'a drawing'
refused 'resource "azurerm_virtual_network" "a" {\n}\n' "Terraform source, not a state; run 'terraform show -json"
refused 'param location string\n' 'Bicep source'
refused '# azurerm_subnet.a will be created\n' "the words of 'terraform plan'"
refused '{"value": [{"network": "10.0.0.0/8", "nextHop": "1.1.1.1", "path": ""}]}' 'give it with --routes'
refused '{"hairpin-lab:lab": {"name": "x"}}' 'a lab already'
refused '{"data": [], "total_records": 3}' 'rows are missing'
refused '{"data": [], "skip_token": "x"}' 'rows are missing'
refused '[{"name": "a", "location": "westeurope"}]' 'an object without "id"'
refused '[{"id": "/subscriptions/1/resourceGroups/r/providers/Microsoft.Network/virtualNetworks/a", "name": "a"}]' 'without its "addressSpace.addressPrefixes"'
refused '[{"Id": "/subscriptions/1/resourceGroups/r/providers/Microsoft.Network/virtualNetworks/a", "AddressSpace": {"AddressPrefixes": "System.Object[]"}}]' "-Depth 20"
refused '{"version": 3, "terraform_version": "0.11.1", "modules": []}' 'another version than 4'
refused '{"format_version": "1.2", "errored": true}' 'a plan that failed'
refused '[1, 2]' 'a number; expected an object'
refused '[{"id": "/subscriptions/1/resourceGroups/r/providers/Microsoft.Network/virtualNetworkGateways/g", "name": "g", "gatewayType": "ExpressRoute", "sku": {"name": "ErGw1AZ"}, "ipConfigurations": [{"name": "d", "subnet": {"id": "/subscriptions/1/resourceGroups/r/providers/Microsoft.Network/virtualNetworks/a/subnets/GatewaySubnet"}}]}]' 'ExpressRoute gateway "g": its network'
exits 2 import azur "$contoso/resource-graph.json"
err_has "did you mean 'azure'?"
exits 2 import azure "$dir/nothing.json"

# fmt and list.
exits 0 fmt "$labs/transit"/lab.json
cp "$dir/out" "$dir/formatted.json"
exits 0 fmt --check "$dir/formatted.json"
tr -d '\n' < "$labs/transit/lab.json" > "$dir/rewrite.json"
exits 1 fmt --check "$dir/rewrite.json"
exits 0 fmt -w "$dir/rewrite.json"
cmp "$dir/rewrite.json" "$dir/formatted.json" || fail "fmt -w"
exits 2 fmt "$dir/words.yaml"
err_has "words.yaml:1:1: error: a comment, which would be lost"
exits 2 fmt "$dir/map.json"
# A quote in the middle of words hides no comment, and a number sign in quotes is none.
printf 'hairpin-lab:lab:\n  name: x\n  description: 5 " wide # words\n' > "$dir/words.yaml"
exits 2 fmt "$dir/words.yaml"
err_has "words.yaml:3:1: error: a comment, which would be lost"
printf 'hairpin-lab:lab:\n  name: x\n  description: "5 # wide"\n' > "$dir/words.yaml"
exits 0 fmt "$dir/words.yaml"
out_has '5 # wide'
exits 0 list regions
out_has "West Europe"
exits 0 list gateway-skus -o json
jq -e '.gatewaySkus[0] == "Standard"' "$dir/out" > /dev/null || fail "no list"
exits 0 list rules
out_has "gateway-transit"
exits 2 list regoins
err_has "did you mean 'regions'?"

exits 2 schema labs
err_has "did you mean 'lab'?"

# An exported template knows neither its group nor its subscription: with lists of the same it is the same, in any order.
exits 0 import azure -q "$contoso/export-template.rg-connectivity.json" "$contoso"/az-*.json
cmp "$dir/out" "$dir/az.json" || fail "a template beside lists: another lab"
exits 0 import azure -q "$contoso"/az-*.json "$contoso/resource-graph.json" "$contoso/terraform.tfstate" \
	"$contoso/export-template.rg-connectivity.json"
out_lacks "unknown"

# YAML on standard input, and in a file of any name.
exits 0 import azure -q -o yaml "$contoso/resource-graph.json"
cp "$dir/out" "$dir/lab.txt"
exits 0 validate "$dir/lab.txt"
exits 0 fmt --check "$dir/lab.txt"
"$hairpin" validate - < "$dir/lab.txt" > "$dir/out" 2> "$dir/err" || fail "YAML on standard input"
exits 0 fmt -o json "$dir/lab.txt"
"$hairpin" import azure -q "$contoso/resource-graph.json" | cmp - "$dir/out" || fail "YAML of any name: another lab"

[ "$failures" -eq 0 ]
