/* From the name of an end, as a person gives it, to an address to send packets to. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/check.h"
#include "query/nic/subnet_routes.h"
#include "query/path/owners.h"
#include "query/path/path.h"

enum {
	/* Azure keeps the first four addresses of a subnet, so .4 is the first VM's. */
	VM_OFFSET = 4,
	/* Any host of a site will do. */
	HOST_OFFSET = 10,
};

bool path_vms_stand_in(const struct lab_subnet *subnet)
{
	static const char *const names[] = {
	    "GatewaySubnet",
	    "RouteServerSubnet",
	    "AzureFirewallSubnet",
	    "AzureBastionSubnet",
	    "VirtualNetworkApplianceSubnet",
	};

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		if (strcasecmp(subnet->name, names[i]) == 0)
			return false;
	}
	return true;
}

void path_end_say_part(const struct path_end *end, struct place place, struct findings *findings)
{
	if (end->vnet == NULL || end->subnet == NULL || strcmp(end->name, end->vnet->name) != 0 ||
	    !lab_vnet_is_divided(end->vnet))
		return;
	findings_add(
	    findings, SEVERITY_WARNING, place,
	    "only some subnets of \"%s\" are peered: the answer is that of %s/%s; expected "
	    "the name of a subnet, such as %s/%s",
	    end->name, end->name, end->subnet->name, end->name, end->subnet->name);
}

/* The search for a host of an end. */
struct search {
	struct fabric *fabric;
	struct path_claim claim;
	uint8_t family;
	unsigned first; /* hosts from the start of each prefix */
	bool any;       /* a prefix of the family was there */
	enum path_owning best;
	struct addr address; /* set unless best is PATH_COVERED */
};

static struct search search_for(struct fabric *fabric, struct path_claim claim, uint8_t family)
{
	return (struct search){
	    .fabric = fabric,
	    .claim = claim,
	    .family = family,
	    .first = claim.vnet != NULL ? VM_OFFSET : HOST_OFFSET,
	    .best = PATH_COVERED,
	};
}

/* The first that is the end's alone goes before the first that it shares. */
static void search_in(struct search *search, const struct lab_prefixes *prefixes)
{
	for (uint32_t i = 0; i < prefixes->count && search->best != PATH_OWNED; i++) {
		const struct prefix *prefix = &prefixes->items[i];
		enum path_owning owning;
		struct addr address;

		if (prefix->addr.family != search->family || prefix->length == 0)
			continue;
		search->any = true;
		owning =
		    path_owned_in(search->fabric, search->claim, prefix, search->first, &address);
		if (owning >= search->best)
			continue;
		search->best = owning;
		search->address = address;
	}
}

static enum path_end_found result_of(const struct search *search)
{
	if (!search->any)
		return PATH_END_NO_ADDRESS;
	return search->best == PATH_COVERED ? PATH_END_COVERED : PATH_END_FOUND;
}

static enum path_end_found put_vm(const struct search *search, const char *name,
                                  struct path_end *out)
{
	const struct lab_vnet *vnet = search->claim.vnet;
	enum path_end_found found = result_of(search);

	if (found != PATH_END_FOUND)
		return found;
	*out = (struct path_end){
	    .kind = PATH_END_VNET, .name = name, .vnet = vnet, .address = search->address};
	out->subnet = lab_subnet_at(vnet, &out->address);
	return found;
}

/* VMs stand in subnets; where the lab names none of the family, anywhere. */
enum path_end_found path_end_of_vnet(struct fabric *fabric, const struct lab_vnet *vnet,
                                     uint8_t family, struct path_end *out)
{
	struct search search = search_for(fabric, (struct path_claim){.vnet = vnet}, family);

	for (uint32_t i = 0; i < vnet->subnet_count; i++) {
		if (path_vms_stand_in(&vnet->subnets[i]))
			search_in(&search, &vnet->subnets[i].prefixes);
	}
	if (!search.any)
		search_in(&search, &vnet->address_space);
	return put_vm(&search, vnet->name, out);
}

