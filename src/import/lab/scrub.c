/*
 * Other names and addresses for a lab. Addresses keep their structure: two that share their first n
 * bits share as many afterwards, so what contained or overlapped does so still; private and special
 * ranges are mapped onto themselves, and the last byte of IPv4 (the last two of IPv6) stays.
 */
#include "import/lab/scrub.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/addr.h"
#include "base/check.h"
#include "base/hash.h"
#include "document/document.h"
#include "document/make.h"
#include "document/name_map.h"
#include "document/write.h"

/* On the way to one of these no bit is turned, so that each stays what it is. */
static const char *const special[] = {
    "0.0.0.0/8",      "10.0.0.0/8",     "100.64.0.0/10", "127.0.0.0/8",  "169.254.0.0/16",
    "172.16.0.0/12",  "192.168.0.0/16", "198.18.0.0/15", "192.0.2.0/24", "198.51.100.0/24",
    "203.0.113.0/24", "224.0.0.0/3",    "fc00::/7",      "fe80::/10",    "ff00::/8",
    "2001:db8::/32",  "::/8",
};

/* Lists whose entries get names of a new kind; references to them follow. */
static const struct {
	const char *list;
	const char *stem;
} stems[] = {
    {"virtual-network", "vnet"},
    {"subnet", "subnet"},
    {"private-endpoint", "endpoint"},
    {"virtual-network-gateway", "ergw"},
    {"express-route-gateway", "hub-ergw"},
    {"vpn-gateway", "vpngw"},
    {"route-server", "rs"},
    {"network-virtual-appliance", "nva"},
    {"virtual-network-peering", "peering"},
    {"connection", "connection"},
    {"express-route-circuit", "circuit"},
    {"global-reach-connection", "reach"},
    {"virtual-hub", "hub"},
    {"hub-virtual-network-connection", "hub-connection"},
    {"hub-route-table", "hub-rt"},
    {"label", "label"},
    {"static-route", "static"},
    {"local-network-gateway", "lgw"},
    {"route-table", "rt"},
    {"route", "route"},
    {"site", "site"},
    {"interface", "nic"},
    {"router", "router"},
    {"site-link", "link"},
    {"tunnel", "tunnel"},
    {"prefix-set", "prefixes"},
    {"as-path-set", "paths"},
    {"community-set", "communities"},
    {"policy-definition", "policy"},
    {"statement", "statement"},
    {"connectivity-configuration", "connectivity"},
    {"applies-to-group", "group"},
};

/* Leaves that name an entry of a list. */
static const struct {
	const char *leaf;
	const char *list;
} references[] = {
    {"remote-virtual-network", "virtual-network"},
    {"virtual-network", "virtual-network"},
    {"hub", "virtual-network"},
    {"local-subnet-names", "subnet"},
    {"remote-subnet-names", "subnet"},
    {"express-route-circuit", "express-route-circuit"},
    {"peer-express-route-circuit", "express-route-circuit"},
    {"local-network-gateway", "local-network-gateway"},
    {"vpn-gateway", "vpn-gateway"},
    {"route-server", "route-server"},
    {"route-table", "route-table"},
    {"hub-route-table", "hub-route-table"},
    {"associated-route-table", "hub-route-table"},
    {"next-hop-connection", "hub-virtual-network-connection"},
    {"label", "label"},
    {"site", "site"},
    {"router", "router"},
    {"neighbor", "router"},
    {"virtual-wan", "virtual-wan"},
    {"tunnel", "tunnel"},
    {"match-prefix-set", "prefix-set"},
    {"match-as-path-set", "as-path-set"},
    {"match-community-set", "community-set"},
    {"import-policy", "policy-definition"},
    {"export-policy", "policy-definition"},
};

static const char *const asns[] = {"asn", "peer-asn"};
static const char *const communities[] = {"community", "add-community", "remove-community",
                                          "set-community"};
static const char *const dropped[] = {"description", "shared-key"};

struct scrub {
	struct arena *arena;
	uint64_t key;
	struct name_map names; /* "list name" to the new name */
	uint32_t counts[COUNT_OF(stems) + 1];
	struct prefix special[COUNT_OF(special)];
	uint32_t asn_count;
	uint32_t community_count;
	struct name_map sites;
};

static bool is_one_of(const char *name, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(list[i], name) == 0)
			return true;
	}
	return false;
}

/* Azure knows these by their names. */
static bool is_fixed(const char *name)
{
	static const char *const fixed[] = {"GatewaySubnet",
	                                    "RouteServerSubnet",
	                                    "AzureFirewallSubnet",
	                                    "AzureBastionSubnet",
	                                    "AzureFirewallManagementSubnet",
	                                    "VirtualNetworkApplianceSubnet",
	                                    "defaultRouteTable",
	                                    "noneRouteTable",
	                                    "default"};

	return is_one_of(name, fixed, COUNT_OF(fixed));
}

