/* From rows of captured tables to announcements: by next hop, by the peer that taught them, and in
 * the end by the AS number behind Microsoft's. */
#include "import/build/announce.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "import/az_read.h"

enum { MICROSOFT_ASN = 12076, GATEWAY_ASN_OF_AZURE = 65515 };

static struct announcer *by_address(const struct announcers *announcers, const char *text)
{
	struct addr addr;

	if (text == NULL || !addr_parse(text, &addr))
		return NULL;
	for (size_t i = 0; i < announcers->count; i++) {
		for (size_t k = 0; k < COUNT_OF(announcers->items[i].addresses); k++) {
			if (addr_is_set(&announcers->items[i].addresses[k]) &&
			    addr_equal(&announcers->items[i].addresses[k], &addr))
				return &announcers->items[i];
		}
	}
	return NULL;
}

/* The first AS number that is not Microsoft's; 0 when there is none, or the route is Azure's own.
 */
static uint32_t outer_asn(const char *path)
{
	uint32_t first = 0;

	while (path != NULL && *path != '\0') {
		char *end;
		unsigned long asn = strtoul(path, &end, 10);

		if (end == path)
			break;
		if (asn == GATEWAY_ASN_OF_AZURE)
			return 0;
		if (first == 0 && asn != MICROSOFT_ASN && asn <= UINT32_MAX)
			first = (uint32_t)asn;
		path = end + strspn(end, " -,");
	}
	return first;
}

/* The only one of this AS number. */
static struct announcer *by_asn(const struct announcers *announcers, uint32_t asn)
{
	struct announcer *found = NULL;

	for (size_t i = 0; i < announcers->count && asn != 0; i++) {
		if (announcers->items[i].asn != asn)
			continue;
		if (found != NULL)
			return NULL;
		found = &announcers->items[i];
	}
	return found;
}

static bool is_of_azure(const struct az_row *row)
{
	const char *path = row->members[AZ_AS_PATH];

	return path == NULL || path[strspn(path, " ")] == '\0' || outer_asn(path) == 0;
}

static void read_row(struct estate_lab *lab, const struct announcers *announcers, const char *file,
                     const struct az_row *row)
{
	struct announcer *found = by_address(announcers, row->members[AZ_NEXT_HOP]);
	char text[PREFIX_TEXT_MAX];

	if (found == NULL)
		found = by_address(announcers, row->members[AZ_SOURCE_PEER]);
	if (found == NULL && is_of_azure(row))
		return;
	if (found == NULL)
		found = by_asn(announcers, outer_asn(row->members[AZ_AS_PATH]));
	if (found == NULL) {
		import_remark(
		    lab->estate->report, IMPORT_ASKED, "route of --routes",
		    prefix_format(&row->key, text), (struct place){file, row->line, 1},
		    "no circuit, appliance or local network gateway of the lab has its next "
		    "hop or AS number");
		return;
	}
	if (found->ipv4_only && row->key.addr.family != ADDR_IPV4) {
		import_remark(lab->estate->report, IMPORT_LEFT_OUT, "route of --routes",
		              prefix_format(&row->key, text), (struct place){file, row->line, 1},
		              "\"%s\" has no IPv6", found->name);
		return;
	}
	found->prefixes =
	    mem_grow(found->prefixes, &found->capacity, found->count + 1, sizeof(*found->prefixes));
	found->prefixes[found->count++] = row->key;
}

/* How many prefixes each neighbour taught: on both links the same, mostly. */
static void read_summary(const struct announcers *announcers, const struct az_table *table)
{
	for (uint32_t i = 0; i < table->count; i++) {
		const char *count = table->rows[i].members[AZ_STATE_PFX_RCD];
		struct announcer *found =
		    by_address(announcers, table->rows[i].members[AZ_NEIGHBOR]);
		unsigned long told = count != NULL ? strtoul(count, NULL, 10) : 0;

		if (found != NULL && told <= UINT32_MAX && told > found->told)
			found->told = (uint32_t)told;
	}
}

