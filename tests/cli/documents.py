"""Whether all that the program prints as JSON is as docs/json/ says: every verb, every lab.
Usage: json.py HAIRPIN SRCDIR [LAB...]

The schemas let unknown members pass, since new ones may appear; here none is unknown: a member that
no schema names is a member that nobody has described."""
import copy
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

import jsonschema


def closed(schema):
    """The same schema, in which an object has no other members than those that it names."""
    schema = copy.deepcopy(schema)

    def walk(node):
        if isinstance(node, dict):
            if "properties" in node and "additionalProperties" not in node:
                node["additionalProperties"] = False
            for child in node.values():
                walk(child)
        elif isinstance(node, list):
            for child in node:
                walk(child)

    walk(schema)
    return schema


def undescribed(node, path=""):
    """Members without a description."""
    found = []
    if isinstance(node, dict):
        for name, member in node.get("properties", {}).items():
            if "description" not in member and "$ref" not in member:
                found.append(path + "/" + name)
        for name, child in node.items():
            found += undescribed(child, path + "/" + name)
    elif isinstance(node, list):
        for child in node:
            found += undescribed(child, path)
    return found


def load(folder):
    schemas = {}
    for path in sorted(glob.glob(os.path.join(folder, "*.schema.json"))):
        name = os.path.basename(path).removesuffix(".schema.json")
        with open(path) as file:
            schema = json.load(file)
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["title"] and schema["description"] and schema["$id"].endswith(name + ".schema.json"), name
        missing = undescribed(schema)
        assert not missing, f"{name}: no description of {missing}"
        schemas[name] = schema
    return schemas


def names_of(text):
    """The names of a lab file: VNets, subnets, sites, circuits, gateways."""
    with open(text) as file:
        lab = json.load(file)["hairpin-lab:lab"]
    vnets = [vnet["name"] for vnet in lab.get("virtual-network", [])]
    subnets = [(vnet["name"], subnet["name"]) for vnet in lab.get("virtual-network", [])
               for subnet in vnet.get("subnet", [])]
    sites = [site["name"] for site in lab.get("site", [])]
    circuits = [circuit["name"] for circuit in lab.get("express-route-circuit", [])]
    gateways = [vnet["virtual-network-gateway"]["name"] + "/0" for vnet in lab.get("virtual-network", [])
                if "virtual-network-gateway" in vnet]
    return vnets, subnets, sites, circuits, gateways


def of_lab(folder, labs):
    """What is asked of one lab: a schema and the arguments."""
    vnets, subnets, sites, circuits, gateways = names_of(os.path.join(folder, "lab.json"))
    yield "snapshot", ["sim", folder]
    yield "plan", ["plan", folder]
    yield "peers", ["peers", folder]
    yield "limits", ["limits", folder]
    yield "lint", ["lint", folder, "--unequal", "0", "--above", "0"]
    yield "check", ["check", folder, "--lint"]
    yield "reach", ["reach", folder]
    yield "reach", ["reach", folder, "--closed"]
    yield "reach-summary", ["reach", folder, "--summary"]
    yield "reach-summary", ["path", "--all", folder]
    yield "sweep", ["sweep", folder, "-j", "1"]
    for table in ("loc", "adj-in", "adj-out"):
        yield "rib", ["rib", folder, "-t", table]
    yield "compare", ["compare", os.path.join(labs, "peering"), folder]
    yield "review", ["compare", "--review", os.path.join(labs, "peering"), folder]
    yield "resiliency", ["resiliency", folder]
    for node in [circuit + "/primary" for circuit in circuits[:1]] + gateways[:2]:
        for prefix in vnets[:2] + sites[:1]:
            yield "why", ["why", folder, node, prefix]
    for circuit in circuits[:1]:
        yield "compare", ["what-if", folder, "--down", circuit]
    for vnet, subnet in subnets[:3]:
        yield "effective", ["effective", folder, vnet, subnet]
    ends = vnets[:2] + sites[:1]
    for a in ends:
        for b in ends + ["internet"]:
            if a != b:
                yield "path", ["path", "--explain", folder, a, b]
    for path in sorted(glob.glob(os.path.join(folder, "*.json"))):
        with open(path) as file:
            first = next(iter(json.load(file)))
        if first.startswith("hairpin-expect:"):
            yield "check", ["check", folder, path]
            yield "sweep", ["sweep", folder, path, "-j", "1"]
        elif first.startswith("hairpin-scenario:"):
            yield "scenario", ["scenario", folder, path]
            yield "order", ["order", folder, path, "--runs", "2"]