static const char *new_name(struct scrub *scrub, const char *list, const char *name)
{
	const char *key = arena_printf(scrub->arena, "%s %s", list, name);
	const char *known = name_map_get(&scrub->names, key);
	size_t at = 0;

	if (known != NULL || is_fixed(name))
		return known != NULL ? known : name;
	while (at < COUNT_OF(stems) && strcmp(stems[at].list, list) != 0)
		at++;
	const char *made =
	    arena_printf(scrub->arena, "%s-%" PRIu32, at < COUNT_OF(stems) ? stems[at].stem : "wan",
	                 ++scrub->counts[at]);
	name_map_add(&scrub->names, key, made);
	return made;
}

/* Whether the first `bits` bits are the beginning of a special range, and the next one counts. */
static bool leads_to_special(const struct scrub *scrub, const struct addr *addr, unsigned bits)
{
	struct prefix head = prefix_make(addr, bits);

	for (size_t i = 0; i < COUNT_OF(special); i++) {
		if (bits < scrub->special[i].length && prefix_contains(&head, &scrub->special[i]))
			return true;
	}
	return false;
}

/* Turned or not: that depends on the bits before, and on nothing else. */
static bool is_turned(const struct scrub *scrub, const struct addr *addr, unsigned bit)
{
	unsigned kept = addr->family == ADDR_IPV4 ? 8 : 16;
	struct prefix head;

	if (bit >= addr_bits(addr->family) - kept || leads_to_special(scrub, addr, bit))
		return false;
	head = prefix_make(addr, bit);
	return (hash_bytes(hash_mix(scrub->key ^ (bit + 1)), head.addr.bytes,
	                   sizeof(head.addr.bytes)) &
	        1) != 0;
}

static struct addr scrub_addr(const struct scrub *scrub, const struct addr *addr, unsigned bits)
{
	struct addr out = *addr;

	for (unsigned bit = 0; bit < bits; bit++) {
		if (is_turned(scrub, addr, bit))
			out.bytes[bit / 8] ^= (uint8_t)(0x80 >> bit % 8);
	}
	return out;
}

static const char *scrub_text(struct scrub *scrub, const char *text)
{
	char out[PREFIX_TEXT_MAX];
	struct prefix prefix;
	struct addr addr;

	if (prefix_parse(text, &prefix) == PREFIX_OK) {
		prefix.addr = scrub_addr(scrub, &prefix.addr, prefix.length);
		return arena_strdup(scrub->arena, prefix_format(&prefix, out));
	}
	if (addr_parse(text, &addr)) {
		addr = scrub_addr(scrub, &addr, addr_bits(addr.family));
		return arena_strdup(scrub->arena, addr_format(&addr, out));
	}
	return text;
}

/* Public numbers name their owners: they become ones that nobody has and Azure takes. */
static const char *scrub_asn(struct scrub *scrub, const char *text)
{
	unsigned long asn = strtoul(text, NULL, 10);
	bool is_private = (asn >= 64512 && asn <= 65534) || asn >= 4200000000UL;
	const char *key = arena_printf(scrub->arena, "asn %lu", asn);
	const char *known = name_map_get(&scrub->names, key);

	if (is_private || known != NULL)
		return known != NULL ? known : text;
	const char *made = arena_printf(scrub->arena, "%" PRIu32, 131072 + scrub->asn_count++);
	name_map_add(&scrub->names, key, made);
	return made;
}

/* Each AS number of a path, or of an expression for paths: there not within brackets and braces,
 * where digits are something else. */
static const char *scrub_path(struct scrub *scrub, const char *text)
{
	struct text out = {0};
	unsigned depth = 0;

	while (*text != '\0') {
		size_t size = strspn(text, "0123456789");

		depth += *text == '[' || *text == '{';
		depth -= depth > 0 && (*text == ']' || *text == '}');
		if (size > 2 && depth == 0)
			text_add(&out, scrub_asn(scrub, arena_strndup(scrub->arena, text, size)));
		else
			text_add_bytes(&out, text, size > 0 ? size : 1);
		text += size > 0 ? size : 1;
	}
	const char *made = arena_strdup(scrub->arena, text_str(&out));
	text_done(&out);
	return made;
}

/* The first half of a community is an AS number of 16 bits: public ones become numbers that IANA
 * has reserved. */
