/* Small questions to a lab. */
#include "topo/model/model.h"

#include <string.h>
#include <strings.h>

#include "base/check.h"

/* customer-first-address: the customer takes the first usable address of the link, Microsoft the
 * second. */
enum { CUSTOMER_HOST = 1, MICROSOFT_HOST = 2 };

static struct addr link_address(const struct lab_circuit *circuit, enum lab_link link,
                                uint8_t family, uint64_t host)
{
	CHECK(link < LAB_LINK_COUNT);
	const struct prefix *prefix =
	    family == ADDR_IPV6 ? &circuit->link_ipv6[link] : &circuit->link[link];

	if (!addr_is_set(&prefix->addr))
		return (struct addr){0};
	return prefix_host(prefix, host);
}

struct addr lab_customer_address(const struct lab_circuit *circuit, enum lab_link link,
                                 uint8_t family)
{
	return link_address(circuit, link, family, CUSTOMER_HOST);
}

struct addr lab_microsoft_address(const struct lab_circuit *circuit, enum lab_link link,
                                  uint8_t family)
{
	return link_address(circuit, link, family, MICROSOFT_HOST);
}

const struct peering_location *lab_link_location(const struct lab_circuit *circuit,
                                                 enum lab_link link)
{
	CHECK(link < LAB_LINK_COUNT && circuit->location != NULL);
	CHECK(circuit->metro_location != circuit->location);
	if (link == LAB_SECONDARY && circuit->metro_location != NULL)
		return circuit->metro_location;
	return circuit->location;
}

const char *lab_link_name(enum lab_link link)
{
	static const char *const names[] = {
	    [LAB_PRIMARY] = "primary",
	    [LAB_SECONDARY] = "secondary",
	};

	CHECK(link < COUNT_OF(names));
	return names[link];
}

bool lab_has_serving(const struct lab_vnet *vnet)
{
#define X(member) || vnet->member != NULL
	return false LAB_SERVING(X);
#undef X
}

uint32_t lab_serving_elements(const struct lab_vnet *vnet,
                              const struct lab_element *out[LAB_SERVING_MAX])
{
	uint32_t count = 0;

/* clang-format off */
#define X(member) \
	if (vnet->member != NULL) \
		out[count++] = vnet->member->element;
	LAB_SERVING(X)
#undef X
	/* clang-format on */
	for (uint32_t i = 0; i < count; i++)
		CHECK(out[i]->network == vnet);
	return count;
}

bool lab_preference_favours(enum lab_routing_preference preference, bool expressroute)
{
	CHECK(preference < LAB_PREFERENCE_COUNT);
	return preference == (expressroute ? LAB_PREFER_EXPRESSROUTE : LAB_PREFER_VPN);
}

const struct lab_vnet *lab_serving_vnet(const struct lab_vnet *vnet)
{
	if (lab_has_serving(vnet) || lab_vnet_is_hub(vnet))
		return vnet;
	if (vnet->connected_hub != NULL)
		return vnet->connected_hub->vnet;
	for (uint32_t i = 0; i < vnet->peering_count; i++) {
		const struct lab_vnet_peering *peering = &vnet->peerings[i];
		if (peering->use_remote_gateways && peering->back != NULL &&
		    peering->back->allow_gateway_transit)
			return lab_has_serving(peering->remote) ? peering->remote : NULL;
	}
	return NULL;
}

const struct lab_gateway *lab_serving_gateway(const struct lab_vnet *vnet)
{
	const struct lab_vnet *serving = lab_serving_vnet(vnet);

	return serving == NULL ? NULL : serving->gateway;
}

const struct lab_vnet_peering *lab_peering_with(const struct lab_vnet *vnet,
                                                const struct lab_vnet *remote)
{
	for (uint32_t i = 0; i < vnet->peering_count; i++) {
		if (vnet->peerings[i].remote == remote)
			return &vnet->peerings[i];
	}
	return NULL;
}

bool lab_peering_carries(const struct lab_vnet_peering *peering)
{
	return peering->back != NULL && peering->allow_virtual_network_access &&
	       peering->back->allow_virtual_network_access;
}

bool lab_vnets_peered(const struct lab_vnet *a, const struct lab_vnet *b)
{
	const struct lab_vnet *few = a->peering_count <= b->peering_count ? a : b;
	const struct lab_vnet_peering *peering = lab_peering_with(few, few == a ? b : a);

	return peering != NULL && lab_peering_carries(peering);
}