enum path_end_found path_end_of_subnet(struct fabric *fabric, const struct lab_vnet *vnet,
                                       const struct lab_subnet *subnet, uint8_t family,
                                       const char *name, struct path_end *out)
{
	struct search search = search_for(fabric, (struct path_claim){.vnet = vnet}, family);

	search_in(&search, &subnet->prefixes);
	return put_vm(&search, name, out);
}

/* The host that the lab names for the site, which may be at other sites as well. NULL: none. */
static const struct addr *test_address(const struct lab_site *site, uint8_t family)
{
	for (uint32_t i = 0; i < site->test_address_count; i++) {
		if (site->test_addresses[i].family == family)
			return &site->test_addresses[i];
	}
	return NULL;
}

static void search_site(struct search *search, const struct lab_site *site)
{
	const struct addr *given = test_address(site, search->family);

	if (given != NULL) {
		search->any = true;
		search->best = path_owning_of(search->fabric, search->claim, given);
		search->address = *given;
		return;
	}
	for (uint32_t i = 0; i < site->router_count; i++)
		search_in(search, &site->routers[i].advertise);
	if (search->best == PATH_SHARED)
		search->best = PATH_COVERED;
}

enum path_end_found path_end_of_site(struct fabric *fabric, const struct lab_site *site,
                                     uint8_t family, struct path_end *out)
{
	struct search search = search_for(fabric, (struct path_claim){.site = site}, family);
	enum path_end_found found;

	search_site(&search, site);
	found = result_of(&search);
	if (found == PATH_END_FOUND)
		*out = (struct path_end){.kind = PATH_END_SITE,
		                         .name = site->name,
		                         .site = site,
		                         .address = search.address};
	return found;
}

static void end_at_address(struct fabric *fabric, const struct addr *address, struct path_end *out)
{
	char text[ADDR_TEXT_MAX];

	*out = (struct path_end){.kind = PATH_END_OUTSIDE, .address = *address};
	out->vnet = fabric_vnet_at(fabric, NULL, address);
	if (out->vnet == NULL)
		out->site = fabric_site_at(fabric, address);
	if (out->vnet != NULL) {
		out->kind = PATH_END_VNET;
		out->subnet = lab_subnet_at(out->vnet, address);
		out->name = out->vnet->name;
	} else if (out->site != NULL) {
		out->kind = PATH_END_SITE;
		out->name = out->site->name;
	} else {
		out->name = arena_strdup(fabric->arena, addr_format(address, text));
	}
}

/* An address that nobody in a lab has: of the blocks for documentation (RFC 5737, RFC 3849). */
void path_end_of_internet(uint8_t family, struct path_end *out)
{
	*out = (struct path_end){.kind = PATH_END_OUTSIDE, .name = "internet"};
	if (!addr_parse(family == ADDR_IPV6 ? "2001:db8::10" : "203.0.113.10", &out->address))
		out->address = (struct addr){0};
}

static void not_found(const struct lab *lab, const char *text, struct findings *findings)
{
	struct arena *arena = arena_new();
	const char **names = NULL;
	size_t room = 0;
	size_t count = 0;
	const char *near;

	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		const struct lab_vnet *vnet = &lab->vnets[i];

		if (lab_vnet_is_hub(vnet))
			continue;
		names = mem_grow(names, &room, count + vnet->subnet_count + 1, sizeof(*names));
		names[count++] = vnet->name;
		for (uint32_t s = 0; s < vnet->subnet_count && strchr(text, '/') != NULL; s++)
			names[count++] = lab_join_name(arena, vnet->name, vnet->subnets[s].name);
	}
	names = mem_grow(names, &room, count + lab->site_count + 1, sizeof(*names));
	for (uint32_t i = 0; i < lab->site_count; i++)
		names[count++] = lab->sites[i].name;
	near = nearest_word(text, names, count);
	findings_add(
	    findings, SEVERITY_ERROR, (struct place){.file = lab->file},
	    "'%s' is neither a virtual network, one of its subnets, a site nor an address%s%s%s",
	    text, near == NULL ? "" : "; did you mean '", near == NULL ? "" : near,
	    near == NULL ? "" : "'?");
	free(names);
	arena_free(arena);
}

