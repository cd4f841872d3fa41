#!/bin/sh
# The formats of check as servers of continuous integration read them, and the examples of
# hairpin-expect(5), which hold and fail as the page says.
set -u
. "${srcdir:?}/tests/cli/lib.sh"

page=$srcdir/docs/man/hairpin-expect.5

# example NUMBER: the text of an example of the page.
example() { awk -v n="$1" '/^\.Ed/ { on = 0 } on { print } /^\.Bd/ { on = ++i == n }' "$page"; }

example 1 > "$dir/first.json"
example 2 > "$dir/second.yaml"
exits 0 check "$labs/transit" "$dir/first.json"
out_has "4 expectations, all hold"
exits 1 check "$labs/transit" "$dir/second.yaml"
exits 0 check "$labs/no-transit" "$dir/second.yaml"

exits 1 check "$labs/transit" "$labs/transit/expect.json" "$labs/transit/isolation.json" -o tap
out_has "1..9"
out_has "not ok 9 - production and development are isolated"
out_has '    - "    gw-uks/0        originates it"'
exits 1 check "$labs/transit" "$labs/transit/isolation.json" -o github
[ "$(grep -c '^::error file=.*isolation.json,line=[0-9]*,title=' "$dir/out")" -eq 2 ] ||
	fail "not two errors"
out_has "%0A    gw-uks/0        originates it"
exits 0 check "$labs/no-transit" "$labs/transit/isolation.json" -o github
! grep -q '^::' "$dir/out" || fail "an error although all holds"

# GitHub's format is never chosen by itself.
GITHUB_ACTIONS=true exits 1 check "$labs/transit" "$labs/transit/isolation.json"
out_has "FAIL  production and development are isolated"

cat > "$dir/community.json" << 'END'
{"hairpin-expect:expectations": {"route": [
  {"name": "c", "role": "msee", "prefix": "10.64.0.0/16", "attributes": {"community": ["65536:1"]}}
]}}
END
exits 2 check "$labs/transit" "$dir/community.json"
grep -q "two numbers of 0 to 65535" "$dir/err" || fail "a community that cannot be is accepted"

# An expectation of nothing is no green one.
nothing() { printf '{"hairpin-expect:expectations": {%s}}' "$1" > "$dir/nothing.json"; }
nothing ''
exits 2 check "$labs/transit" "$dir/nothing.json"
err_has "there is no expectation in this file, so nothing would be examined"
nothing '"route": [{"name": "n", "role": "msee", "prefix": "fd00::/16", "state": "absent"}]'
exits 2 check "$labs/transit" "$dir/nothing.json"
err_has "nobody in lab 'transit' has an IPv6 prefix, so nothing would be examined"

# What cannot be judged is a failure in the form that was asked for, not an empty file.
nothing '"isolated": [{"name": "n", "a": ["vnet-9"], "b": ["hq"]}]'
exits 2 check "$labs/transit" "$dir/nothing.json" -o junit
out_has '<testsuites tests="1" failures="0" errors="1">'
out_has "message=\"there is no virtual network or site &apos;vnet-9&apos;"
exits 2 check "$labs/transit" "$dir/nothing.json" -o tap
out_has "1..1"
out_has "not ok 1 - "
exits 2 check "$labs/transit" "$dir/nothing.json" -o github
out_has "::error file=$dir/nothing.json,line=1,title="
for format in junit tap github; do
	exits 2 check "$dir/no-such-lab.json" "$labs/transit/expect.json" -o $format
	out_has "no-such-lab.json"
	printf '{"hairpin-lab:lab": {"name": "x", "site": 5}}' > "$dir/bad-lab.json"
	exits 2 check "$dir/bad-lab.json" "$labs/transit/expect.json" -o $format
	out_has "bad-lab.json"
	exits 4 check "$labs/transit" "$labs/transit/expect.json" -o $format --live "$dir/no-socket"
	[ -s "$dir/out" ] || fail "an empty report in $format"
done

for format in junit tap; do
	exits 2 scenario "$labs/transit" "$labs/transit/expect.json" -o $format
	out_has "expect.json"
done

