"""Checks the Kubernetes Job of docs/scale-out.md, and prints its number of shards and its command."""
import re
import sys

import yaml

page = open(sys.argv[1]).read()
blocks = re.findall(r"```yaml\n(.*?)```", page, re.S)
assert len(blocks) == 1, "expected one Job"
job = yaml.safe_load(blocks[0])
spec = job["spec"]
assert (job["apiVersion"], job["kind"]) == ("batch/v1", "Job")
assert spec["completionMode"] == "Indexed" and spec["completions"] >= 2
assert spec["parallelism"] <= spec["completions"]
assert spec["backoffLimitPerIndex"] >= 1
pod = spec["template"]["spec"]
# podFailurePolicy wants this, and statuses that come again must not be tried again
assert pod["restartPolicy"] == "Never"
(rule,) = spec["podFailurePolicy"]["rules"]
assert rule["action"] == "FailJob"
assert rule["onExitCodes"]["operator"] == "In" and rule["onExitCodes"]["values"] == [2, 3]
(container,) = pod["containers"]
assert rule["onExitCodes"]["containerName"] == container["name"]
args = container["args"]
assert all(isinstance(arg, str) for arg in args), "arguments are strings"
assert args[args.index("--shard") + 1] == "/%d" % spec["completions"], "a shard for each index"
assert "--resume" in args
mounts = {mount["mountPath"]: mount for mount in container["volumeMounts"]}
volumes = {volume["name"] for volume in pod["volumes"]}
assert {mount["name"] for mount in mounts.values()} == volumes
out = args[args.index("--out") + 1]
assert out in mounts and not mounts[out].get("readOnly")
assert args[1].rsplit("/", 1)[0] in mounts, "the lab is mounted"
print(spec["completions"])
for arg in args:
    print(arg)
