# Results of the landscape to a table. Input, one line for each run: "--whole VNETS HUBS CIRCUITS READ
# JUDGE PLAN CONVERGE SNAPSHOT REACH KIB", or "--validate VNETS HUBS CIRCUITS READ JUDGE KIB". Shows
# medians.

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

{
	size = $2 " / " $3 " / " $4
	key = $1 " " size
	if (!(key in sizes)) {
		sizes[key] = size
		keys[++key_count] = key
	}
	all = 0
	for (i = 5; i < NF; i++) {
		times[key, i - 4] = times[key, i - 4] " " $i
		all += $i
	}
	parts[key] = NF - 5
	totals[key] = totals[key] " " all
	kibs[key] = kibs[key] " " $NF
}

END {
	if (key_count == 0)
		exit
	row = "%-18s %8s %8s %8s %8s %8s %8s %8s %9s\n"
	print "\nThe landscape, seconds, medians:"
	printf row, "VNets/hubs/circuits", "read", "judge", "plan", "converge", "snapshot", "reach",
	       "together", "memory"
	for (k = 1; k <= key_count; k++) {
		key = keys[k]
		for (i = 1; i <= 6; i++)
			cell[i] = i <= parts[key] ? sprintf("%.3f", median(times[key, i])) : "-"
		printf row, sizes[key], cell[1], cell[2], cell[3], cell[4], cell[5], cell[6],
		       sprintf("%.3f", median(totals[key])),
		       sprintf("%.0f MiB", median(kibs[key]) / 1024)
	}
}
