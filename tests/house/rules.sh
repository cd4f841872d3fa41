#!/bin/sh
# Rules of Azure are tested, documented and cited by names that exist; and planted faults are found.
set -eu
"$srcdir/tools/check-rules" "$srcdir"
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT

fresh() {
	rm -rf "$copy/tree"
	mkdir -p "$copy/tree/data" "$copy/tree/docs" "$copy/tree/src/topo" "$copy/tree/tests/topo" "$copy/tree/yang"
	cp "$srcdir/data/rules.json" "$copy/tree/data"
	cp "$srcdir/docs/azure-rules.md" "$copy/tree/docs"
	cp "$srcdir/yang/hairpin-lab.yang" "$copy/tree/yang"
	sed -n 's/^      "id": "\(.*\)",$/\/* \1: *\//p' "$srcdir/data/rules.json" > "$copy/tree/tests/topo/all.c"
	chmod -R u+w "$copy/tree" # make distcheck makes the source read-only
}

# found WHAT MESSAGE: the check fails and says so.
found() {
	if "$srcdir/tools/check-rules" "$copy/tree" > "$copy/out"; then
		echo "a planted $1 was not found"
		exit 1
	fi
	grep -qF "$2" "$copy/out" || { echo "of a planted $1 nothing is said:"; cat "$copy/out"; exit 1; }
}

fresh
"$srcdir/tools/check-rules" "$copy/tree" > "$copy/out" || { cat "$copy/out"; exit 1; }

grep -v 'msee-asn' "$copy/tree/tests/topo/all.c" > "$copy/less"
mv "$copy/less" "$copy/tree/tests/topo/all.c"
found 'rule without a test' 'rule "msee-asn" is named by no test'

fresh
grep -v '^| `msee-asn`' "$srcdir/docs/azure-rules.md" > "$copy/tree/docs/azure-rules.md"
found 'rule without documentation' 'rule "msee-asn" is not in docs/azure-rules.md'

fresh
sed 's/^\(| `msee-asn`.*\)|$/\1stale |/' "$srcdir/docs/azure-rules.md" > "$copy/tree/docs/azure-rules.md"
found 'stale row' 'not the row of a rule'

fresh
sed 's/"control": "gateway-era"/"control": "gateway-ear"/' "$srcdir/data/rules.json" > "$copy/tree/data/rules.json"
found 'unknown member' 'gateway-ear, which is not in the YANG module'

while read -r wrong; do
	fresh
	printf '%s\n' "$wrong" | tr @ '\n' > "$copy/tree/src/topo/planted.c"
	found "citation: $wrong" 'no rule "no-such-rule" in data/rules.json'
done <<'END'
	judge_say(judge, SEVERITY_ERROR, place, "no-such-rule", "what is wrong");
	judge_say(judge, SEVERITY_ERROR, place,@	          "no-such-rule", "what is wrong");
	hop_add_rule(hop, "no-such-rule");
	why->way->stop_rule = a ? "msee-asn" : "no-such-rule";
	hop = (struct path_hop){.rules = {a ? "no-such-rule" : "msee-asn"}};
	{.name = "other", .rule = "no-such-rule"},
static const struct row {@	const char *rule;@	int n;@} rows[] = {@	{"msee-asn", 1},@	{"no-such-rule", 2},@};
	text_add(&out, "it is wrong [no-such-rule]");
	assert_stop(&s, &path->there, PATH_STOP_NO_ROUTE, "no-such-rule", "part");
END

fresh
echo '	/* no-such-rule: a comment that names one */' > "$copy/tree/tests/topo/planted.c"
found 'comment' 'tests/topo/planted.c:1: error: no rule "no-such-rule"'

for folder in src/topo tests/topo; do
	fresh
	echo '/* As published (FACTS 4.2). */' > "$copy/tree/$folder/planted.c"
	found "citation of FACTS in $folder" "$folder/planted.c:1: error: cites FACTS by section"
done
echo 'planted faults are found'
