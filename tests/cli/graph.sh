#!/bin/sh
# hairpin graph: what is drawn, what is lit, and that names stay text.
set -u
. "${srcdir:?}/tests/cli/lib.sh"

transit=$labs/transit
wan=$labs/virtual-wan

# Boxes in their groups, and what joins them
exits 0 graph "$wan" -o mermaid
err_empty
out_has 'flowchart LR'
out_has '["er-ams"]'
out_has '["ergw-classic<br/>ER gateway, ErGw1AZ"]'
out_lacks '10.70.255.4'
number() { sed -n "s,^ *b\([0-9]*\)\[\"$1[<\"].*,\1,p" "$dir/out"; }
primary=$(number er-ams/primary)
out_has "b$(number ce1) --- b$primary"
out_has "b$primary --- b$(number ergw-classic)"
out_has "b$(number hub-weu) -.- b$(number hub-neu)"
out_has "b$(number hub-weu) -.- b$(number vnet-weu)"
exits 0 graph "$wan" -o dot --sessions
out_has 'digraph "virtual-wan"'
out_has 'AS 65020'
out_has '172.22.0.1 - 172.22.0.2'

well_formed()
{
	python3 -c 'import sys, xml.etree.ElementTree as e; e.parse(sys.argv[1])' "$dir/out" ||
		fail "no well-formed XML"
}

# Every lab can be drawn, and as often as it is drawn it is the same
for lab in "$labs"/*/ "$labs"/scenarios/*/; do
	[ -f "$lab/lab.json" ] || continue
	exits 0 graph "$lab" --sessions
	well_formed
	exits 0 graph "$lab" -o dot --sessions
	cp "$dir/out" "$dir/once"
	exits 0 graph "$lab" -o dot --sessions
	cmp -s "$dir/once" "$dir/out" || fail "$lab: another drawing each time"
done

# A way there and back
exits 0 graph "$transit" -o mermaid --path vnet-weu vnet-uks
out_has '|"there"|'
out_has '|"back"|'
out_has 'stroke-width:3px'
exits 1 graph "$labs/no-transit" -o mermaid --path vnet-weu vnet-uks
err_has "do not get from vnet-weu to vnet-uks and back"
exits 2 graph "$transit" --path vnet-weu
exits 2 graph "$transit" vnet-weu hq
exits 2 graph "$transit" --path vnet-weu vnet-ukz
err_has "did you mean 'vnet-uks'?"
out_empty

exits 0 graph "$transit" --path vnet-weu vnet-uks
well_formed
out_has 'class="edge there"'
out_has 'class="edge back"'
out_has 'class="box lit"'

# Who has a prefix
exits 0 graph "$transit" --prefix 10.64.0.0/16
out_has 'class="box marked"'
exits 0 graph "$transit" -o mermaid --prefix 10.64.0.0/16
[ "$(grep -c 'fill:#ffe08a' "$dir/out")" -gt 3 ] || fail "few have the prefix"
exits 1 graph "$transit" --prefix 203.0.113.0/24
err_has "nobody has 203.0.113.0/24"
exits 2 graph "$transit" --prefix 10.64.0.0
err_has "is no prefix"

# Names are text
jq '."hairpin-lab:lab".name = "a\"]; <b>&`#" | ."hairpin-lab:lab".site[0].name = "x</text>"' \
	"$wan/lab.json" > "$dir/hostile.json"
if "$hairpin" validate "$dir/hostile.json" > "$dir/out" 2>&1; then
	exits 0 graph "$dir/hostile.json" -o mermaid
	out_has 'x#60;/text#62;'
	out_lacks '</text>"'
	exits 0 graph "$dir/hostile.json"
	well_formed
	out_has 'x&#60;/text&#62;'
	out_lacks '<b>'
	exits 0 graph "$dir/hostile.json" -o dot
	out_has 'digraph "a\"]; '
fi

# A large lab folds: fifty spokes of one hub are one box
jq '."hairpin-lab:lab" |= (
	(."virtual-network" += [range(50) | {name: "spoke-\(.)", region: "West Europe",
		"address-space": ["10.\(100 + .).0.0/16"],
		subnet: [{name: "workload", "address-prefix": ["10.\(100 + .).1.0/24"]}]}])
	| ."virtual-hub"[0]."hub-virtual-network-connection" += [range(50) |
		{name: "to-\(.)", "remote-virtual-network": "spoke-\(.)"}])' \
	"$wan/lab.json" > "$dir/large.json"
exits 0 graph "$dir/large.json" -o mermaid
out_has '["51 networks<br/>spokes of hub-weu"]'
out_lacks 'spoke-7'
err_has "the lab is large"
exits 0 graph -q "$dir/large.json"
err_empty
exits 0 graph "$dir/large.json" -o mermaid --path spoke-7 utrecht
out_has '|"there"|'

[ "$failures" -eq 0 ]
