/* From the name of an end, as a person gives it, to an address to send packets to. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/check.h"
#include "query/nic/subnet_routes.h"
#include "query/path/path.h"

enum {
	/* Azure keeps the first four addresses of a subnet, so .4 is the first VM's. */
	VM_OFFSET = 4,
	/* Any host of a site will do. */
	HOST_OFFSET = 10,
};

static const struct prefix *first_of_family(const struct lab_prefixes *prefixes, uint8_t family)
{
	for (uint32_t i = 0; i < prefixes->count; i++) {
		if (prefixes->items[i].addr.family == family && prefixes->items[i].length > 0)
			return &prefixes->items[i];
	}
	return NULL;
}

/* The last address of the prefix, when it is too small for the offset. */
static struct addr host_in(const struct prefix *prefix, unsigned offset)
{
	unsigned host_bits = addr_bits(prefix->addr.family) - prefix->length;

	if (host_bits < 4)
		offset = (1u << host_bits) - 1;
	CHECK(host_bits <= addr_bits(prefix->addr.family) && offset < 16);
	return prefix_host(prefix, offset);
}

/* Subnets in which Azure lets no VM stand. */
static bool is_reserved(const char *name)
{
	static const char *const names[] = {
	    "GatewaySubnet",
	    "RouteServerSubnet",
	    "AzureFirewallSubnet",
	    "AzureBastionSubnet",
	};

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		if (strcasecmp(name, names[i]) == 0)
			return true;
	}
	return false;
}

static void put_vm(const struct lab_vnet *vnet, const char *name, const struct prefix *prefix,
                   struct path_end *out)
{
	*out = (struct path_end){.kind = PATH_END_VNET,
	                         .name = name,
	                         .vnet = vnet,
	                         .address = host_in(prefix, VM_OFFSET)};
	CHECK(prefix_contains_addr(prefix, &out->address));
	out->subnet = lab_subnet_at(vnet, &out->address);
}

bool path_end_of_vnet(const struct lab_vnet *vnet, uint8_t family, struct path_end *out)
{
	const struct prefix *prefix = NULL;

	for (uint32_t i = 0; i < vnet->subnet_count && prefix == NULL; i++) {
		if (!is_reserved(vnet->subnets[i].name))
			prefix = first_of_family(&vnet->subnets[i].prefixes, family);
	}
	if (prefix == NULL)
		prefix = first_of_family(&vnet->address_space, family);
	if (prefix == NULL)
		return false;
	put_vm(vnet, vnet->name, prefix, out);
	return true;
}

bool path_end_of_subnet(const struct lab_vnet *vnet, const struct lab_subnet *subnet,
                        uint8_t family, const char *name, struct path_end *out)
{
	const struct prefix *prefix = first_of_family(&subnet->prefixes, family);

	if (prefix == NULL)
		return false;
	put_vm(vnet, name, prefix, out);
	return true;
}

bool path_end_of_site(const struct lab_site *site, uint8_t family, struct path_end *out)
{
	const struct prefix *prefix = NULL;

	for (uint32_t i = 0; i < site->router_count && prefix == NULL; i++)
		prefix = first_of_family(&site->routers[i].advertise, family);
	if (prefix == NULL)
		return false;
	*out = (struct path_end){.kind = PATH_END_SITE,
	                         .name = site->name,
	                         .site = site,
	                         .address = host_in(prefix, HOST_OFFSET)};
	return true;
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

/* "vnet/subnet"; NULL when it is not that. */
static const struct lab_subnet *find_subnet(const struct lab *lab, const char *text,
                                            const struct lab_vnet **vnet)
{
	const char *slash = strchr(text, '/');

	for (uint32_t i = 0; slash != NULL && i < lab->vnet_count; i++) {
		const char *name = lab->vnets[i].name;

		if (strlen(name) != (size_t)(slash - text) ||
		    strncmp(name, text, strlen(name)) != 0)
			continue;
		*vnet = &lab->vnets[i];
		return lab_find_subnet(*vnet, slash + 1);
	}
	return NULL;
}

static void not_found(const struct lab *lab, const char *text, struct findings *findings)
{
	size_t count = 0;
	const char **names = xcalloc(lab->vnet_count + lab->site_count + 1, sizeof(*names));
	const char *near;

	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		if (lab->vnets[i].hub == NULL)
			names[count++] = lab->vnets[i].name;
	}
	for (uint32_t i = 0; i < lab->site_count; i++)
		names[count++] = lab->sites[i].name;
	near = nearest_word(text, names, count);
	findings_add(
	    findings, SEVERITY_ERROR, (struct place){.file = lab->file},
	    "'%s' is neither a virtual network, one of its subnets, a site nor an address%s%s%s",
	    text, near == NULL ? "" : "; did you mean '", near == NULL ? "" : near,
	    near == NULL ? "" : "'?");
	free(names);
}

/* By name; false when the name is nobody's. `*found`: it has an address of the family. */
static bool find_named(struct fabric *fabric, const char *text, uint8_t family,
                       struct path_end *out, bool *found)
{
	const struct lab_vnet *vnet = lab_find_vnet(fabric->lab, text);
	const struct lab_site *site = lab_find_site(fabric->lab, text);
	const struct lab_vnet *of = NULL;
	const struct lab_subnet *subnet = find_subnet(fabric->lab, text, &of);

	family = family == ADDR_NONE ? ADDR_IPV4 : family;
	*found = true;
	if (vnet != NULL && vnet->hub == NULL) /* no VM stands in a virtual hub */
		*found = path_end_of_vnet(vnet, family, out);
	else if (site != NULL)
		*found = path_end_of_site(site, family, out);
	else if (subnet != NULL)
		*found =
		    path_end_of_subnet(of, subnet, family, arena_strdup(fabric->arena, text), out);
	else if (strcasecmp(text, "internet") == 0)
		path_end_of_internet(family, out);
	else
		return false;
	return true;
}

bool path_end_find(struct fabric *fabric, const char *text, uint8_t family, struct path_end *out,
                   struct findings *findings)
{
	struct addr address;
	bool found;

	if (!find_named(fabric, text, family, out, &found)) {
		if (!addr_parse(text, &address)) {
			not_found(fabric->lab, text, findings);
			return false;
		}
		end_at_address(fabric, &address, out);
		found = family == ADDR_NONE || family == address.family;
	}
	if (!found)
		findings_add(findings, SEVERITY_ERROR, (struct place){.file = fabric->lab->file},
		             "'%s' has no IPv%d address", text, family == ADDR_IPV6 ? 6 : 4);
	return found;
}