const struct lab_prefixes *lab_peering_space(const struct lab_vnet_peering *peering)
{
	return peering->peer_complete_vnets ? &peering->remote->address_space
	                                    : &peering->subnet_space;
}

static bool is_joined(const struct lab_network_group *group, const struct lab_vnet *a,
                      const struct lab_vnet *b)
{
	return a != b && (group->global || a->region == b->region);
}

const struct lab_network_group *lab_connected_group(const struct lab_vnet *a,
                                                    const struct lab_vnet *b)
{
	const struct lab_vnet_peering *peering = lab_peering_with(a, b);

	if (peering != NULL && lab_peering_carries(peering))
		return NULL;
	for (uint32_t i = 0; i < a->group_count; i++) {
		for (uint32_t k = 0; k < b->group_count; k++) {
			if (a->groups[i] == b->groups[k] && is_joined(a->groups[i], a, b))
				return a->groups[i];
		}
	}
	return NULL;
}

bool lab_group_knows(const struct lab_network_group *group, const struct lab_vnet *member,
                     const struct prefix *prefix)
{
	for (uint32_t i = 0; i < group->member_count; i++) {
		const struct lab_prefixes *space = &group->members[i]->address_space;

		if (!is_joined(group, member, group->members[i]))
			continue;
		for (uint32_t k = 0; k < space->count; k++) {
			if (prefix_overlap(&space->items[k], prefix))
				return false;
		}
	}
	return true;
}

bool lab_vnet_is_divided(const struct lab_vnet *vnet)
{
	for (uint32_t i = 0; i < vnet->peering_count; i++) {
		if (!vnet->peerings[i].peer_complete_vnets)
			return true;
	}
	return false;
}

bool lab_prefixes_hold(const struct lab_prefixes *prefixes, const struct addr *address)
{
	for (uint32_t i = 0; i < prefixes->count; i++) {
		if (prefix_contains_addr(&prefixes->items[i], address))
			return true;
	}
	return false;
}

const struct lab_prefixes *lab_space_towards(const struct lab_vnet *vnet,
                                             const struct lab_vnet *serving)
{
	const struct lab_vnet_peering *peering = lab_peering_with(serving, vnet);

	return peering == NULL ? &vnet->address_space : lab_peering_space(peering);
}

const struct lab_vnet *lab_find_vnet(const struct lab *lab, const char *name)
{
	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		if (strcmp(lab->vnets[i].name, name) == 0)
			return &lab->vnets[i];
	}
	return NULL;
}

const struct lab_site *lab_find_site(const struct lab *lab, const char *name)
{
	for (uint32_t i = 0; i < lab->site_count; i++) {
		if (strcmp(lab->sites[i].name, name) == 0)
			return &lab->sites[i];
	}
	return NULL;
}

const struct lab_circuit *lab_find_circuit(const struct lab *lab, const char *name)
{
	for (uint32_t i = 0; i < lab->circuit_count; i++) {
		if (strcmp(lab->circuits[i].name, name) == 0)
			return &lab->circuits[i];
	}
	return NULL;
}

const struct lab_subnet *lab_find_subnet(const struct lab_vnet *vnet, const char *name)
{
	for (uint32_t i = 0; i < vnet->subnet_count; i++) {
		if (strcasecmp(vnet->subnets[i].name, name) == 0)
			return &vnet->subnets[i];
	}
	return NULL;
}

/* The subnet of the VNet that is called `name` as a whole; NULL for none. */
static const struct lab_subnet *subnet_called(const struct lab_vnet *vnet, const char *name)
{
	size_t size = strlen(vnet->name);

	if (strncasecmp(vnet->name, name, size) != 0 || name[size] != '/')
		return NULL;
	return lab_find_subnet(vnet, name + size + 1);
}

const struct lab_subnet *lab_find_subnet_of(const struct lab *lab, const char *name,
                                            const struct lab_vnet **vnet)
{
	const struct lab_subnet *found = NULL;

	*vnet = NULL;
	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		const struct lab_vnet *at = &lab->vnets[i];
		const struct lab_subnet *subnet = subnet_called(at, name);
		bool exact = strncmp(at->name, name, strlen(at->name)) == 0;

		if (subnet == NULL || (found != NULL && !exact))
			continue;
		found = subnet;
		*vnet = at;
	}
	return found;
}
