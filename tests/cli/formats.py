"""Whether the files of a guard are what their readers want. Usage: formats.py KIND FILE..."""
import json
import sys
import urllib.parse
import xml.etree.ElementTree as xml


def sarif(path):
    with open(path) as file:
        log = json.load(file)
    assert log["version"] == "2.1.0" and "sarif-schema-2.1.0" in log["$schema"], log
    assert set(log) == {"$schema", "version", "runs"}, set(log)
    (run,) = log["runs"]
    assert set(run) <= {"tool", "invocations", "results"}, set(run)
    driver = run["tool"]["driver"]
    assert driver["name"] == "hairpin" and driver["version"], driver
    rules = driver["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for rule in rules:
        assert rule["shortDescription"]["text"] and rule["help"]["text"], rule
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note"), rule
    prints = [result["partialFingerprints"]["hairpinLint/v1"] for result in run["results"]]
    assert len(set(prints)) == len(prints), "two results have one fingerprint"
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"], result
        assert result["level"] in ("error", "warning", "note"), result
        assert result["message"]["text"], result
        assert len(result["partialFingerprints"]["hairpinLint/v1"]) == 16, result
        for location in result.get("locations", []):
            place = location["physicalLocation"]
            uri = place["artifactLocation"]["uri"]
            assert urllib.parse.quote(urllib.parse.unquote(uri), safe="/:~") == uri, uri
            assert place.get("region", {"startLine": 1})["startLine"] >= 1, place
    return len(run["results"])


def junit(path):
    root = xml.parse(path).getroot()
    assert root.tag == "testsuites", root.tag
    (suite,) = root
    cases = list(suite)
    assert int(root.get("tests")) == int(suite.get("tests")) == len(cases)
    for word in ("failure", "error"):
        assert int(suite.get(word + "s")) == sum(case.find(word) is not None for case in cases)
    for case in cases:
        assert case.tag == "testcase" and case.get("name") and case.get("classname")
    return sum(len(case) > 0 and case[0].tag != "system-out" for case in cases)


def tap(path):
    with open(path) as file:
        lines = file.read().splitlines()
    assert lines[0] == "TAP version 13", lines[0]
    tests = [line for line in lines[2:] if not line.startswith("  ")]
    assert lines[1].startswith("1..%d" % len(tests)), lines[1]
    for number, line in enumerate(tests, 1):
        assert line.removeprefix("not ").startswith("ok %d - " % number), line
    return sum(line.startswith("not ") for line in tests)


def github(path):
    with open(path) as file:
        lines = file.read().splitlines()
    commands = [line for line in lines if line.startswith("::")]
    for level in ("error", "warning", "notice"):
        assert sum(line.startswith("::%s " % level) for line in commands) <= 10
    for line in commands:
        assert line.split(" ")[0].split("::")[1] in ("error", "warning", "notice"), line
        assert not any(ord(char) < 32 for char in line), line
    return sum(line.startswith("::error ") for line in commands)


def markdown(path):
    with open(path) as file:
        text = file.read()
    assert text.startswith("## hairpin: "), text
    assert len(text.encode()) < 1 << 20
    assert not any(ord(char) < 32 and char != "\n" for char in text)
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    for row in rows:
        assert row.replace("\\|", "").count("|") == 5, row
    assert text.count("<pre>") == text.count("</pre>") == text.count("<details>")
    return sum(row.startswith("| **") for row in rows)


for name in sys.argv[2:]:
    print(globals()[sys.argv[1]](name))
