# Results to tables. Input, one line for each run: "WHO GATEWAYS PREFIXES SECONDS KIB [SUM-KIB]", or
# "WHO GATEWAYS PREFIXES - WHY" when there was none. Shows medians.

function median(list,    values, count, i, j, value) {
	count = split(list, values, " ")
	for (i = 2; i <= count; i++) {
		value = values[i] + 0
		for (j = i - 1; j > 0 && values[j] + 0 > value; j--)
			values[j + 1] = values[j]
		values[j + 1] = value
	}
	return (values[int((count + 1) / 2)] + values[int(count / 2) + 1]) / 2
}

function duration(seconds) {
	return sprintf(seconds < 1 ? "%.3f s" : seconds < 10 ? "%.2f s" : "%.1f s", seconds)
}

function memory(kib) {
	return sprintf(kib < 10240 ? "%.1f MiB" : "%.0f MiB", kib / 1024)
}

function measured(who, size) {
	return (who, size) in times
}

function cell(who, size) {
	if ((who, size) in reason)
		return reason[who, size]
	if (!measured(who, size))
		return "-"
	return sprintf("%7s %9s", duration(median(times[who, size])), memory(median(kibs[who, size])))
}

function ratio(who, size, base) {
	if (!measured(who, size) || !measured(base, size))
		return "-"
	return sprintf("%.0fx time, %.0fx memory", median(times[who, size]) / median(times[base, size]),
	               median(kibs[who, size]) / median(kibs[base, size]))
}

# Each gateway holds its own routes once and all others twice, each MSEE all of them once.
function held(size,    part) {
	split(size, part, " x ")
	return part[1] * (part[2] + 2 * (part[1] - 1) * part[2]) + 2 * part[1] * part[2]
}

function per_route(who, size) {
	if (!measured(who, size))
		return "-"
	return sprintf("%.0f ns %.1f bytes", 1e9 * median(times[who, size]) / held(size),
	               1024 * median(kibs[who, size]) / held(size))
}

{
	who = $1
	size = $2 " x " $3
	if (!(size in seen))
		sizes[++size_count] = size
	seen[size] = 1
	if ($4 == "-") {
		$1 = $2 = $3 = $4 = ""
		sub(/^ +/, "")
		reason[who, size] = $0
		next
	}
	times[who, size] = times[who, size] " " $4
	kibs[who, size] = kibs[who, size] " " $5
	if ($6 != "")
		sums[who, size] = sums[who, size] " " $6
}

END {
	row = "%-10s  %-18s  %-18s  %-18s  %s\n"
	print "Time to convergence and memory, medians:"
	printf row, "size", "hairpin, simulated", "hairpin, live", "BIRD, live", "FRR, live"
	for (i = 1; i <= size_count; i++)
		printf row, sizes[i], cell("sim", sizes[i]), cell("live", sizes[i]),
		       cell("bird", sizes[i]), cell("frr", sizes[i])

	row = "%-10s  %-24s  %-24s  %-24s  %s\n"
	title = "\nBIRD and FRR, how many times what hairpin needs:\n" \
	        sprintf(row, "size", "BIRD, hairpin live", "FRR, hairpin live", "BIRD, simulated",
	                "FRR, simulated")
	for (i = 1; i <= size_count; i++) {
		if (measured("bird", sizes[i]) || measured("frr", sizes[i])) {
			printf "%s", title
			title = ""
			printf row, sizes[i], ratio("bird", sizes[i], "live"), ratio("frr", sizes[i], "live"),
			       ratio("bird", sizes[i], "sim"), ratio("frr", sizes[i], "sim")
		}
	}

	row = "%-10s  %-12s  %-20s  %s\n"
	print "\nFor each route held (level: cost is linear):"
	printf row, "size", "routes held", "hairpin, simulated", "hairpin, live"
	for (i = 1; i <= size_count; i++)
		printf row, sizes[i], held(sizes[i]), per_route("sim", sizes[i]), per_route("live", sizes[i])

	for (i = 1; i <= size_count; i++)
		for (j = 1; j <= split("bird frr", names, " "); j++)
			if ((names[j], sizes[i]) in sums)
				notes = notes sprintf("  %s %s: %s\n", toupper(names[j]), sizes[i],
				                      memory(median(sums[names[j], sizes[i]])))
	if (notes != "")
		printf "\nThe memory of BIRD and FRR above counts pages that processes share once. Sum of their peaks:\n%s", notes
}
