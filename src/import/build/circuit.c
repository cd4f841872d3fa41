/* ExpressRoute circuits: what the files say of them, what --circuit says, and what stands in. */
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/check.h"
#include "import/build/lab.h"

enum { STAND_IN_ASN = 65020, STAND_IN_MBPS = 1000, FIELDS = 6 };

/* Six fields: location, tier, Mbps, AS number, and two link prefixes. */
struct told {
	const char *fields[FIELDS];
};

/* What --circuit says about this circuit; false when it says nothing. */
static bool told_about(struct estate_lab *lab, const struct estate_resource *circuit,
                       struct told *told)
{
	for (size_t i = 0; i < lab->options->circuit_count; i++) {
		const char *at = lab->options->circuits[i];
		size_t size = strcspn(at, "=");

		if (strncasecmp(at, circuit->name, size) != 0 || circuit->name[size] != '\0' ||
		    at[size] != '=')
			continue;
		at += size + 1;
		for (size_t field = 0; field < FIELDS; field++) {
			size = strcspn(at, ",");
			told->fields[field] = arena_strndup(lab->arena, at, size);
			at += size + (at[size] == ',');
		}
		return true;
	}
	return false;
}

void estate_check_circuit_options(struct estate_lab *lab)
{
	for (size_t i = 0; i < lab->options->circuit_count; i++) {
		const char *said = lab->options->circuits[i];
		const char *at = strchr(said, '=');
		unsigned commas = 0;

		for (const char *c = at; c != NULL && *c != '\0'; c++)
			commas += *c == ',';
		if (at == NULL || at == said || commas != FIELDS - 1)
			findings_add(
			    lab->estate->findings, SEVERITY_ERROR,
			    (struct place){.file = "--circuit"},
			    "\"%s\"; expected NAME=location,tier,mbps,asn,prefix,prefix, such "
			    "as er-dub=Dublin,Premium,1000,65020,172.16.0.0/30,172.16.0.4/30",
			    said);
	}
}

static const struct estate_resource *private_peering(const struct estate_resource *circuit)
{
	for (const struct estate_resource *at = circuit->children; at != NULL; at = at->sibling) {
		const char *type = at->kind == ESTATE_CIRCUIT_PEERING
		                       ? estate_text(at, CIRCUIT_PEERING_TYPE)
		                       : NULL;

		if (type != NULL && strcasecmp(type, "AzurePrivatePeering") == 0)
			return at;
	}
	return NULL;
}

static bool is_disabled(const struct estate_resource *peering)
{
	const char *state = estate_text(peering, CIRCUIT_PEERING_STATE);

	return (state != NULL && strcasecmp(state, "Disabled") == 0) ||
	       estate_flag(peering, CIRCUIT_PEERING_IPV4) == ESTATE_NO;
}

static const char *tier_of(struct estate_lab *lab, const struct estate_resource *circuit)
{
	const char *tier = estate_text(circuit, CIRCUIT_TIER);
	const char *sku = estate_text(circuit, CIRCUIT_SKU);
	const struct circuit_sku *found = tier != NULL ? facts_circuit_sku(lab->facts, tier) : NULL;

	if (found == NULL && sku != NULL)
		found = facts_circuit_sku(lab->facts,
		                          arena_strndup(lab->arena, sku, strcspn(sku, "_")));
	if (found != NULL)
		return found->name;
	if (!circuit->placeholder)
		estate_say(lab->estate, IMPORT_ASKED, circuit, "circuit SKU",
		           "\"%s\" is not known; Premium stands in for it",
		           tier != NULL ? tier : "");
	return "Premium";
}

/* The bandwidth, or the next smaller one on offer. */
static uint32_t mbps_of(struct estate_lab *lab, const struct estate_resource *circuit,
                        const char *tier)
{
	const struct circuit_sku *sku = facts_circuit_sku(lab->facts, tier);
	uint64_t said = 0;
	uint64_t gbps;
	uint32_t best = sku->sizes[0].bandwidth_mbps;

	estate_number(circuit, CIRCUIT_MBPS, &said);
	if (said == 0 && estate_number(circuit, CIRCUIT_GBPS, &gbps))
		said = gbps > 1000000 ? 0 : 1000 * gbps;
	if (said == 0) {
		if (!circuit->placeholder)
			estate_say(lab->estate, IMPORT_ASKED, circuit, "bandwidth",
			           "the files do not say it; %d Mbps stand in for it",
			           STAND_IN_MBPS);
		return STAND_IN_MBPS;
	}
	for (uint32_t i = 0; i < sku->size_count; i++) {
		if (sku->sizes[i].bandwidth_mbps <= said)
			best = sku->sizes[i].bandwidth_mbps;
	}
	if (best != said)
		estate_say(lab->estate, IMPORT_ASSUMED, circuit, "bandwidth",
		           "%" PRIu64 " Mbps are not on offer; the lab has %" PRIu32, said, best);
	return best;
}