# A reader that has seen enough changes no answer.
status_of() { { "$hairpin" "$@" 2> "$dir/err"; echo $? > "$dir/status"; } | true; }
status_of check "$labs/transit" "$labs/transit/isolation.json"
[ "$(cat "$dir/status")" -eq 1 ] || fail "not the verb's own status, but $(cat "$dir/status")"
err_empty
status_of check "$labs/no-transit" "$labs/transit/isolation.json"
[ "$(cat "$dir/status")" -eq 0 ] || fail "not the verb's own status, but $(cat "$dir/status")"

# An end whose space others have is no end that is out of reach.
twin='{"name": "twin", "router": [{"name": "ce9", "asn": 65020, "advertise":
	["192.168.100.0/24", "192.168.120.0/22"]}]}'
sed "s|\"site\": \[|&$(echo "$twin" | tr -d '\n\t'),|" \
	"$labs/transit/lab.json" > "$dir/twin.json"
nothing '"reachability": [{"name": "n", "from": ["*"], "to": ["hq"]}]'
exits 2 check "$dir/twin.json" "$dir/nothing.json"
err_has "no address stands for 'hq' alone"
err_has "by site 'twin'"
exits 2 path "$dir/twin.json" hq vnet-weu
exits 0 path "$dir/twin.json" --all -q
err_has "no address stands for 'hq' alone"
sed 's|"name": "hq",|& "test-address": ["203.0.113.1"],|' "$dir/twin.json" > "$dir/elsewhere.json"
exits 2 validate "$dir/elsewhere.json"
err_has 'no router of site "hq" announces 203.0.113.1'

