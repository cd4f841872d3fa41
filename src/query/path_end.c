/* From the name of an end, as a person gives it, to an address to send packets to. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "query/path.h"

enum {
	/* Azure keeps the first four addresses of a subnet, so .4 is the first VM's (FACTS 5). */
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
	return prefix_host(prefix, offset);
}

bool path_end_of_vnet(const struct lab_vnet *vnet, uint8_t family, struct path_end *out)
{
	const struct prefix *prefix = NULL;

	for (uint32_t i = 0; i < vnet->subnet_count && prefix == NULL; i++) {
		if (strcasecmp(vnet->subnets[i].name, "GatewaySubnet") != 0)
			prefix = first_of_family(&vnet->subnets[i].prefixes, family);
	}
	if (prefix == NULL)
		prefix = first_of_family(&vnet->address_space, family);
	if (prefix == NULL)
		return false;
	*out = (struct path_end){.kind = PATH_END_VNET,
	                         .name = vnet->name,
	                         .vnet = vnet,
	                         .address = host_in(prefix, VM_OFFSET)};
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
		out->name = out->vnet->name;
	} else if (out->site != NULL) {
		out->kind = PATH_END_SITE;
		out->name = out->site->name;
	} else {
		out->name = arena_strdup(fabric->arena, addr_format(address, text));
	}
}

static void not_found(const struct lab *lab, const char *text, struct findings *findings)
{
	size_t count = 0;
	const char **names = xcalloc(lab->vnet_count + lab->site_count + 1, sizeof(*names));
	const char *near;

	for (uint32_t i = 0; i < lab->vnet_count; i++)
		names[count++] = lab->vnets[i].name;
	for (uint32_t i = 0; i < lab->site_count; i++)
		names[count++] = lab->sites[i].name;
	near = nearest_word(text, names, count);
	findings_add(findings, SEVERITY_ERROR, (struct place){.file = lab->file},
	             "'%s' is neither a virtual network, a site nor an address%s%s%s", text,
	             near == NULL ? "" : "; did you mean '", near == NULL ? "" : near,
	             near == NULL ? "" : "'?");
	free(names);
}

bool path_end_find(struct fabric *fabric, const char *text, uint8_t family, struct path_end *out,
                   struct findings *findings)
{
	const struct lab_vnet *vnet = lab_find_vnet(fabric->lab, text);
	const struct lab_site *site = lab_find_site(fabric->lab, text);
	struct addr address;
	bool found;

	if (vnet == NULL && site == NULL && addr_parse(text, &address)) {
		end_at_address(fabric, &address, out);
		found = family == ADDR_NONE || family == address.family;
	} else if (vnet == NULL && site == NULL) {
		not_found(fabric->lab, text, findings);
		return false;
	} else {
		family = family == ADDR_NONE ? ADDR_IPV4 : family;
		found = vnet != NULL ? path_end_of_vnet(vnet, family, out)
		                     : path_end_of_site(site, family, out);
	}
	if (!found)
		findings_add(findings, SEVERITY_ERROR, (struct place){.file = fabric->lab->file},
		             "'%s' has no IPv%d address", text, family == ADDR_IPV6 ? 6 : 4);
	return found;
}
