/* Where the BGP peers of Route Servers and the firewalls stand: no resource says so, but their
 * addresses do. */
#include <string.h>
#include <strings.h>

#include "import/build/lab.h"

static bool network_holds(const struct estate_resource *network, const struct addr *addr)
{
	for (const struct estate_resource *at = network->children; at != NULL; at = at->sibling) {
		const struct doc_node *list =
		    at->kind == ESTATE_SUBNET ? estate_node(at, SUBNET_PREFIXES) : NULL;
		const struct doc_node *entry =
		    list != NULL && list->kind == TREE_ARRAY ? list->first : list;

		for (; entry != NULL; entry = list->kind == TREE_ARRAY ? entry->next : NULL) {
			struct prefix prefix;
			if (entry->text != NULL &&
			    prefix_parse(entry->text, &prefix) == PREFIX_OK &&
			    prefix_contains_addr(&prefix, addr))
				return true;
		}
	}
	return false;
}

/* The network of the Route Server, or one that is peered with it. */
static struct estate_resource *
network_of_peer(struct estate_lab *lab, struct estate_resource *network, const struct addr *addr)
{
	if (network_holds(network, addr))
		return network;
	for (const struct estate_resource *at = network->owned; at != NULL; at = at->owned_next) {
		const char *id =
		    at->kind == ESTATE_PEERING ? estate_text(at, PEERING_REMOTE) : NULL;
		struct estate_resource *remote =
		    id != NULL ? estate_above(lab->estate, id, ESTATE_NETWORK) : NULL;

		if (remote != NULL && network_holds(remote, addr))
			return remote;
	}
	return NULL;
}

/* A network interface that forwards at this address knows the machine's name. */
static const char *machine_at(struct estate_lab *lab, const char *address)
{
	for (size_t i = 0; i < lab->estate->count; i++) {
		const struct estate_resource *at = lab->estate->all[i];
		const char *own =
		    at->kind == ESTATE_INTERFACE ? estate_text(at, INTERFACE_ADDRESS) : NULL;

		if (own == NULL || strcmp(own, address) != 0 ||
		    estate_flag(at, INTERFACE_FORWARDS) != ESTATE_YES)
			continue;
		const char *machine = estate_text(at, INTERFACE_MACHINE);
		return machine != NULL ? estate_id_name(machine) : at->name;
	}
	return NULL;
}

/* An appliance that is peered with several Route Servers has an entry at each. */
static void add_route_server(struct estate_lab *lab, struct estate_resource *appliance,
                             struct estate_resource *peer)
{
	const char *asn = estate_text(appliance, BGP_PEER_ASN);
	const char *other = estate_text(peer, BGP_PEER_ASN);

	if (asn == NULL || other == NULL || strcmp(asn, other) != 0)
		estate_say(lab->estate, IMPORT_ALARM, peer, "BGP peer",
		           "\"%s\" has the same address and another AS number: left out",
		           estate_full_name(lab->estate, appliance));
	else if (appliance->parent != peer->parent)
		estate_own(appliance, peer);
}

static void attach_peer(struct estate_lab *lab, struct estate_resource *peer, struct name_map *seen)
{
	const char *address = estate_text(peer, BGP_PEER_ADDRESS);
	struct estate_resource *network = NULL;
	struct addr addr;

	if (peer->parent == NULL) {
		estate_say(
		    lab->estate, IMPORT_ASKED, peer, "BGP peer",
		    "its Route Server is not in the files; add 'az network routeserver list'");
		return;
	}
	if (!peer->parent->route_server || peer->parent->owner == NULL) {
		estate_say(lab->estate, IMPORT_LEFT_OUT, peer, "BGP peer", "%s",
		           peer->parent->route_server
		               ? "its Route Server is left out"
		               : "BGP peers of virtual hubs are not modelled");
		return;
	}
	if (address != NULL && addr_parse(address, &addr))
		network = network_of_peer(lab, peer->parent->owner, &addr);
	if (network == NULL) {
		estate_say(
		    lab->estate, IMPORT_ASKED, peer, "BGP peer",
		    "its address%s%s is in no subnet of \"%s\" or of a network peered with it",
		    address != NULL ? " " : ", which no file says,", address != NULL ? address : "",
		    peer->parent->owner->name);
		return;
	}
	struct estate_resource *first = (struct estate_resource *)name_map_add(
	    seen, arena_printf(lab->arena, "%s %s", network->key, address), peer);
	if (first != NULL) {
		add_route_server(lab, first, peer);
		return;
	}
	peer->region = machine_at(lab, address);
	estate_own(network, peer);
}

static void attach_firewall(struct estate_lab *lab, struct estate_resource *firewall)
{
	const char *subnet = estate_text(firewall, FIREWALL_SUBNET);
	struct estate_resource *network =
	    subnet != NULL ? estate_above(lab->estate, subnet, ESTATE_NETWORK) : NULL;

	if (network == NULL || estate_text(firewall, FIREWALL_ADDRESS) == NULL) {
		estate_say(lab->estate, IMPORT_LEFT_OUT, firewall, "Azure Firewall",
		           "the files do not say its network and address, or it stands in a hub");
		return;
	}
	estate_own(network, firewall);
	estate_say(lab->estate, IMPORT_ASSUMED, firewall, "Azure Firewall",
	           "an appliance without BGP, which lets everything pass");
}

static void note_interface(struct estate_lab *lab, struct estate_resource *interface)
{
	const char *address = estate_text(interface, INTERFACE_ADDRESS);

	if (estate_flag(interface, INTERFACE_FORWARDS) != ESTATE_YES || address == NULL)
		return;
	for (size_t i = 0; i < lab->estate->count; i++) {
		const struct estate_resource *at = lab->estate->all[i];
		const char *peer =
		    at->kind == ESTATE_BGP_PEER ? estate_text(at, BGP_PEER_ADDRESS) : NULL;

		if (peer != NULL && strcmp(peer, address) == 0)
			return;
	}
	estate_say(
	    lab->estate, IMPORT_LEFT_OUT, interface, "network interface",
	    "it forwards, but no Route Server knows its address: the machine is no appliance "
	    "of the lab; add it by hand if it matters");
}

void estate_attach_appliances(struct estate_lab *lab)
{
	struct name_map seen = {.arena = lab->arena};

	for (size_t i = 0; i < lab->estate->count; i++) {
		struct estate_resource *at = lab->estate->all[i];

		if (at->kind == ESTATE_BGP_PEER)
			attach_peer(lab, at, &seen);
		else if (at->kind == ESTATE_FIREWALL)
			attach_firewall(lab, at);
		else if (at->kind == ESTATE_INTERFACE)
			note_interface(lab, at);
	}
}