/* Link prefixes from the addresses for documentation (RFC 5737), different for each circuit. */
static const char *stand_in_prefix(struct estate_lab *lab)
{
	static const char *const nets[] = {"192.0.2", "198.51.100", "203.0.113"};
	uint32_t number = lab->stand_ins++;

	if (number / 64 < COUNT_OF(nets))
		return arena_printf(lab->arena, "%s.%u/30", nets[number / 64], 4 * (number % 64));
	return arena_printf(lab->arena, "198.%u.%u.%u/30", 18 + (number >> 14 & 1),
	                    number >> 6 & 255, 4 * (number & 63));
}

static void make_told_peering(struct estate_lab *lab, const struct told *told,
                              struct doc_node *element)
{
	struct doc_node *peering =
	    tree_make(lab->arena, element, "azure-private-peering", TREE_OBJECT);

	tree_make(lab->arena, peering, "peer-asn", TREE_NUMBER)->text = told->fields[3];
	tree_make_text(lab->arena, peering, "primary-peer-address-prefix", told->fields[4]);
	tree_make_text(lab->arena, peering, "secondary-peer-address-prefix", told->fields[5]);
}

static void make_stand_in_peering(struct estate_lab *lab, struct doc_node *element)
{
	struct doc_node *peering =
	    tree_make(lab->arena, element, "azure-private-peering", TREE_OBJECT);

	tree_make_number(lab->arena, peering, "peer-asn", STAND_IN_ASN);
	tree_make_text(lab->arena, peering, "primary-peer-address-prefix", stand_in_prefix(lab));
	tree_make_text(lab->arena, peering, "secondary-peer-address-prefix", stand_in_prefix(lab));
}

static uint64_t asn_of(struct estate_lab *lab, const struct estate_resource *peering)
{
	uint64_t asn;
	struct quoted quoted;
	const char *said = estate_text(peering, CIRCUIT_PEERING_ASN);

	if (estate_number(peering, CIRCUIT_PEERING_ASN, &asn) && asn >= 1 && asn < UINT32_MAX)
		return asn;
	import_remark(lab->estate->report, IMPORT_ASKED, "AS number",
	              estate_full_name(lab->estate, peering),
	              estate_member_place(peering, CIRCUIT_PEERING_ASN),
	              "%s is no AS number of 32 bits; %d stands in for it",
	              said != NULL ? tree_quote(said, &quoted) : "nothing", STAND_IN_ASN);
	return STAND_IN_ASN;
}

static void make_ipv6(struct estate_lab *lab, const struct estate_resource *peering,
                      struct doc_node *element)
{
	const char *primary = estate_text(peering, CIRCUIT_PEERING_PRIMARY6);
	const char *secondary = estate_text(peering, CIRCUIT_PEERING_SECONDARY6);
	const char *state = estate_text(peering, CIRCUIT_PEERING_STATE6);

	if (primary == NULL || secondary == NULL ||
	    (state != NULL && strcasecmp(state, "Disabled") == 0) ||
	    estate_flag(peering, CIRCUIT_PEERING_IPV6) == ESTATE_NO)
		return;
	struct doc_node *ipv6 = tree_make(lab->arena, element, "ipv6-peering", TREE_OBJECT);
	tree_make_text(lab->arena, ipv6, "primary-peer-address-prefix", primary);
	tree_make_text(lab->arena, ipv6, "secondary-peer-address-prefix", secondary);
}

static void make_link(struct estate_lab *lab, const struct estate_resource *peering,
                      struct doc_node *element, enum estate_member member)
{
	const char *stand_in;

	if (estate_text(peering, member) != NULL) {
		estate_leaves(lab, element, peering, member, member);
		return;
	}
	stand_in = stand_in_prefix(lab);
	tree_make_text(lab->arena, element, estate_members[member].leaf, stand_in);
	estate_say(lab->estate, IMPORT_ASKED, peering, "link prefix",
	           "the files do not say its %s; %s stands in for it", estate_members[member].leaf,
	           stand_in);
}

static void make_peering(struct estate_lab *lab, const struct estate_resource *peering,
                         struct doc_node *element)
{
	struct doc_node *made =
	    tree_make(lab->arena, element, "azure-private-peering", TREE_OBJECT);
	uint64_t vlan;

