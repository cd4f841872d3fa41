# Reads what 'hairpin diff' prints; writes a line for each row that does not agree: the name of the
# table, the mark, and which rules explain it, or what is not explained.

# The text of the last column: columns are two or more blanks apart.
function last_column(text,    at) {
	sub(/ +$/, "", text)
	while ((at = index(text, "  ")) > 0)
		text = substr(text, at + 2)
	sub(/^ /, "", text)
	return text
}

# Leaves the reasons away, which stand behind a difference: ": why [rule]".
function unexplained(text,    parts, count, i, out) {
	count = split(text, parts, /; /)
	out = ""
	for (i = 1; i <= count; i++)
		if (parts[i] !~ /\[[a-z0-9-]+\]$/)
			out = out (out == "" ? "" : "; ") parts[i]
	return out
}

function rules(text,    found, rule) {
	found = ""
	while (match(text, /\[[a-z0-9-]+\]/)) {
		rule = substr(text, RSTART, RLENGTH)
		text = substr(text, RSTART + RLENGTH)
		if (index(found, rule) == 0)
			found = found (found == "" ? "" : " ") rule
	}
	return found
}

$1 == "~" { print table, "~ " rules(last_column($0)) }
$1 == "!" { print table, "! " $2 " " unexplained(last_column($0)) }
$1 == "-" { print table, "- " $2 " not there" }
$1 == "+" { print table, "+ " $2 " not predicted" }
