"""What hairpin schema prints is a JSON Schema that takes every file of its kind in the tree, and refuses
what the YANG module refuses, but for what JSON Schema cannot say: references, uniqueness, rules."""
import copy
import glob
import json
import subprocess
import sys

import jsonschema

hairpin, tree = sys.argv[1], sys.argv[2]
failures = 0


def complain(words):
    global failures
    print("FAIL:", words)
    failures += 1


def validator(kind):
    schema = json.loads(subprocess.check_output([hairpin, "schema", kind]))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def files(kind):
    for folder in ("labs", "tests/captures", "tests/scenarios", "tests/interop", "tests/import/contoso"):
        for name in sorted(glob.glob(f"{tree}/{folder}/**/*.json", recursive=True)):
            with open(name, encoding="utf-8-sig") as file:
                try:
                    read = json.load(file)
                except ValueError:
                    continue
            if isinstance(read, dict) and any(key.startswith(f"hairpin-{kind}:") for key in read):
                yield name, read


for kind in ("lab", "expect", "scenario"):
    check = validator(kind)
    count = 0
    for name, read in files(kind):
        count += 1
        for error in list(check.iter_errors(read))[:1]:
            complain(f"{name}: {error.message} at {list(error.path)}")
    if count == 0:
        complain(f"no file of kind {kind}")

# A change to a lab, and whether the schema sees it. What it does not see, hairpin does.
NET, CIRCUIT, SITE = ["virtual-network", 0], ["express-route-circuit", 0], ["site", 0]
PEERING = CIRCUIT + ["azure-private-peering"]
GATEWAY = NET + ["virtual-network-gateway"]
ROWS = [
    (["name"], None, True),
    (["name"], "a b", True),
    (["name"], "x" * 81, True),
    (["name"], 7, True),
    (["unknown"], "x", True),
    (["gateway-era"], "2023", True),
    (NET + ["region"], None, True),
    (NET + ["address-space"], [], True),
    (NET + ["address-space"], ["10.0.0.0/33"], True),
    (NET + ["address-space"], ["10.0.0.0/16", "10.0.0.0/16"], True),
    (NET + ["address-space"], "10.0.0.0/16", True),
    (NET + ["bgp-community"], "12076:50003", True),
    (GATEWAY + ["sku"], None, True),
    (GATEWAY + ["scale-units"], 0, True),
    (GATEWAY + ["bgp-peering-address"], ["10.0.0.4", "10.0.0.5", "10.0.0.6"], True),
    (GATEWAY + ["bgp-peering-address"], ["10.0.0.256"], True),
    (GATEWAY + ["allow-remote-vnet-traffic"], "yes", True),
    (GATEWAY + ["connection", 0, "routing-weight"], 32001, True),
    (CIRCUIT + ["azure-private-peering"], None, True),
    (PEERING + ["peer-asn"], 0, True),
    (PEERING + ["peer-asn"], 4294967295, True),
    (PEERING + ["vlan-id"], 4095, True),
    (PEERING + ["shared-key"], "", True),
    (PEERING + ["shared-key"], "a\tb", True),
    (PEERING + ["shared-key"], "a\u0085b", True),
    (PEERING + ["primary-peer-address-prefix"], "fd00::/126", True),
    (PEERING + ["ipv6-peering"], {}, True),
    (SITE + ["access-rtt-ms"], "fast", True),
    (SITE + ["access-rtt-ms"], "1.2345", True),
    (SITE + ["router", 0, "asn"], "65020", True),
    (SITE + ["router", 0, "circuit-link", 0, "link"], "third", True),
    (GATEWAY + ["connection", 0, "express-route-circuit"], "nowhere", False),
    (SITE + ["router", 0, "circuit-link", 0, "express-route-circuit"], "nowhere", False),
]


def changed(lab, path, value):
    lab = copy.deepcopy(lab)
    at = lab["hairpin-lab:lab"]
    for step in path[:-1]:
        at = at[step]
    if value is None:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return lab


check = validator("lab")
with open(f"{tree}/labs/transit/lab.json", encoding="utf-8") as file:
    transit = json.load(file)
for path, value, seen in ROWS:
    lab = changed(transit, path, value)
    if check.is_valid(lab) == seen:
        complain(f"{path} = {value}: {'taken' if seen else 'refused'}")
    judged = subprocess.run([hairpin, "validate", "/dev/stdin"], input=json.dumps(lab).encode(),
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    if judged.returncode != 2:
        complain(f"{path} = {value}: hairpin takes it")

if not check.is_valid(changed(transit, PEERING + ["shared-key"], "pass \u00e9\u20ac\U0001f511")):
    complain("a shared key beyond ASCII is refused")

# Keys and unique members, which a schema cannot compare.
twice = copy.deepcopy(transit)
twice["hairpin-lab:lab"]["express-route-circuit"] *= 2
if not check.is_valid(twice):
    complain("two circuits of one name are refused")

sys.exit(1 if failures else 0)