static void no_address(const struct lab *lab, const char *text, uint8_t family,
                       struct findings *findings)
{
	findings_add(findings, SEVERITY_ERROR, (struct place){.file = lab->file},
	             "'%s' has no IPv%d address", text, family == ADDR_IPV6 ? 6 : 4);
}

/* The VNet, subnet or site that `text` names; none of them for anything else. */
static struct path_covered named(struct fabric *fabric, const char *text)
{
	struct path_covered out = {.name = text, .vnet = lab_find_vnet(fabric->lab, text)};

	if (out.vnet != NULL && lab_vnet_is_hub(out.vnet)) /* no VM stands in a virtual hub */
		out.vnet = NULL;
	if (out.vnet == NULL)
		out.site = lab_find_site(fabric->lab, text);
	if (out.vnet == NULL && out.site == NULL)
		out.subnet = lab_find_subnet_of(fabric->lab, text, &out.vnet);
	return out;
}

static enum path_end_found find_named(struct fabric *fabric, const struct path_covered *what,
                                      struct path_end *out)
{
	if (what->subnet != NULL)
		return path_end_of_subnet(fabric, what->vnet, what->subnet, what->family,
		                          arena_strdup(fabric->arena, what->name), out);
	if (what->vnet != NULL)
		return path_end_of_vnet(fabric, what->vnet, what->family, out);
	return path_end_of_site(fabric, what->site, what->family, out);
}

/* A host in the prefix: one that is its owner's, if there is. */
static void end_in_prefix(struct fabric *fabric, const struct prefix *prefix, const char *text,
                          struct path_end *out)
{
	unsigned bits = addr_bits(prefix->addr.family) - prefix->length;
	struct addr address = prefix_host(prefix, bits < 4 ? (1u << bits) - 1 : VM_OFFSET);
	struct path_claim claim = {0};

	end_at_address(fabric, &address, out);
	claim.vnet = out->vnet;
	claim.site = out->site;
	if (out->kind != PATH_END_OUTSIDE &&
	    path_owned_in(fabric, claim, prefix, VM_OFFSET, &address) != PATH_COVERED)
		end_at_address(fabric, &address, out);
	out->name = arena_strdup(fabric->arena, text);
}

static bool find_address(struct fabric *fabric, const char *text, uint8_t family,
                         struct path_end *out, struct findings *findings)
{
	struct addr address;
	struct prefix prefix;

	if (strcasecmp(text, "internet") == 0) {
		path_end_of_internet(family == ADDR_NONE ? ADDR_IPV4 : family, out);
		return true;
	}
	if (prefix_parse(text, &prefix) == PREFIX_OK) {
		end_in_prefix(fabric, &prefix, text, out);
	} else if (addr_parse(text, &address)) {
		end_at_address(fabric, &address, out);
	} else {
		not_found(fabric->lab, text, findings);
		return false;
	}
	if (family == ADDR_NONE || family == out->address.family)
		return true;
	no_address(fabric->lab, text, family, findings);
	return false;
}

bool path_end_find(struct fabric *fabric, const char *text, uint8_t family, struct path_end *out,
                   struct findings *findings)
{
	struct path_covered what = named(fabric, text);
	enum path_end_found found;

	if (what.vnet == NULL && what.site == NULL)
		return find_address(fabric, text, family, out, findings);
	what.family = family == ADDR_NONE ? ADDR_IPV4 : family;
	found = find_named(fabric, &what, out);
	if (found == PATH_END_NO_ADDRESS)
		no_address(fabric->lab, text, what.family, findings);
	if (found == PATH_END_COVERED)
		path_end_say_covered(fabric, &what, SEVERITY_ERROR,
		                     (struct place){.file = fabric->lab->file}, findings);
	return found == PATH_END_FOUND;
}

bool path_end_lacks_family(struct fabric *fabric, const char *text, uint8_t family)
{
	struct path_covered what = named(fabric, text);
	struct path_end end;
	struct addr address;
	struct prefix prefix;

	what.family = family;
	if (what.vnet != NULL || what.site != NULL)
		return find_named(fabric, &what, &end) == PATH_END_NO_ADDRESS;
	if (prefix_parse(text, &prefix) == PREFIX_OK)
		return prefix.addr.family != family;
	return addr_parse(text, &address) && address.family != family;
}