	tree_make_number(lab->arena, made, "peer-asn", asn_of(lab, peering));
	make_link(lab, peering, made, CIRCUIT_PEERING_PRIMARY);
	make_link(lab, peering, made, CIRCUIT_PEERING_SECONDARY);
	if (estate_number(peering, CIRCUIT_PEERING_VLAN, &vlan) && vlan >= 1 && vlan <= 4094)
		tree_make_number(lab->arena, made, "vlan-id", vlan);
	make_ipv6(lab, peering, made);
	if (estate_node(peering, CIRCUIT_PEERING_KEY) != NULL)
		estate_say(lab->estate, IMPORT_ASKED, peering, "shared key",
		           "a key for TCP MD5 is set; it is not copied");
}

static void make_reach(struct estate_lab *lab, const struct estate_resource *circuit,
                       struct doc_node *element, struct name_map *pairs)
{
	for (const struct estate_resource *at = circuit->owned; at != NULL; at = at->owned_next) {
		const struct estate_resource *other =
		    estate_above(lab->estate, estate_text(at, REACH_OTHER), ESTATE_CIRCUIT);

		if (other == NULL || other->lab_name == NULL)
			continue;
		bool first = strcmp(circuit->key, other->key) < 0;
		const char *pair =
		    arena_printf(lab->arena, "%s %s", first ? circuit->key : other->key,
		                 first ? other->key : circuit->key);
		if (name_map_add(pairs, pair, at) != NULL)
			continue;
		struct doc_node *made =
		    estate_element(lab, element, "global-reach-connection", at, at->name);
		tree_make_text(lab->arena, made, "peer-express-route-circuit", other->lab_name);
		estate_leaves(lab, made, at, REACH_PREFIX, REACH_PREFIX);
		if (estate_node(at, REACH_PREFIX6) != NULL)
			estate_say(lab->estate, IMPORT_LEFT_OUT, at, "Global Reach connection",
			           "its IPv6 is not modelled");
	}
}

/* Authorizations in use that no connection in the files accounts for: other people's networks. */
static void say_strangers(struct estate_lab *lab, const struct estate_resource *circuit)
{
	uint32_t used = 0;
	uint32_t elsewhere = 0;
	uint32_t known = 0;

	for (const struct estate_resource *at = circuit->children; at != NULL; at = at->sibling) {
		const char *use =
		    at->kind == ESTATE_AUTHORIZATION ? estate_text(at, AUTHORIZATION_USE) : NULL;
		const char *user = use != NULL ? estate_text(at, AUTHORIZATION_CONNECTION) : NULL;

		if (use == NULL || strcasecmp(use, "Available") == 0)
			continue;
		used += user == NULL;
		known += user != NULL && estate_find(lab->estate, user) != NULL;
		elsewhere += user != NULL && estate_find(lab->estate, user) == NULL;
	}
	/* Newer files say by which connection; of older ones only the numbers can be held against
	 * each other. */
	uint32_t left = circuit->authorized > known ? circuit->authorized - known : 0;
	uint32_t strangers = elsewhere + (used > left ? used - left : 0);
	if (strangers > 0)
		estate_say(
		    lab->estate, IMPORT_ALARM, circuit, "circuit",
		    "%" PRIu32 " of its authorizations are used by gateways that are not in the "
		    "files: their networks share its routing domain, may be reached by the U-turn, "
		    "and count towards its limit of links",
		    strangers);
}

static void say_states(struct estate_lab *lab, const struct estate_resource *circuit)
{
	const char *provider = estate_text(circuit, CIRCUIT_PROVIDER_STATE);
	const char *state = estate_text(circuit, CIRCUIT_STATE);

	if (provider != NULL && strcasecmp(provider, "Provisioned") != 0)
		estate_say(
		    lab->estate, IMPORT_ALARM, circuit, "circuit",
		    "its provider state is %s: it carries nothing yet; the lab has it as if it did",
		    provider);
	else if (state != NULL && strcasecmp(state, "Enabled") != 0)
		estate_say(lab->estate, IMPORT_ALARM, circuit, "circuit",
		           "its state is %s: it carries nothing yet; the lab has it as if it did",
		           state);
}

static void say_placeholder(struct estate_lab *lab, const struct estate_resource *circuit,
                            bool whole)
{
	estate_say(lab->estate, IMPORT_ASKED, circuit, "circuit",
	           "%s; what stands in is to be replaced: --circuit "
	           "%s=location,tier,mbps,asn,prefix,prefix",
	           whole ? "it is not in the files, and may be somebody else's"
	                 : "its private peering is not in the files",
	           circuit->name);
}