# lint in the forms of forges: annotations, and a log of code scanning whose results name its rules.
exits 1 lint "$labs/transit" -o github
out_has "::warning file=$labs/transit/lab.json,line=6,title=default-transit::"
out_has "::notice "
exits 1 lint "$labs/transit" -o sarif
cat > "$dir/sarif.py" << 'END'
import json, sys
log = json.load(sys.stdin)
assert log["version"] == "2.1.0" and "sarif-schema-2.1.0" in log["$schema"], log
(run,) = log["runs"]
rules = run["tool"]["driver"]["rules"]
assert run["tool"]["driver"]["name"] == "hairpin"
assert len({rule["id"] for rule in rules}) == len(rules) > 20
assert len(run["results"]) > 1
for result in run["results"]:
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"], result
    assert result["level"] in ("error", "warning", "note") and result["message"]["text"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"].endswith("lab.json")
    assert place["region"]["startLine"] >= 1
    assert len(result["partialFingerprints"]["hairpinLint/v1"]) == 16
END
python3 "$dir/sarif.py" < "$dir/out" || fail "lint -o sarif is not a log of SARIF"

# lint: what is accepted is quiet, for as long as it is said to be; and an entry for nothing is told.
cat > "$dir/accept.yaml" << 'END'
hairpin-accept:accepted:
  finding:
    - name: the hairpin
      finding: default-transit
      element: [vnet-weu, vnet-*]
      reason: it is what the lab shows
      expires: "2026-12-31"
END
exits 1 lint "$labs/transit"
out_has "default-transit"
exits 0 lint "$labs/transit" --accept "$dir/accept.yaml" --today 2026-12-31
out_has "; 1 accepted"
out_lacks "default-transit"
exits 1 lint "$labs/transit" --accept "$dir/accept.yaml" --today 2027-01-01
out_has "default-transit"
err_has "was accepted until 2026-12-31"
exits 0 lint "$labs/peering" --accept "$dir/accept.yaml" --today 2026-12-01
err_has "accepts nothing: there is no such finding"
cat >> "$dir/accept.yaml" << 'END'
    - name: once more
      finding: default-transit
      reason: it is what the lab shows
END
exits 0 lint "$labs/transit" --accept "$dir/accept.yaml" --today 2026-12-31
err_has "\"once more\" accepts only what others accept already: it repeats \"the hairpin\" ($dir/accept.yaml:3)"
exits 0 lint "$labs/transit" --accept "$dir/accept.yaml" --today 2027-01-01
err_lacks "accepts only"
err_lacks "accepts nothing"
exits 0 lint "$labs/transit" --accept "$dir/accept.yaml" --accept "$dir/accept.yaml" --today 2026-12-31
err_has "\"the hairpin\" accepts only what others accept already: it repeats \"the hairpin\" ($dir/accept.yaml:3)"
sed 's/default-transit/default-transits/' "$dir/accept.yaml" > "$dir/wrong.yaml"
exits 2 lint "$labs/transit" --accept "$dir/wrong.yaml"
err_has "did you mean"
exits 2 lint "$labs/transit" --accept "$dir/nowhere.yaml"
exits 2 lint "$labs/transit" --today 2026-13-01
err_has "wants a date"

# Rules whose source is old: of a year the first day counts, of a range the last year.
exits 0 rules --older-than 2020-01-01
out_has "gateway-ecmp"
out_lacks "msee-as-override"
exits 0 rules --older-than 2026-01-02
out_has "msee-as-override"
exits 0 rules gateway-ecmp msee-asn --older-than 2020-01-01 -o json
out_has '"gateway-ecmp"'
out_lacks '"msee-asn"'
exits 0 rules --older-than 2000-01-01
out_lacks "gateway-ecmp"
for day in 2026-02-30 2026-1-1 yesterday ''; do
	exits 2 rules --older-than "$day"
	err_has "wants a date"
done
exits 0 check "$labs/transit" "$labs/transit/expect.json" --max-rule-age 2000 --today 2026-11-30 -q
err_has 'note: the source of rule gateway-ecmp is of 2019; "the networks reach each other by hairpin" and others rest on it'
exits 0 check "$labs/transit" "$labs/transit/expect.json" --max-rule-age 36500 --today 2026-11-30
err_empty
exits 0 check "$labs/transit" "$labs/transit/expect.json" --max-rule-age 2000 --today 2026-11-30 -o github
out_has "::notice title=gateway-ecmp::"
exits 0 check "$labs/transit" "$labs/transit/expect.json" -o json
out_has '"source-gateway-bypassed"'
exits 2 check "$labs/transit" "$labs/transit/expect.json" --max-rule-age soon
exits 2 check "$labs/transit" "$labs/transit/expect.json" --today 2026-11-30
err_has "--today goes with --lint"

# Networks of which some subnets are peered: none of them is reached by another, or they are not
# isolated, whichever comes first in the file; but the subnets of one network are no pair. What is
# said of one subnet only is said to be, with -q too.
cat > "$dir/divided.yaml" << 'END'
hairpin-lab:lab:
  name: divided
  virtual-network:
    - name: a
      region: West Europe
      address-space: [10.1.0.0/16]
      subnet: [{name: alone, address-prefix: [10.1.0.0/24]}, {name: peered, address-prefix: [10.1.1.0/24]}]
      virtual-network-peering: [{name: p, remote-virtual-network: b, peer-complete-vnets: false,
        local-subnet-names: [peered], remote-subnet-names: [peered]}]
    - name: b
      region: West Europe
      address-space: [10.2.0.0/16]
      subnet: [{name: alone, address-prefix: [10.2.0.0/24]}, {name: peered, address-prefix: [10.2.1.0/24]}]
      virtual-network-peering: [{name: p, remote-virtual-network: a, peer-complete-vnets: false,
        local-subnet-names: [peered], remote-subnet-names: [peered]}]
END
printf '{"hairpin-expect:expectations": {"isolated": [{"name": "i", "a": ["a"], "b": ["b"]}]}}' > "$dir/i.json"
printf '{"hairpin-expect:expectations": {"reachability": [{"name": "r", "from": ["a"], "to": ["b"]}]}}' > "$dir/r.json"
printf '{"hairpin-expect:expectations": {"isolated": [{"name": "w", "a": ["*"], "b": ["*"]}]}}' > "$dir/w.json"
exits 1 check -q "$dir/divided.yaml" "$dir/i.json"
out_has "a/peered -> b/peered"
exits 1 check -q "$dir/divided.yaml" "$dir/r.json"
exits 1 check "$dir/divided.yaml" "$dir/w.json"
out_has "packets pass in 4 of 16 directions"
exits 1 path -q "$dir/divided.yaml" a b
err_has "only some subnets of"
exits 0 compare -q "$dir/divided.yaml" "$dir/divided.yaml"
out_has "a/alone   b/peered"
err_empty
exits 0 reach "$dir/divided.yaml" --from a --to b/peered
out_has "a/peered"
err_empty

[ "$failures" -eq 0 ]