def of_nothing(source):
    """What is asked of no lab, or of captures."""
    yield "rules", ["rules"]
    yield "rules", ["rules", "msee-asn"]
    for kind in ("regions", "locations", "gateway-skus", "vpn-gateway-skus", "circuit-skus", "limits", "rules"):
        yield "list", ["list", kind]
    captures = os.path.join(source, "tests", "captures")
    for folder in sorted(os.listdir(captures)):
        lab = os.path.join(captures, folder, "lab.json")
        tables = os.path.join(captures, folder, "tables")
        if not os.path.exists(lab):
            continue
        files = sorted(glob.glob(os.path.join(captures, folder, "*.[jt][sx]*")))
        files = [file for file in files if not file.endswith("lab.json")]
        yield "drift", ["drift", lab, *files]
        if not os.path.exists(tables):
            continue
        with open(tables) as file:
            rows = [line.split() for line in file if line.strip() and not line.startswith("#")]
        for row in rows[:4]:
            name = next((word for word in row if os.path.exists(os.path.join(captures, folder, word))), None)
            if name is not None:
                at = row[row.index(name) + 1] if row.index(name) + 1 < len(row) else None
                if at is not None:
                    yield "diff-az", ["diff", lab, "--az", os.path.join(captures, folder, name), "--at", at]
    tables = os.path.join(source, "tests", "import", "tables")
    yield "diff-az", ["diff", os.path.join(tables, "lab.yaml"), "--frr", os.path.join(tables, "t10-ios-show-ip-bgp.txt")]


class Judge:
    def __init__(self, program, source):
        self.program = program
        self.open = load(os.path.join(source, "docs", "json"))
        self.closed = {name: jsonschema.Draft202012Validator(closed(schema))
                       for name, schema in self.open.items()}
        self.asked = {name: 0 for name in self.open}
        self.wrong = 0

    def ask(self, name, arguments, lines=False):
        form = "jsonl" if lines else "json"
        done = subprocess.run([self.program, *arguments, "-o", form, "-q"] if arguments[0] not in ("rules", "list")
                              else [self.program, *arguments, "-o", form], capture_output=True, text=True)
        if not done.stdout and name in ("diff-az", "drift"):
            return None # a table that is nobody's
        if done.returncode > 1 and name != "drift":
            self.complain(arguments, f"exit status {done.returncode}: {done.stderr[:200]}")
            return None
        document = json.loads(done.stdout)
        self.hold(name, document, arguments)
        return document

    def hold(self, name, document, arguments):
        self.asked[name] += 1
        for error in list(self.closed[name].iter_errors(document))[:3]:
            where = "/".join(str(step) for step in error.absolute_path)
            self.complain(arguments, f"{name}: {where}: {error.message[:160]}")
        if name not in ("rib", "peers"):
            assert document["format"] == "hairpin-" + name, document["format"]
            assert document["version"] == self.open[name]["properties"]["version"]["const"]

    def complain(self, arguments, words):
        print("FAIL: hairpin", " ".join(arguments) + ":", words)
        self.wrong += 1


def of_one_node(judge, lab):
    """The tables of one node, which are a router's as well, and a snapshot, which is another's."""
    snapshot = judge.ask("snapshot", ["sim", lab])
    assert isinstance(snapshot["attributes"][-1]["asPath"], list)
    judge.ask("peers", ["peers", lab, "-n", "hq/ce1"])
    judge.ask("rib", ["rib", lab, "-n", "hq/ce1", "-t", "adj-out"])
    table = judge.ask("rib", ["rib", lab, "-n", "hq/ce1"])
    assert table["hairpin"]["version"] == 1
    with tempfile.TemporaryDirectory() as folder:
        for name, document in (("table", table), ("snapshot", snapshot)):
            with open(os.path.join(folder, name), "w") as file:
                json.dump(document, file)
        judge.ask("diff-frr", ["diff", lab, "--frr", os.path.join(folder, "table"), "--at", "hq/ce1"])
        judge.ask("diff", ["diff", lab, "--snapshot", os.path.join(folder, "snapshot")])
        judge.ask("peers", ["peers", "--snapshot", os.path.join(folder, "snapshot")])


def main():
    program, source = os.path.abspath(sys.argv[1]), sys.argv[2]
    labs = os.path.join(source, "labs")
    judge = Judge(program, source)
    given = sys.argv[3:]
    folders = given or sorted(
        os.path.dirname(path)
        for path in glob.glob(os.path.join(labs, "*", "lab.json")) + glob.glob(os.path.join(labs, "*", "*", "lab.json")))
    for folder in folders:
        for name, arguments in of_lab(folder, labs):
            judge.ask(name, arguments)
    for name, arguments in of_nothing(source):
        judge.ask(name, arguments)

    of_one_node(judge, os.path.join(labs, "transit"))

    # Each schema was held against something, refuses nonsense, and is named by the manual.
    for name, count in judge.asked.items():
        if count == 0:
            judge.complain([name], "nothing was held against this schema")
        for nonsense in ([], {"format": "hairpin-" + name, "version": 0}, {"nodes": 7, "x": {"y": 1}}):
            if jsonschema.Draft202012Validator(judge.open[name]).is_valid(nonsense):
                judge.complain([name], f"the schema takes {nonsense}")
    print(sum(judge.asked.values()), "documents,", judge.wrong, "wrong")
    sys.exit(1 if judge.wrong else 0)


if __name__ == "__main__":
    main()
