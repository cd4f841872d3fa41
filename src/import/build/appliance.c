/* Where the BGP peers of Route Servers and the firewalls stand: no resource says so, but their
 * addresses do. */
#include <string.h>
#include <strings.h>

#include "import/build/lab.h"

static bool network_holds(const struct azure_resource *network, const struct addr *addr)
{
	for (const struct azure_resource *at = network->children; at != NULL; at = at->sibling) {
		const struct doc_node *list =
		    at->kind == AZURE_SUBNET ? azure_node(at, SUBNET_PREFIXES) : NULL;
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
static struct azure_resource *network_of_peer(struct azure_lab *lab, struct azure_resource *network,
                                              const struct addr *addr)
{
	if (network_holds(network, addr))
		return network;
	for (const struct azure_resource *at = network->owned; at != NULL; at = at->owned_next) {
		const char *id = at->kind == AZURE_PEERING ? azure_text(at, PEERING_REMOTE) : NULL;
		struct azure_resource *remote =
		    id != NULL ? azure_estate_above(lab->estate, id, AZURE_NETWORK) : NULL;

		if (remote != NULL && network_holds(remote, addr))
			return remote;
	}
	return NULL;
}

/* A network interface that forwards at this address knows the machine's name. */
static const char *machine_at(struct azure_lab *lab, const char *address)
{
	for (size_t i = 0; i < lab->estate->count; i++) {
		const struct azure_resource *at = lab->estate->all[i];
		const char *own =
		    at->kind == AZURE_INTERFACE ? azure_text(at, INTERFACE_ADDRESS) : NULL;

		if (own == NULL || strcmp(own, address) != 0 ||
		    azure_flag(at, INTERFACE_FORWARDS) != AZURE_YES)
			continue;
		const char *machine = azure_text(at, INTERFACE_MACHINE);
		return machine != NULL ? azure_id_name(machine) : at->name;
	}
	return NULL;
}

static void attach_peer(struct azure_lab *lab, struct azure_resource *peer, struct name_map *seen)
{
	const char *address = azure_text(peer, BGP_PEER_ADDRESS);
	struct azure_resource *network = NULL;
	struct addr addr;

	if (peer->parent == NULL) {
		azure_say(
		    lab->estate, IMPORT_ASKED, peer, "BGP peer",
		    "its Route Server is not in the files; add 'az network routeserver list'");
		return;
	}
	if (!peer->parent->route_server || peer->parent->owner == NULL) {
		azure_say(lab->estate, IMPORT_LEFT_OUT, peer, "BGP peer", "%s",
		          peer->parent->route_server
		              ? "its Route Server is left out"
		              : "BGP peers of virtual hubs are not modelled");
		return;
	}
	if (address != NULL && addr_parse(address, &addr))
		network = network_of_peer(lab, peer->parent->owner, &addr);
	if (network == NULL) {
		azure_say(lab->estate, IMPORT_ASKED, peer, "BGP peer",
		          "its address %s is in no subnet of \"%s\" or of a network peered with it",
		          address != NULL ? address : "", peer->parent->owner->name);
		return;
	}
	if (name_map_add(seen, arena_printf(lab->arena, "%s %s", network->key, address), peer) !=
	    NULL) {
		azure_say(lab->estate, IMPORT_LEFT_OUT, peer, "BGP peer",
		          "an appliance of the lab has one Route Server, and this one has another "
		          "already");
		return;
	}
	peer->region = machine_at(lab, address);
	azure_own(network, peer);
}

static void attach_firewall(struct azure_lab *lab, struct azure_resource *firewall)
{
	const char *subnet = azure_text(firewall, FIREWALL_SUBNET);
	struct azure_resource *network =
	    subnet != NULL ? azure_estate_above(lab->estate, subnet, AZURE_NETWORK) : NULL;

	if (network == NULL || azure_text(firewall, FIREWALL_ADDRESS) == NULL) {
		azure_say(lab->estate, IMPORT_LEFT_OUT, firewall, "Azure Firewall",
		          "the files do not say its network and address, or it stands in a hub");
		return;
	}
	azure_own(network, firewall);
	azure_say(lab->estate, IMPORT_ASSUMED, firewall, "Azure Firewall",
	          "an appliance without BGP, which lets everything pass");
}

static void note_interface(struct azure_lab *lab, struct azure_resource *interface)
{
	const char *address = azure_text(interface, INTERFACE_ADDRESS);

	if (azure_flag(interface, INTERFACE_FORWARDS) == AZURE_YES && address != NULL)
		azure_say(lab->estate, IMPORT_LEFT_OUT, interface, "network interface",
		          "it forwards; unless a Route Server knows its address, the machine is no "
		          "appliance of the lab");
}

void azure_attach_appliances(struct azure_lab *lab)
{
	struct name_map seen = {.arena = lab->arena};

	for (size_t i = 0; i < lab->estate->count; i++) {
		struct azure_resource *at = lab->estate->all[i];

		if (at->kind == AZURE_BGP_PEER)
			attach_peer(lab, at, &seen);
		else if (at->kind == AZURE_FIREWALL)
			attach_firewall(lab, at);
		else if (at->kind == AZURE_INTERFACE)
			note_interface(lab, at);
	}
}
