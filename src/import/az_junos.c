/* "show route" of Junos: an entry of several lines for each route, of which those of BGP count. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "import/az_scan.h"

/* "*[BGP/170] 2w3d, ...": where the bracket opens, or NULL. */
static const char *protocol_at(struct az_line line)
{
	for (size_t i = 0; i + 4 < line.size; i++) {
		size_t at = i + 1;

		if (line.at[i] != '[')
			continue;
		while (at < line.size &&
		       (isalnum((unsigned char)line.at[at]) || line.at[at] == '-'))
			at++;
		if (at > i + 1 && at + 1 < line.size && line.at[at] == '/' &&
		    isdigit((unsigned char)line.at[at + 1]))
			return line.at + i;
	}
	return NULL;
}

/* A prefix that begins the line; its size, 0 for none. */
static size_t network_at(struct az_line line, char out[AZ_WORD_MAX])
{
	size_t size = 0;
	struct prefix prefix;

	while (size < line.size && !az_is_blank(line.at[size]) && size + 1 < AZ_WORD_MAX) {
		out[size] = line.at[size];
		size++;
	}
	out[size] = '\0';
	return strchr(out, '/') != NULL && prefix_parse(out, &prefix) == PREFIX_OK ? size : 0;
}

/* A cell from the words behind `words`, up to a comma or the end. */
static void read_after(struct az_scan *scan, struct az_line line, const char *words,
                       enum az_member member)
{
	const char *at = memmem(line.at, line.size, words, strlen(words));
	const char *end = line.at + line.size;
	const char *stop;

	if (at == NULL)
		return;
	at += strlen(words);
	stop = memchr(at, ',', (size_t)(end - at));
	az_cell(scan->reading, member, at, (size_t)((stop == NULL ? end : stop) - at));
}

static void end_entry(struct az_scan *scan)
{
	if (scan->is_bgp && scan->reading->cells[AZ_NEXT_HOP] != NULL)
		az_row_end(scan->reading);
	memset(scan->reading->cells, 0, sizeof(scan->reading->cells));
	scan->is_bgp = false;
}

static void begin_entry(struct az_scan *scan, struct az_line line, const char *bracket)
{
	bool active = bracket > line.at && (bracket[-1] == '*' || bracket[-1] == '+');
	char network[AZ_WORD_MAX];
	size_t size = network_at(line, network);

	end_entry(scan);
	if (size > 0)
		memcpy(scan->network, network, sizeof(network));
	line.size -= (size_t)(bracket - line.at);
	line.at = bracket;
	scan->is_bgp = strncmp(bracket, "[BGP/", 5) == 0 && scan->network[0] != '\0';
	if (!scan->is_bgp)
		return;
	az_cell(scan->reading, AZ_NETWORK, scan->network, strlen(scan->network));
	az_cell(scan->reading, AZ_STAR, active ? ">" : "", active);
	read_after(scan, line, "localpref ", AZ_LOC_PRF);
	read_after(scan, line, "MED ", AZ_METRIC);
}

/* "> to 172.16.0.2 via ge-0/0/0.0": of several the one that is used, which is marked. */
static void read_hop(struct az_scan *scan, struct az_line line)
{
	bool used = line.size > 0 && line.at[0] == '>';
	struct az_line hop = az_trimmed((struct az_line){line.at + used, line.size - used});
	size_t size = 0;

	if (hop.size < 4 || strncmp(hop.at, "to ", 3) != 0 || !scan->is_bgp)
		return;
	hop = (struct az_line){hop.at + 3, hop.size - 3};
	while (size < hop.size && !az_is_blank(hop.at[size]))
		size++;
	if (used)
		scan->reading->cells[AZ_NEXT_HOP] = NULL;
	if (used || scan->reading->cells[AZ_NEXT_HOP] == NULL)
		az_cell(scan->reading, AZ_NEXT_HOP, hop.at, size);
}

bool az_junos_begin(struct az_scan *scan, struct az_line line)
{
	const char *bracket = protocol_at(line);
	char network[AZ_WORD_MAX];

	if (bracket == NULL || network_at(line, network) == 0)
		return false;
	az_scan_begin(scan, AZ_FORM_JUNOS, AZ_ROUTER);
	scan->reading->table->learned_only = true;
	scan->is_bgp = false;
	begin_entry(scan, line, bracket);
	return true;
}

/* Lines of an entry that say nothing here. */
static bool is_known(struct az_line line)
{
	static const char *const words[] = {"to ",     "via ",      "AS path:", "Reject",
	                                    "Discard", "Local via", "Receive",  "MultiRecv",
	                                    "inet",    "+ ="};

	for (size_t i = 0; i < COUNT_OF(words); i++) {
		if (line.size >= strlen(words[i]) &&
		    strncmp(line.at, words[i], strlen(words[i])) == 0)
			return true;
	}
	return line.at[0] == '>' || memmem(line.at, line.size, " destinations,", 14) != NULL;
}

enum az_line_use az_junos_row(struct az_scan *scan, struct az_line line)
{
	const char *bracket = protocol_at(line);
	struct az_line words = az_trimmed(az_without_remark(line));
	char network[AZ_WORD_MAX];

	if (bracket != NULL &&
	    (az_is_blank(line.at[0]) || line.at == bracket || network_at(line, network) > 0)) {
		begin_entry(scan, line, bracket);
		return AZ_LINE_ROW;
	}
	if (words.size == 0) {
		end_entry(scan);
		return AZ_LINE_ROW;
	}
	if (network_at(line, network) == words.size) { /* too long for one line */
		end_entry(scan);
		memcpy(scan->network, network, sizeof(network));
		return AZ_LINE_ROW;
	}
	read_hop(scan, words);
	if (scan->is_bgp)
		read_after(scan, words, "AS path: ", AZ_AS_PATH);
	if (is_known(words))
		return AZ_LINE_ROW;
	end_entry(scan);
	return AZ_LINE_OTHER;
}
