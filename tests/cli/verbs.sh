#!/bin/sh
# Calls the program as its users do: exit codes, what goes to which stream, and what is suggested.
set -u
. "${srcdir:?}/tests/cli/lib.sh"

lab=$srcdir/labs/transit
no_transit=$srcdir/labs/no-transit

# Help and version
exits 0 --version
out_has "libyang"
exits 0 --help
out_has "Commands:"
for verb in $("$hairpin" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
	exits 0 "$verb" --help
	out_has "Usage: hairpin $verb"
	err_empty
	exits 0 help "$verb"
	out_has "Usage: hairpin $verb"
done

# CSV: a line of names, and as many records as rows
exits 0 rules -o csv
out_has "id,confidence,control,what,source,date"
exits 0 rib "$lab" -o csv
out_has "node,network,nextHop,from,"
[ "$(grep -c '^node,' "$dir/out")" -eq 1 ] || fail "one head for all nodes"
exits 0 rib "$lab" -o csv -t adj-out --node hq/ce1
out_has "hq/ce1,192.168.100.0/24,172.16.0.1,er-fra/primary,"
exits 0 effective "$lab" vnet-weu -o csv
out_has "Default,Active,10.64.0.0/16,VnetLocal,,"
exits 0 reach "$lab"
out_has "vnet-uks  ExpressRoute hairpin"
out_has "6 directions, 6 open, IPv4"
exits 0 reach "$lab" -o csv
out_has "from,to,pairs,state,mechanism,rttUs,oneWay,between,stop"
exits 0 reach "$lab" -o json --by on-premises
out_has '"mechanism": "on-premises"'
out_lacks expressroute-hairpin
exits 0 reach "$labs/no-transit" --closed
out_has "2 of 6 directions, IPv4"
exits 0 reach "$lab" --from 10.64.1.0/24 --to internet --to vnet-uks/workload
out_has "10.64.1.0/24  the Internet"
exits 2 reach "$lab" --from internet
exits 2 reach "$lab" --from vnet-ukz
err_has "did you mean 'vnet-uks'?"
exits 2 reach "$lab" --summary --closed
"$hairpin" path "$lab" --all > "$dir/all"
exits 0 reach "$lab" --summary
cmp -s "$dir/all" "$dir/out" || fail "path --all is another answer than reach --summary"
exits 0 path "$lab" --all -o csv
out_has "mechanism,pairs,"
exits 2 path "$lab" vnet-weu hq -o csv
err_has "go with --all"
out_empty
exits 2 plan "$lab" -o csv
err_has "is none of table, json"

# Wrong use: 2, and nothing on standard output
exits 2
out_empty
exits 2 rip
err_has "did you mean 'rib'?"
exits 2 help rip
err_has "did you mean 'rib'?"
exits 2 rib
err_has "LAB"
out_empty
exits 2 sim
err_has "an argument is missing"
exits 2 sim "$lab" "$lab"
err_has "too many arguments"
exits 2 rib "$lab" --tabel loc
err_has "did you mean 'table'?"
exits 2 rib "$lab" --table lok
err_has "did you mean 'loc'?"
exits 2 rib "$lab" --table
err_has "--table needs a value"
exits 2 rib "$lab" --longer=3
err_has "--longer takes no value"
exits 2 rib "$lab" -x
err_has "unknown option -x"
exits 2 rib "$lab" --node gw-wue/0
err_has "did you mean 'gw-weu/0'?"
exits 2 run "$lab" --node gw-wue/0
err_has "did you mean 'gw-weu/0'?"
exits 2 rib "$lab" 10.0.0.1/8
err_has "did you mean '10.0.0.0/8'?"
exits 2 rib "$lab" 10.0.0.0.0
err_has "neither an address nor a prefix"
exits 2 rib "$lab" 10.0.0.1 --longer
err_has "--longer needs a PREFIX"
exits 2 rib --live a --snapshot b
err_has "exclude each other"
for number in -1 x 1x 99999999999999999999 ""; do
	exits 2 sim "$lab" "--seed=$number"
	err_has "is not a whole number"
done
exits 2 run "$lab" --port 65536
err_has "from 1 to 65535"
exits 2 completion csh
out_empty

# Invalid input: 2
exits 2 sim "$dir/nothing.json"
err_has "nothing.json"
out_empty
echo '{' > "$dir/broken.json"
exits 2 validate "$dir/broken.json"
exits 2 rib --snapshot "$dir/broken.json"
err_has "not a snapshot"
exits 2 validate "$lab" "$dir/broken.json"
out_has "$lab: valid: 2 virtual networks, 1 circuit, 1 site"

# No more than 20 findings, then a count
{
	echo '{"hairpin-lab:lab":{"name":"many","virtual-network":['
	for i in $(seq 30); do
		[ "$i" -eq 1 ] || echo ,
		echo "{\"name\":\"v$i\",\"region\":\"Nowhere\",\"address-space\":[\"10.$i.0.1/16\"]}"
	done
	echo ']}}'
} > "$dir/many.json"
exits 2 validate "$dir/many.json"
[ "$(wc -l < "$dir/err")" -eq 21 ] || fail "not 20 findings and a count"

# The answers
exits 0 validate "$lab"
err_empty
exits 0 sim "$lab"
out_has "converged after"
err_empty
exits 0 sim "$lab" -v
err_has "session up"
exits 0 plan "$lab"
out_has "weight 32769"
exits 0 rib "$lab" --node gw-weu/0
out_has "12076 12076 i"
out_has "er-fra/primary"
exits 0 rib "$no_transit" --node gw-weu/0 --table adj-in
out_has "remote-vnet"
exits 0 rib "$lab" 10.72.1.4 --node gw-weu
[ "$(grep -c '^\*> *10.72.0.0/16' "$dir/out")" -eq 2 ] || fail "not one route in each instance"
exits 0 rib "$lab" 10.64.0.0/12 --longer
out_has "10.72.0.0/16"
exits 1 rib "$lab" 203.0.113.0/24
err_has "no route for 203.0.113.0/24"
out_empty
exits 0 peers "$lab"
out_has "20 of 20 neighbors established"

# Routing policies: in the plan, in tables, and for real routers
policies=$srcdir/tests/interop/labs/policies.json
exits 0 plan "$policies"
out_has "policy tag/to-primary"
exits 0 rib "$policies" --node hq/ce1 -t adj-in
out_has "policy: rejected by a routing policy"
exits 0 export frr "$policies" --node hq/ce1
out_has "router bgp 65020"
out_has " set as-path prepend 65020 65020"
out_has " neighbor 172.16.0.2 route-map er-fra-primary-in in"
out_has "bgp community-list expanded test seq 10 permit _65021:[0-9]+_"
if command -v vtysh > /dev/null; then
	vtysh -C -f "$dir/out" > "$dir/err" 2>&1 || fail "vtysh does not take the configuration"
fi
# Names of the lab are not mistaken for names that the export makes up, nor for each other.
set_name=$(sed -n '/"as-path-set"/,/]/s/.*"name": *"\([^"]*\)".*/\1/p' "$policies" | head -n 1)
sed "s/\"$set_name\"/\"own\"/g" "$policies" > "$dir/names.json"
exits 0 export frr "$dir/names.json" --node hq/ce1
[ "$(grep -c '^bgp as-path access-list own ' "$dir/out")" -eq \
	"$("$hairpin" export frr "$policies" --node hq/ce1 | grep -c "^bgp as-path access-list $set_name ")" ] ||
	fail "a set called own was mixed with the list of own routes"
out_has "bgp as-path access-list lab:own seq 5 permit ^$"
exits 2 export frr "$policies" --node hq/ce2
err_has "did you mean 'hq/ce1'?"
exits 2 export fr "$policies"
err_has "did you mean 'frr'?"

# Rules and limits
exits 0 rules
out_has "msee-as-override"
err_empty
exits 0 rules msee-asn gateway-weight -o json
[ "$(grep -c '"control"' "$dir/out")" -eq 1 ] || fail "not one rule with a control"
exits 0 rules gateway-weight
out_has "Changed by:  virtual-network-gateway/connection/routing-weight"
exits 2 rules msee-asn msee-san
err_has "no rule 'msee-san'; did you mean 'msee-asn'?"
out_empty
exits 0 limits "$lab"
out_has "prefixes from on-premises"
out_has " 0 broken"
err_empty
exits 0 limits "$lab" --above 90
out_has "0 used by more than 90%"
exits 2 limits "$lab" --above much
out_empty
exits 2 limits
err_has "LAB"
sed 's/"name": "transit"/"name": "transit", "override": {"limit": [{"id": "customer-to-msee-ipv4-standard", "value": 1}]}/' \
	"$lab/lab.json" > "$dir/over.json"
exits 1 limits "$dir/over.json" -q
out_has "broken: down"
exits 1 limits "$dir/over.json" -q -o json
out_has '"limitId": "customer-to-msee-ipv4-standard"'

# The same run gives the same bytes, and a snapshot the same answers as the lab
"$hairpin" sim "$lab" -o json > "$dir/snapshot.json"
exits 0 sim "$lab" -o json
cmp -s "$dir/out" "$dir/snapshot.json" || fail "two equal runs differ"
"$hairpin" limits --snapshot "$dir/snapshot.json" > "$dir/out" 2> "$dir/err" || fail "limits of a snapshot"
err_has "without LAB only the limits of sessions are known"
for verb in rib peers "rib --table adj-in" "rib --table adj-out" "rib -o json" "peers -o json"; do
	# shellcheck disable=SC2086
	"$hairpin" $verb "$lab" > "$dir/of-lab"
	# shellcheck disable=SC2086
	exits 0 $verb --snapshot "$dir/snapshot.json"
	cmp -s "$dir/out" "$dir/of-lab" || fail "$verb of lab and snapshot differ"
done

# Not converged: 3, and the state is shown all the same
exits 3 sim "$lab" --jitter-ms 3600000 --timeout 1
out_has "NOT converged"
err_has "did not converge within 1 s of virtual time; not up: "

# The environment refuses: 4
exits 4 peers --live "$dir/no-socket"
out_empty
exits 4 run "$lab" --control "$dir/no/such/folder" --for 1
if [ -w /dev/full ]; then
	"$hairpin" rib "$lab" > /dev/full 2> "$dir/err"
	[ $? -eq 4 ] || fail "a full disk went unnoticed"
	err_has "cannot write to standard output"
fi

# Completion
exits 0 completion bash
if command -v bash > /dev/null; then
	completes()
	{
		bash -c '. "$0"; COMP_WORDS=(hairpin "$@"); COMP_CWORD=$#; _hairpin
			echo "${COMPREPLY[@]}"' "$dir/completion" "$@" > "$dir/out" 2> "$dir/err"
		err_empty
	}
	cp "$dir/out" "$dir/completion"
	completes pe
	out_has "peers"
	completes rib lab --ta
	out_has "--table"
	completes rib lab --table adj
	out_has "adj-in adj-out"
	completes rib lab -o js
	out_has "json"
	completes help va
	out_has "validate"
	PATH=$(cd "$(dirname "$hairpin")" && pwd):$PATH
	completes path "$labs/transit" vnet-u
	out_has "vnet-uks"
	completes rib "$labs/transit" --node er
	out_has "er-fra er-fra/primary er-fra/secondary"
	completes reach "$labs/transit" --down gw-weu,er
	out_has "gw-weu,er-fra gw-weu,er-fra/primary"
	completes list na
	out_has "names"
	completes sim "$labs/trans"
	out_has "$labs/transit"
fi
# Every verb and option is in the other shells' scripts, which those read that are here.
exits 0 completion zsh
cp "$dir/out" "$dir/_hairpin"
exits 0 completion fish
cp "$dir/out" "$dir/hairpin.fish"
for verb in $("$hairpin" list names "$labs/transit" > /dev/null && "$hairpin" help | sed -n 's/^  \([a-z-]*\) .*/\1/p'); do
	grep -q "$verb" "$dir/_hairpin" || fail "zsh: no $verb"
	grep -q "__fish_use_subcommand -f -a $verb " "$dir/hairpin.fish" || fail "fish: no $verb"
done
grep -q -- '-l table .*adj-in adj-out' "$dir/hairpin.fish" || fail "fish: no values of an option"
if command -v zsh > /dev/null; then
	zsh -n "$dir/_hairpin" || fail "zsh does not read its script"
	zsh -fc '_files() { echo files }; compdef() { }; compset() { }; compadd() { shift; echo "$@" }
		source "$0"; words=(hairpin "$@"); CURRENT=$((#words)); _hairpin' "$dir/_hairpin" path "$labs/transit" v > "$dir/out"
	out_has "vnet-uks"
fi
if command -v fish > /dev/null; then
	fish --no-execute "$dir/hairpin.fish" || fail "fish does not read its script"
	fish -c "source $dir/hairpin.fish; complete -C 'hairpin path $labs/transit vnet-u'" > "$dir/out"
	out_has "vnet-uks"
fi

# What a lab has names of, each once.
exits 0 list names "$labs/transit"
sort "$dir/out" | uniq -d > "$dir/twice"
[ ! -s "$dir/twice" ] || fail "a name twice"
out_has "gw-weu/0"
exits 2 list names
err_has "of which LAB?"
exits 2 list regions "$labs/transit"

[ "$failures" -eq 0 ] || exit 1