/* The prefixes of the end, each once, and the others that have them. */
static void say_prefixes(struct fabric *fabric, struct path_claim claim,
                         const struct lab_prefixes *prefixes, uint8_t family, struct text *out)
{
	char text[PREFIX_TEXT_MAX];

	for (uint32_t i = 0; i < prefixes->count; i++) {
		const struct prefix *prefix = &prefixes->items[i];

		if (prefix->addr.family != family || prefix->length == 0)
			continue;
		text_addf(out, "%s%s by ", out->size == 0 ? "" : "; ", prefix_format(prefix, text));
		path_owners_say(fabric, claim, prefix, out);
	}
}

static void say_vnet(struct fabric *fabric, const struct path_covered *covered, struct text *out)
{
	const struct lab_vnet *vnet = covered->vnet;
	struct path_claim claim = {.vnet = vnet};

	for (uint32_t i = 0; i < vnet->subnet_count; i++) {
		if (covered->subnet == NULL ? path_vms_stand_in(&vnet->subnets[i])
		                            : covered->subnet == &vnet->subnets[i])
			say_prefixes(fabric, claim, &vnet->subnets[i].prefixes, covered->family,
			             out);
	}
	if (out->size == 0)
		say_prefixes(fabric, claim, &vnet->address_space, covered->family, out);
}

static void say_site(struct fabric *fabric, const struct path_covered *covered, struct text *out)
{
	const struct lab_site *site = covered->site;
	const struct addr *given = test_address(site, covered->family);
	struct path_claim claim = {.site = site};
	char text[ADDR_TEXT_MAX];

	if (given != NULL) {
		struct prefix host = prefix_make(given, addr_bits(given->family));

		text_addf(out, "its test-address %s by ", addr_format(given, text));
		path_owners_say(fabric, claim, &host, out);
		return;
	}
	for (uint32_t i = 0; i < site->router_count; i++)
		say_prefixes(fabric, claim, &site->routers[i].advertise, covered->family, out);
}

void path_end_say_covered(struct fabric *fabric, const struct path_covered *covered,
                          enum severity severity, struct place place, struct findings *findings)
{
	struct text text = {0};

	if (covered->vnet != NULL)
		say_vnet(fabric, covered, &text);
	else
		say_site(fabric, covered, &text);
	findings_add(findings, severity, place,
	             "no address stands for '%s' alone, for its space is wholly covered by "
	             "others: %s; %s",
	             covered->name, text_str(&text),
	             covered->site != NULL ? "give the site a test-address of its own, or ask for "
	                                     "an address"
	                                   : "ask for a subnet of it or an address");
	text_done(&text);
}

void path_ends_say_covered(struct fabric *fabric, uint8_t family, struct findings *findings)
{
	const struct lab *lab = fabric->lab;
	struct path_end end;

	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		struct path_covered vnet = {
		    .vnet = &lab->vnets[i], .name = lab->vnets[i].name, .family = family};

		if (!lab_vnet_is_hub(vnet.vnet) &&
		    path_end_of_vnet(fabric, vnet.vnet, family, &end) == PATH_END_COVERED)
			path_end_say_covered(fabric, &vnet, SEVERITY_WARNING, vnet.vnet->place,
			                     findings);
	}
	for (uint32_t i = 0; i < lab->site_count; i++) {
		struct path_covered site = {
		    .site = &lab->sites[i], .name = lab->sites[i].name, .family = family};

		if (path_end_of_site(fabric, site.site, family, &end) == PATH_END_COVERED)
			path_end_say_covered(fabric, &site, SEVERITY_WARNING, site.site->place,
			                     findings);
	}
}

void path_ends_say_parts(struct fabric *fabric, uint8_t family, struct findings *findings)
{
	const struct lab *lab = fabric->lab;
	struct path_end end;

	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		if (lab_vnet_is_divided(&lab->vnets[i]) &&
		    path_end_of_vnet(fabric, &lab->vnets[i], family, &end) == PATH_END_FOUND)
			path_end_say_part(&end, lab->vnets[i].place, findings);
	}
}