static void read_table(struct estate_lab *lab, const struct announcers *announcers,
                       const char *file, const struct az_table *table)
{
	bool routes = table->kind == AZ_ROUTE_TABLE || table->kind == AZ_LEARNED;

	if (table->kind == AZ_SUMMARY) {
		read_summary(announcers, table);
		return;
	}
	if (!routes && table->count > 0)
		import_remark(lab->estate->report, IMPORT_ASKED, "table of --routes", file,
		              (struct place){file, table->line, 1},
		              "a table of another kind, which has no announcements; give "
		              "'list-route-tables' or 'list-learned-routes'");
	for (uint32_t i = 0; i < table->count && routes; i++)
		read_row(lab, announcers, file, &table->rows[i]);
}

/* What nothing is known of, by the kind of resource that it was made from. */
static const struct {
	enum estate_kind kind;
	const char *what;
	const char *said;
	const char *command;
} silent[] = {
    {ESTATE_CIRCUIT, "site", "no file of Azure says what the customer announces",
     "az network express-route list-route-tables"},
    {ESTATE_LOCAL_GATEWAY, "site", "no file of Azure says what the branch announces by BGP",
     "az network vnet-gateway list-learned-routes"},
    {ESTATE_BGP_PEER, "appliance", "no file says what it announces",
     "az network routeserver peering list-learned-routes"},
};

static void say_missing(struct estate_lab *lab, const struct announcer *announcer)
{
	const struct estate_resource *origin = estate_origin(announcer->element);

	for (size_t i = 0; i < COUNT_OF(silent) && announcer->count == 0; i++) {
		if (silent[i].kind == origin->kind)
			estate_say(lab->estate, IMPORT_ASKED, origin, silent[i].what,
			           "%s; give '%s' with --routes", silent[i].said,
			           silent[i].command);
	}
	if (announcer->told > announcer->count)
		estate_say(lab->estate, IMPORT_ASKED, origin, "routes of a summary",
		           "it counts %" PRIu32 " prefixes, the tables of --routes have %zu",
		           announcer->told, announcer->count);
}

static int by_prefix(const void *a, const void *b)
{
	return prefix_compare(a, b);
}

/* Each once. */
static void sort_prefixes(struct announcer *announcer)
{
	size_t kept = 0;

	if (announcer->count > 0)
		qsort(announcer->prefixes, announcer->count, sizeof(struct prefix), by_prefix);
	for (size_t i = 0; i < announcer->count; i++) {
		if (kept == 0 ||
		    !prefix_equal(&announcer->prefixes[kept - 1], &announcer->prefixes[i]))
			announcer->prefixes[kept++] = announcer->prefixes[i];
	}
	announcer->count = kept;
}

static void write_prefixes(struct estate_lab *lab, struct announcer *announcer)
{
	for (size_t i = 0; i < announcer->count; i++) {
		char text[PREFIX_TEXT_MAX];

		tree_make_text(
		    lab->arena, tree_make_list(lab->arena, announcer->element, "advertise"), NULL,
		    arena_strdup(lab->arena, prefix_format(&announcer->prefixes[i], text)));
	}
	free(announcer->prefixes);
}

void estate_announce(struct estate_lab *lab, struct announcers *announcers)
{
	for (size_t i = 0; i < lab->options->route_count; i++) {
		const struct import_file *file = &lab->options->routes[i];
		const struct az_capture *capture =
		    az_read(file->name, file->text, file->size, AZ_KIND_COUNT, lab->arena,
		            lab->estate->findings);

		for (uint32_t k = 0; capture != NULL && k < capture->count; k++)
			read_table(lab, announcers, file->name, capture->tables[k]);
	}
	for (size_t i = 0; i < announcers->count; i++) {
		sort_prefixes(&announcers->items[i]);
		say_missing(lab, &announcers->items[i]);
		write_prefixes(lab, &announcers->items[i]);
	}
	free(announcers->items);
}
