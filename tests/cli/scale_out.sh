#!/bin/sh
# A sweep divided as docs/scale-out.md says: shards as processes, some of them killed, resumed and
# merged, say what one run says; and so does the command of the Kubernetes Job there.
set -u
. "${srcdir:?}/tests/cli/lib.sh"

lab=$labs/data-centres
shards=$dir/shards

# kill_shard I: starts shard I of 3, and kills it when it has written its first cases.
kill_shard()
{
	part=$shards/shard-$1-of-3.jsonl.part
	"$hairpin" sweep "$lab" -k 4 --shard "$1/3" --out "$shards" -j 1 -q > /dev/null 2>&1 &
	process=$!
	tries=0
	while [ "$tries" -lt 6000 ] && kill -0 "$process" 2> /dev/null; do
		[ -s "$part" ] && [ "$(wc -c < "$part")" -gt 4000 ] && break
		tries=$((tries + 1))
		sleep 0.01
	done
	kill -9 "$process" 2> /dev/null
	wait "$process" 2> /dev/null
	[ -s "$part" ] || fail "shard $1 was not killed in the middle"
	[ ! -e "${part%.part}" ] || fail "shard $1 has its name and is not complete"
}

exits 1 sweep "$lab" -k 4 -q -o jsonl
cp "$dir/out" "$dir/whole"
kill_shard 0
kill_shard 2
exits 2 sweep --merge "$shards"
err_has "shard"
for i in 0 1 2; do
	exits 0 sweep "$lab" -k 4 --shard "$i/3" --out "$shards" --resume -q
done
exits 1 sweep --merge "$shards" -q -o jsonl
cmp -s "$dir/out" "$dir/whole" || fail "killed and resumed shards say something else"
# done once more, they are left alone
touch -d 2001-01-01 "$shards/shard-1-of-3.jsonl"
exits 0 sweep "$lab" -k 4 --shard 1/3 --out "$shards" --resume -q
[ "$shards/shard-1-of-3.jsonl" -ot "$dir/whole" ] || fail "a complete shard was written again"

# a disk that is full, and a damaged shard
if [ -w /dev/full ]; then
	"$hairpin" sweep "$lab" -q -o jsonl > /dev/full 2> "$dir/err"
	[ $? -eq 4 ] || fail "a full disk is not exit status 4"
	mkdir "$dir/full"
	ln -s /dev/full "$dir/full/shard-0-of-2.jsonl.part"
	exits 4 sweep "$lab" --shard 0/2 --out "$dir/full" -q
	err_has "shard-0-of-2.jsonl"
fi
sed '5s/1/2/' "$shards/shard-2-of-3.jsonl" > "$dir/torn"
cp "$dir/torn" "$shards/shard-2-of-3.jsonl"
exits 2 sweep --merge "$shards"
err_has "shard-2-of-3.jsonl"
err_has "is damaged"

# the Job's own command, an index after the other
if python3 -c 'import yaml' 2> /dev/null; then
	python3 "$srcdir/tests/cli/scale_out.py" "$srcdir/docs/scale-out.md" > "$dir/job" 2> "$dir/err" ||
		fail "the Job is not as it should be"
	completions=$(head -n 1 "$dir/job")
	mkdir "$dir/lab"
	cp "$lab/lab.json" "$dir/lab/lab.json"
	set --
	while read -r word; do
		case $word in
		/lab/*) word=$dir$word ;;
		/out) word=$dir/job.out ;;
		esac
		set -- "$@" "$word"
	done << END
$(tail -n +2 "$dir/job")
END
	i=0
	while [ "$i" -lt "$completions" ]; do
		JOB_COMPLETION_INDEX=$i exits 0 "$@"
		i=$((i + 1))
	done
	exits 1 sweep --merge "$dir/job.out" -q -o jsonl
	cp "$dir/out" "$dir/merged"
	exits 1 sweep "$dir/lab/lab.json" -k 2 -q -o jsonl
	cmp -s "$dir/out" "$dir/merged" || fail "the Job says something else than one run"
fi

[ "$failures" -eq 0 ]