/* What the circuits of a port have in common, they have once. */
static void say_port(struct estate_lab *lab, const struct estate_resource *circuit)
{
	const char *port = estate_text(circuit, CIRCUIT_PORT);
	uint32_t others = 0;

	for (size_t i = 0; port != NULL && i < lab->estate->count; i++) {
		const struct estate_resource *at = lab->estate->all[i];
		const char *id = at->kind == ESTATE_CIRCUIT && at != circuit && at->lab_name != NULL
		                     ? estate_text(at, CIRCUIT_PORT)
		                     : NULL;

		others += id != NULL && strcasecmp(id, port) == 0;
	}
	if (others > 0)
		estate_say(lab->estate, IMPORT_ASSUMED, circuit, "circuit",
		           "it shares the ExpressRoute Direct port \"%s\" with %" PRIu32
		           " other%s: its routers, its bandwidth and its FastPath",
		           estate_id_name(port), others, others == 1 ? "" : "s");
}

static void make_circuit(struct estate_lab *lab, struct estate_resource *circuit,
                         struct name_map *pairs)
{
	const struct estate_resource *peering = private_peering(circuit);
	struct told told;
	bool is_told = told_about(lab, circuit, &told);
	struct doc_node *element =
	    estate_element(lab, lab->lab, "express-route-circuit", circuit, circuit->lab_name);
	const char *tier = is_told ? told.fields[1] : tier_of(lab, circuit);

	circuit->made = element;
	tree_make_text(lab->arena, element, "sku-tier", tier);
	if (is_told)
		tree_make(lab->arena, element, "bandwidth-mbps", TREE_NUMBER)->text =
		    told.fields[2];
	else
		tree_make_number(lab->arena, element, "bandwidth-mbps",
		                 mbps_of(lab, circuit, tier));
	if (is_told)
		tree_make_text(lab->arena, element, "peering-location", told.fields[0]);
	else
		estate_make_location(lab, circuit, element);
	if (is_told)
		make_told_peering(lab, &told, element);
	else if (peering != NULL)
		make_peering(lab, peering, element);
	else
		make_stand_in_peering(lab, element);
	make_reach(lab, circuit, element, pairs);
	say_strangers(lab, circuit);
	say_port(lab, circuit);
	say_states(lab, circuit);
	if (!is_told && peering == NULL)
		say_placeholder(lab, circuit, circuit->placeholder);
}

static void say_peerings(struct estate_lab *lab)
{
	for (size_t i = 0; i < lab->estate->count; i++) {
		const struct estate_resource *at = lab->estate->all[i];
		const char *type = at->kind == ESTATE_CIRCUIT_PEERING
		                       ? estate_text(at, CIRCUIT_PEERING_TYPE)
		                       : NULL;

		if (at->kind == ESTATE_CIRCUIT_PEERING && at->parent == NULL)
			estate_say(lab->estate, IMPORT_ASKED, at, "circuit peering",
			           "its circuit is not in the files; add 'az network express-route "
			           "list'");
		else if (type != NULL && strcasecmp(type, "AzurePrivatePeering") != 0)
			estate_say(lab->estate, IMPORT_LEFT_OUT, at,
			           arena_printf(lab->arena, "%s", type),
			           "only private peering is modelled");
	}
}

/* What there is no lab for: its private peering is off, or it has none and nothing is linked. */
void estate_drop_circuits(struct estate_lab *lab)
{
	for (size_t i = 0; i < lab->estate->count; i++) {
		struct estate_resource *at = lab->estate->all[i];
		const struct estate_resource *peering =
		    at->kind == ESTATE_CIRCUIT ? private_peering(at) : NULL;
		struct told told;

		if (at->kind != ESTATE_CIRCUIT || told_about(lab, at, &told))
			continue;
		if (peering != NULL && is_disabled(peering))
			estate_say(lab->estate, IMPORT_LEFT_OUT, at, "circuit",
			           "its private peering is disabled%s",
			           at->links > 0 ? ", and with it its connections" : "");
		else if (peering == NULL && at->links == 0)
			estate_say(lab->estate, IMPORT_LEFT_OUT, at, "circuit",
			           "it has no private peering, and nothing is linked to it");
		else
			continue;
		at->lab_name = NULL;
	}
	say_peerings(lab);
}

void estate_make_circuits(struct estate_lab *lab)
{
	struct name_map pairs = {.arena = lab->arena};

	for (size_t i = 0; i < lab->estate->count; i++) {
		if (lab->estate->all[i]->kind == ESTATE_CIRCUIT &&
		    lab->estate->all[i]->lab_name != NULL)
			make_circuit(lab, lab->estate->all[i], &pairs);
	}
}
