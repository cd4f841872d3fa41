"""Plays GitHub for action.yml: the inputs with their defaults, the conditions and the environment of
each step, the files that steps write to. Usage: action.py SRCDIR HAIRPIN"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

import yaml

source, program = (os.path.abspath(path) for path in sys.argv[1:])
with open(os.path.join(source, "action.yml")) as file:
    action = yaml.safe_load(file)
failures = 0


def check(condition, words):
    global failures
    if not condition:
        print("FAIL:", words)
        failures += 1


def expand(text, inputs):
    """${{ inputs.x }}, the one expression that the steps may use."""
    return re.sub(r"\$\{\{ inputs\.([a-z-]+) \}\}", lambda match: inputs[match[1]], text)


def play(**given):
    """Runs the steps as a runner does. Returns status, log, summary, outputs and the workspace."""
    given = {name.replace("_", "-"): value for name, value in given.items()}
    inputs = {}
    for name, about in action["inputs"].items():
        assert not about.get("required") or name in given, name
        inputs[name] = given.pop(name, about.get("default", ""))
    assert not given, given
    home = tempfile.mkdtemp()
    work = os.path.join(home, "work space")
    shutil.copytree(os.path.join(source, "labs"), os.path.join(work, "network"))
    for name in ("output", "summary"):
        open(os.path.join(home, name), "w").close()
    log, status, ran = "", 0, []
    for step in action["runs"]["steps"]:
        condition = step.get("if")
        if condition is not None:
            name, value = re.fullmatch(r"inputs\.([a-z-]+) == '(.*)'", condition).groups()
            if inputs[name] != value:
                continue
        assert step["shell"] == "bash" and "${{" not in step["run"], step
        environment = {
            "PATH": os.environ["PATH"], "HOME": home, "CI": "true", "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": work, "GITHUB_ACTION_PATH": source, "RUNNER_TEMP": home,
            "GITHUB_OUTPUT": os.path.join(home, "output"),
            "GITHUB_STEP_SUMMARY": os.path.join(home, "summary"),
        }
        for name, value in step.get("env", {}).items():
            environment[name] = expand(value, inputs)
            assert "${{" not in environment[name] or "${{" in str(inputs), environment[name]
        script = os.path.join(home, "step.sh")
        with open(script, "w") as file:
            file.write(step["run"])
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", script], cwd=work,
            env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        log += done.stdout + done.stderr
        ran.append(step["id"])
        status = done.returncode
        if status:
            break
    with open(os.path.join(home, "summary")) as file:
        summary = file.read()
    with open(os.path.join(home, "output")) as file:
        outputs = dict(line.split("=", 1) for line in file.read().splitlines())
    return status, log, summary, outputs, work, ran


def errors(log):
    return [line for line in log.splitlines() if line.startswith("::error ")]


# A design that is as expected, and one that is not: annotations at its lines, and a summary.
status, log, summary, outputs, work, ran = play(
    program=program, lab="network/no-transit", expect="network/transit/isolation.json\n")
check(status == 0 and ran == ["judge"], f"good: {status} {ran} {log}")
check(outputs == {"status": "0"} and not errors(log), f"good: {outputs} {log}")
check(summary.startswith("## hairpin: no-transit\n"), summary)
status, log, summary, outputs, work, ran = play(
    program=program, lab="network/transit", junit="routes.xml", sarif="a b.sarif",
    expect="network/transit/expect.json\nnetwork/transit/isolation.json")
check(status == 1 and outputs == {"status": "1"}, f"leak: {status} {outputs}")
check(len(errors(log)) == 2, f"leak: {log}")
check("::error file=network/transit/isolation.json,line=14,title=" in log, log)
check("::warning file=network/transit/lab.json," in log, log)
check("| **fails** | isolated |" in summary and "<details>" in summary, summary)
for name in ("routes.xml", "a b.sarif"):
    check(os.path.getsize(os.path.join(work, name)) > 0, name)

# lint alone, accepted findings, a milder severity, no lint.
check(play(program=program, lab="network/transit")[0] == 1, "lint alone")
check(play(program=program, lab="network/transit", fail_on="error")[0] == 0, "fail-on")
check(play(program=program, lab="network/transit", lint="false",
           expect="network/transit/expect.json")[0] == 0, "no lint")
check(play(program=program, lab="network/transit", lint="maybe")[0] == 2, "lint: maybe")
check(play(program=program, lab="network/transit", lint="false")[0] == 2, "nothing to check")
check(play(program=program, lab="network/transit", accept="network/nowhere.yaml")[0] == 2, "accept")

# A sweep: what one failure cuts off.
status, log, summary, outputs, work, ran = play(
    program=program, lab="network/no-transit", expect="network/transit/isolation.json",
    failures="1", of="circuits,gateways")
check(status == 0 and summary.count("## hairpin") == 2, f"sweep: {status} {summary}")
status, log, summary, outputs, work, ran = play(
    program=program, lab="network/metro", failures="1", of="circuits")
check(status == 1 and "cut" in log, f"sweep: {status} {log}")

# What cannot be judged fails; inputs are no shell, no option and no workflow command.
status, log, summary, outputs, work, ran = play(program=program, lab="network/nowhere")
check(status == 2 and errors(log) and "**invalid**" in summary, f"nowhere: {status} {log}")
status, log, summary, outputs, work, ran = play(
    program=program, lab="--help", expect="$(touch pwned)\n`touch pwned`; touch pwned")
check(status == 2 and not os.path.exists(os.path.join(work, "pwned")), f"shell: {status} {log}")
status, log, summary, outputs, work, ran = play(program=program, lab="x\n::set-output name=a::b")
check(status != 0 and not re.search("^::set-output", log, re.M), log)

# The build is wanted only without a program; its step exists.
check(os.access(os.path.join(source, "tools", "action"), os.X_OK), "tools/action is no program")
for step in action["runs"]["steps"]:
    check("tools/action" in step["run"], step)
sys.exit(1 if failures else 0)
