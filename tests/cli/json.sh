#!/bin/sh
# JSON as az and jq write it, from every verb; records in lines; validate as JSON.
set -u
. "${srcdir:?}/tests/cli/lib.sh"

cat > "$dir/plain.py" << 'END'
import json, sys
def once(pairs):
    names = [name for name, value in pairs]
    assert len(names) == len(set(names)), names
    return dict(pairs)
text = sys.stdin.read()
value = json.loads(text, object_pairs_hook=once)
assert text == json.dumps(value, indent=2, ensure_ascii=False) + "\n"
END
# Two blanks, a member and an entry a line, and no name twice.
plain()
{
	"$hairpin" "$@" -o json > "$dir/out" 2> "$dir/err"
	[ $? -le 1 ] || fail "hairpin $*: no answer"
	python3 "$dir/plain.py" < "$dir/out" 2> "$dir/err" || fail "hairpin $* -o json: not as jq has it"
}
for lab in "$labs"/*/lab.json; do
	for verb in rib peers plan limits lint reach validate; do
		plain "$verb" "$lab"
	done
done
plain path "$labs/transit" vnet-weu vnet-uks --explain
plain path "$labs/transit" --all
plain effective "$labs/transit" vnet-weu --explain
plain compare "$labs/transit" "$labs/peering"
plain compare --review "$labs/transit" "$labs/peering"
plain check "$labs/transit" "$labs/transit/isolation.json"
plain scenario "$labs/scenarios/22-toggle" "$labs/scenarios/22-toggle/scenario.json"
plain what-if "$labs/transit" --down er-fra
plain rules
plain list regions
plain list names "$labs/transit"
plain drift "$srcdir/tests/import/tables/lab.yaml" "$srcdir/tests/import/tables/t07-route-server-tsv.txt"

# The records of CSV as lines of JSON, with all that JSON has of them.
cat > "$dir/lines.py" << 'END'
import csv, json, sys
def once(pairs):
    names = [name for name, value in pairs]
    assert len(names) == len(set(names)), names
    return dict(pairs)
lines = [json.loads(line, object_pairs_hook=once) for line in open(sys.argv[1])]
records = list(csv.DictReader(open(sys.argv[2])))
assert len(lines) == len(records) > 0, (len(lines), len(records))
for line, record in zip(lines, records):
    for name, value in record.items():
        if isinstance(line.get(name), (str, int)) and not isinstance(line[name], bool):
            assert str(line[name]) == value, (name, line, record)
END
records()
{
	"$hairpin" "$@" -o jsonl > "$dir/lines" 2> "$dir/err" || fail "hairpin $* -o jsonl"
	"$hairpin" "$@" -o csv > "$dir/csv" 2> "$dir/err" || fail "hairpin $* -o csv"
	python3 "$dir/lines.py" "$dir/lines" "$dir/csv" 2> "$dir/err" || fail "hairpin $* -o jsonl: other records than CSV has"
}
for lab in transit data-centres route-server; do
	for verb in rib peers reach; do
		records "$verb" "$labs/$lab"
	done
done
records rib "$labs/transit" --table adj-out
records effective "$labs/transit" vnet-weu
records path "$labs/transit" --all
exits 0 rib "$labs/transit" -o jsonl
head -n 1 "$dir/out" > "$dir/first"
jq -e '.node and .network and .nextHop and .hairpin' "$dir/first" > /dev/null || fail "a route without its node, network or next hop"
exits 2 path "$labs/transit" vnet-weu vnet-uks -o jsonl
err_has "go with --all"

# validate: findings with places and rules, on standard output.
sed 's/"peer-asn": [0-9]*/"peer-asn": 0/; s/"westeurope"/"westeurop"/' "$labs/transit/lab.json" > "$dir/wrong.json"
exits 2 validate "$labs/transit/lab.json" "$dir/wrong.json" -o json
err_empty
jq -e --arg file "$dir/wrong.json" '.errors > 0 and .labs[0].valid and .labs[0].circuits == 1 and .labs[0].virtualNetworks == 2
	and (.labs[1] | (.valid | not) and .file == $file and .findings[0].severity == "error" and .findings[0].line > 1
	and .findings[0].column > 1 and (.findings[0].message | length) > 10)' "$dir/out" > /dev/null || fail "validate -o json"
exits 0 validate "$srcdir/tests/import/pitfalls/returning.json" -o json
jq -e '.labs[0].virtualHubs == 1 and .labs[0].sites == 1 and .labs[0].findings == []' "$dir/out" > /dev/null || fail "a valid lab"
printf '{"hairpin-lab:lab": {"name": "x", "express-route-circuit": [{"name": "er", "sku-tier": "Premium", "bandwidth-mbps": 1000,
 "peering-location": "Amsterdam", "metro-peering-location": "Amsterdam", "azure-private-peering": {"peer-asn": 65020,
 "primary-peer-address-prefix": "172.16.0.0/30", "secondary-peer-address-prefix": "172.16.0.4/30"}}]}}' > "$dir/metro.json"
exits 2 validate "$dir/metro.json" -o json
jq -e '.labs[0].findings[0].rule == "metro-circuit"' "$dir/out" > /dev/null || fail "no rule"
exits 2 validate "$dir/nothing.json" -o json
jq -e '.labs[0].findings[0].message | startswith("cannot be read")' "$dir/out" > /dev/null || fail "a lab that is not there"

[ "$failures" -eq 0 ]
