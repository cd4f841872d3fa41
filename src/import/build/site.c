/* Sites: no file of Azure knows them. Each circuit, and each local network gateway that speaks BGP,
 * gets one with a router. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "import/build/announce.h"

static struct announcer *add_announcer(struct announcers *announcers, struct doc_node *element,
                                       const char *name)
{
	announcers->items = mem_grow(announcers->items, &announcers->capacity,
	                             announcers->count + 1, sizeof(*announcers->items));
	struct announcer *added = &announcers->items[announcers->count++];
	*added = (struct announcer){.element = element, .name = name};
	return added;
}

static const char *leaf(const struct doc_node *element, const char *name)
{
	const struct doc_node *member = element != NULL ? tree_member(element, name) : NULL;

	return member != NULL ? member->text : NULL;
}

/* The customer has the first address of a link prefix. */
static void add_link(struct announcer *announcer, size_t at, const struct doc_node *links,
                     const char *name)
{
	const char *text = leaf(links, name);
	struct prefix prefix;

	if (text != NULL && prefix_parse(text, &prefix) == PREFIX_OK)
		announcer->addresses[at] = prefix_host(&prefix, 1);
}

static struct doc_node *make_site(struct estate_lab *lab, const struct estate_resource *resource,
                                  const char **site)
{
	const char *name =
	    estate_free_name(lab, ESTATE_NAMES_ELEMENTS,
	                     arena_printf(lab->arena, "site-%s", resource->lab_name), resource);
	struct doc_node *element = estate_element(lab, lab->lab, "site", resource, name);

	*site = name;
	return estate_element(lab, element, "router", resource, "router");
}

static void make_circuit_site(struct estate_lab *lab, const struct estate_resource *circuit,
                              struct announcers *announcers)
{
	const struct doc_node *peering = tree_member(circuit->made, "azure-private-peering");
	const struct doc_node *ipv6 = tree_member(peering, "ipv6-peering");
	const char *asn = leaf(peering, "peer-asn");
	const char *name;
	struct doc_node *router = make_site(lab, circuit, &name);

	tree_make(lab->arena, router, "asn", TREE_NUMBER)->text = asn;
	struct announcer *announcer = add_announcer(announcers, router, name);
	announcer->asn = (uint32_t)strtoul(asn, NULL, 10);
	announcer->ipv4_only = ipv6 == NULL;
	add_link(announcer, 0, peering, "primary-peer-address-prefix");
	add_link(announcer, 1, peering, "secondary-peer-address-prefix");
	add_link(announcer, 2, ipv6, "primary-peer-address-prefix");
	add_link(announcer, 3, ipv6, "secondary-peer-address-prefix");
	struct doc_node *links = tree_make_list(lab->arena, router, "circuit-link");
	for (unsigned i = 0; i < 2; i++) {
		struct doc_node *link = tree_make(lab->arena, links, NULL, TREE_OBJECT);
		tree_make_text(lab->arena, link, "express-route-circuit", circuit->lab_name);
		tree_make_text(lab->arena, link, "link", i == 0 ? "primary" : "secondary");
	}
}

static void make_local_site(struct estate_lab *lab, const struct estate_resource *local,
                            struct announcers *announcers)
{
	const char *asn = leaf(local->made, "asn");
	const char *name;

	if (asn == NULL)
		return;
	struct doc_node *router = make_site(lab, local, &name);
	tree_make(lab->arena, router, "asn", TREE_NUMBER)->text = asn;
	tree_make_text(lab->arena, local->made, "site", name);
	tree_make_text(lab->arena, local->made, "router", "router");
	struct announcer *announcer = add_announcer(announcers, router, name);
	announcer->asn = (uint32_t)strtoul(asn, NULL, 10);
	addr_parse(leaf(local->made, "bgp-peering-address"), &announcer->addresses[0]);
}

/* Appliances are in the networks already. */
static void add_appliances(struct estate_lab *lab, struct announcers *announcers)
{
	const struct doc_node *networks = tree_member(lab->lab, "virtual-network");

	for (const struct doc_node *network = networks != NULL ? networks->first : NULL;
	     network != NULL; network = network->next) {
		const struct doc_node *list = tree_member(network, "network-virtual-appliance");

		for (struct doc_node *at = list != NULL ? list->first : NULL; at != NULL;
		     at = at->next) {
			const char *asn = leaf(at, "asn");
			if (asn == NULL)
				continue;
			struct announcer *announcer =
			    add_announcer(announcers, at, leaf(at, "name"));
			announcer->asn = (uint32_t)strtoul(asn, NULL, 10);
			announcer->ipv4_only = true;
			addr_parse(leaf(at, "ip-address"), &announcer->addresses[0]);
		}
	}
}

void estate_make_sites(struct estate_lab *lab)
{
	struct announcers announcers = {0};

	for (size_t i = 0; i < lab->estate->count; i++) {
		const struct estate_resource *at = lab->estate->all[i];

		if (at->kind == ESTATE_CIRCUIT && at->made != NULL) {
			make_circuit_site(lab, at, &announcers);
		} else if (at->kind == ESTATE_LOCAL_GATEWAY && at->made != NULL) {
			make_local_site(lab, at, &announcers);
		}
	}
	add_appliances(lab, &announcers);
	estate_announce(lab, &announcers);
}
