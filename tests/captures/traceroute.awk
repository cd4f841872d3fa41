# Compares the first way that 'hairpin path' prints (first file) with a traceroute (second file):
# every hop has one of the addresses that the model gives it, '*' for '*', and round-trip times are
# the same within a tenth and 5 ms.

function wrong(text) {
	print lab ": from " from " to " to ": hop " hop ": " text
	bad = 1
}

function check(address, ms,    difference) {
	hop++
	if (!(hop in addresses)) {
		wrong("not predicted")
		return
	}
	if (index(addresses[hop], " " address " ") == 0)
		wrong(address ", predicted" addresses[hop])
	difference = ms - times[hop]
	if (ms != "" && (difference > ms / 10 + 5 || -difference > ms / 10 + 5))
		wrong(ms " ms, predicted " times[hop] " ms")
}

# The table ends with the line "Limit:"; rows without a number are other branches of the same hop.
FNR == NR && /^Limit:/ { done = 1 }
FNR == NR && !done && /^ +[0-9]+  / {
	at = $1
	for (i = 3; i < NF && $(i + 1) != "ms"; i++)
		;
	if (at > 0) {
		addresses[at] = addresses[at] " " $3 " "
		times[at] = $4
		last = at
	}
}
FNR == NR && !done && /^ +[^ 0-9#]/ && at > 0 { addresses[at] = addresses[at] " " $2 " " }

FNR != NR && $1 == "trace" { mine = $2 == lab && $3 == from && $4 == to; next }
FNR != NR && mine && $1 ~ /^[0-9]+$/ { check($2, $3) }

END {
	if (hop != last)
		wrong("the last one, of " last " predicted")
	exit bad
}