static const char *scrub_community(struct scrub *scrub, const char *text)
{
	enum { MICROSOFT = 12076, RESERVED = 64396, RESERVED_COUNT = 100 };
	size_t size = strspn(text, "0123456789");
	unsigned long asn = strtoul(text, NULL, 10);
	const char *known;

	if (size == 0 || text[size] != ':' || asn == 0 || asn == MICROSOFT || asn >= 64512)
		return text;
	const char *key = arena_printf(scrub->arena, "community %lu", asn);
	known = name_map_get(&scrub->names, key);
	if (known == NULL) {
		known = arena_printf(scrub->arena, "%" PRIu32,
		                     RESERVED + scrub->community_count++ % RESERVED_COUNT);
		name_map_add(&scrub->names, key, known);
	}
	return arena_printf(scrub->arena, "%s%s", known, text + size);
}

static const char *list_of_reference(const char *leaf)
{
	for (size_t i = 0; i < COUNT_OF(references); i++) {
		if (strcmp(references[i].leaf, leaf) == 0)
			return references[i].list;
	}
	return NULL;
}

/* Names change one by one, so those of sites are kept first. */
static void note_sites(struct scrub *scrub, const struct doc_node *root)
{
	for (const struct doc_node *at = doc_child(root, "site"); at != NULL; at = doc_next(at)) {
		const char *name = doc_text(at, "name");

		name_map_add(&scrub->sites, arena_strdup(scrub->arena, name), at);
	}
}

/* "SITE/ROUTER" or "NETWORK/APPLIANCE". */
static const char *scrub_speaker(struct scrub *scrub, const char *text)
{
	const char *slash = strchr(text, '/');
	const char *first;
	bool router;

	CHECK(slash != NULL);
	first = arena_printf(scrub->arena, "%.*s", (int)(slash - text), text);
	router = name_map_get(&scrub->sites, first) != NULL;
	first = new_name(scrub, router ? "site" : "virtual-network", first);
	return arena_printf(
	    scrub->arena, "%s/%s", first,
	    new_name(scrub, router ? "router" : "network-virtual-appliance", slash + 1));
}

static void scrub_leaf(struct scrub *scrub, struct doc_node *leaf, const char *list)
{
	const char *name = leaf->name != NULL ? leaf->name : leaf->parent->name;
	const char *refers = list_of_reference(name);

	if (strcmp(name, "name") == 0)
		leaf->text =
		    strcmp(list, "lab") == 0 ? "scrubbed" : new_name(scrub, list, leaf->text);
	else if (refers != NULL)
		leaf->text = new_name(scrub, refers, leaf->text);
	else if (strcmp(name, "node") == 0)
		leaf->text = scrub_speaker(scrub, leaf->text);
	else if (is_one_of(name, asns, COUNT_OF(asns)))
		leaf->text = scrub_asn(scrub, leaf->text);
	else if (strcmp(name, "as-path") == 0 ||
	         (strcmp(name, "member") == 0 && strcmp(list, "as-path-set") == 0))
		leaf->text = scrub_path(scrub, leaf->text);
	else if (is_one_of(name, communities, COUNT_OF(communities)) ||
	         (strcmp(name, "member") == 0 && strcmp(list, "community-set") == 0))
		leaf->text = scrub_community(scrub, leaf->text);
	else
		leaf->text = scrub_text(scrub, leaf->text);
}

static void scrub_node(struct scrub *scrub, struct doc_node *node, const char *list)
{
	for (struct doc_node *at = node->first, *next; at != NULL; at = next) {
		bool leaves =
		    at->kind == TREE_ARRAY && at->first != NULL && at->first->text != NULL;
		const char *below = at->name != NULL && !leaves ? at->name : list;

		next = at->next;
		if (at->name != NULL && is_one_of(at->name, dropped, COUNT_OF(dropped)))
			tree_remove(at);
		else if (at->kind == TREE_ARRAY || at->kind == TREE_OBJECT)
			scrub_node(scrub, at, below);
		else if (at->text != NULL)
			scrub_leaf(scrub, at, list);
	}
}

bool lab_scrub(const struct import_file *lab, uint64_t key, struct text *out,
               struct findings *findings)
{
	struct document *document =
	    document_parse("hairpin-lab", lab->name, lab->text, lab->size, findings);
	struct scrub scrub = {.arena = arena_new(), .key = key};

	scrub.names.arena = scrub.arena;
	scrub.sites.arena = scrub.arena;
	for (size_t i = 0; i < COUNT_OF(special); i++)
		CHECK(prefix_parse(special[i], &scrub.special[i]) == PREFIX_OK);
	if (document != NULL) {
		note_sites(&scrub, document_root(document));
		scrub_node(&scrub, (struct doc_node *)document_root(document), "lab");
		document_write(document, false, out);
	}
	document_free(document);
	arena_free(scrub.arena);
	return document != NULL;
}
