#!/bin/sh
# Submits the script of docs/scale-out.md to a Slurm of one node, which this test starts on loopback
# and ends again, and compares what the merged shards say with one run. Exit status 77: no Slurm.
# Usage: tests/slurm/run.sh [HAIRPIN]
set -u
here=$(cd "$(dirname "$0")/../.." && pwd)
hairpin=$(realpath "${1:-$here/hairpin}")
for tool in slurmctld slurmd sbatch squeue; do
	command -v "$tool" > /dev/null || [ -x "/usr/sbin/$tool" ] || {
		echo "skipped: no $tool; it is in slurmctld, slurmd and slurm-client"
		echo "0 passed, 0 failed, 1 skipped"
		exit 77
	}
done
PATH=$PATH:/usr/sbin
dir=$(mktemp -d)
controller=
node=
end()
{
	for process in $node $controller; do
		kill "$process" 2> /dev/null && wait "$process" 2> /dev/null
	done
	rm -rf "$dir"
}
trap end EXIT
trap 'exit 1' INT TERM

fail()
{
	echo "FAIL: $*"
	tail -n 5 "$dir/slurmctld.log" "$dir/slurmd.log" 2> /dev/null
	echo "0 passed, 1 failed"
	exit 1
}

# wait_for SECONDS COMMAND...: until the command succeeds.
wait_for()
{
	tries=$(($1 * 10))
	shift
	until "$@" > /dev/null 2>&1; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || return 1
		sleep 0.1
	done
}

# two ports that nobody has at present
ports=$(python3 -c '
import socket
held = [socket.socket() for _ in range(2)]
for s in held: s.bind(("127.0.0.1", 0))
print(*[s.getsockname()[1] for s in held])')
cat > "$dir/slurm.conf" << END
ClusterName=hairpin
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort=${ports% *}
SlurmdPort=${ports#* }
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/none
CredType=cred/none
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool
SlurmctldPidFile=$dir/slurmctld.pid
SlurmdPidFile=$dir/slurmd.pid
SlurmctldLogFile=$dir/slurmctld.log
SlurmdLogFile=$dir/slurmd.log
ProctrackType=proctrack/pgid
TaskPlugin=task/none
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/builtin
ReturnToService=2
SlurmdParameters=config_overrides
NodeName=localhost NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=all Nodes=localhost Default=YES State=UP
END
mkdir "$dir/state" "$dir/spool" "$dir/job"
export SLURM_CONF="$dir/slurm.conf"
slurmctld -D -f "$dir/slurm.conf" > "$dir/out" 2>&1 &
controller=$!
slurmd -D -f "$dir/slurm.conf" -N localhost > "$dir/out" 2>&1 &
node=$!
is_idle() { sinfo -h -o %T | grep -q idle; }
wait_for 60 is_idle || fail "the node does not come up"

# the script of the page, with this program first in the path
sed -n '/^```sh$/,/^```$/p' "$here/docs/scale-out.md" | sed '/^```/d' > "$dir/job/sweep.sh"
grep -q '#SBATCH --array=0-7' "$dir/job/sweep.sh" || fail "docs/scale-out.md has no script"
mkdir "$dir/bin"
ln -s "$hairpin" "$dir/bin/hairpin"
cp "$here/labs/data-centres/lab.json" "$dir/job/lab.json"
PATH=$dir/bin:$PATH
cd "$dir/job" || exit 1
job=$(sbatch --parsable --export=ALL sweep.sh) || fail "sbatch refuses the script"
is_over() { [ -z "$(squeue -h -j "$job" -t all -o %T | grep -v COMPLETED)" ]; }
wait_for 120 is_over || fail "job $job: $(squeue -h -j "$job" -t all -o '%i %T %r')"
for i in 0 1 2 3 4 5 6 7; do
	[ -e "out/shard-$i-of-8.jsonl" ] || fail "no shard $i: $(cat "sweep-$i.log")"
done
hairpin sweep --merge out -q -o jsonl > "$dir/merged"
hairpin sweep lab.json --failures 2 -q -o jsonl > "$dir/whole"
cmp -s "$dir/merged" "$dir/whole" || fail "the array says something else than one run"
[ -s "$dir/whole" ] || fail "there is no answer"
echo "1 passed, 0 failed"
