/* Sites and appliances are the lab's own: which of an import are new, and what of the lab names
 * things that are gone. */
#include <string.h>

#include "import/lab/merge.h"

static const struct doc_node *first_of(const struct doc_node *node, const char *list)
{
	const struct doc_node *found = tree_member(node, list);

	return found != NULL ? found->first : NULL;
}

/* The router of the site that is at the circuit, or NULL. */
static struct doc_node *router_at(const struct doc_node *site, const char *circuit)
{
	for (struct doc_node *router = (struct doc_node *)first_of(site, "router"); router != NULL;
	     router = router->next) {
		for (const struct doc_node *link = first_of(router, "circuit-link"); link != NULL;
		     link = link->next) {
			if (strcmp(tree_member(link, "express-route-circuit")->text, circuit) == 0)
				return router;
		}
	}
	return NULL;
}

/* A router without announcements takes those that the import found. */
static void adopt(struct merge *merge, struct doc_node *router, const struct doc_node *new)
{
	const struct doc_node *announced = tree_member(new, "advertise");

	if (announced == NULL || tree_member(router, "advertise") != NULL)
		return;
	tree_copy(merge->arena, router, announced);
	text_addf(merge->changes, "+ site %s / router %s: advertise\n",
	          merge_name_of(router->parent->parent), merge_name_of(router));
}

/* What the import made up for a circuit that has a site already. */
static bool has_site(struct merge *merge, const struct doc_node *lab, const struct doc_node *site)
{
	const struct doc_node *link = first_of(first_of(site, "router"), "circuit-link");
	bool found = false;

	if (link == NULL)
		return false;
	const char *circuit = tree_member(link, "express-route-circuit")->text;
	for (const struct doc_node *at = first_of(lab, "site"); at != NULL; at = at->next) {
		struct doc_node *router = router_at(at, circuit);

		if (router == NULL)
			continue;
		adopt(merge, router, first_of(site, "router"));
		found = true;
	}
	return found;
}

/* The same for a local network gateway: the lab names another site there. */
static bool is_replaced(const struct doc_node *lab, const struct doc_node *new_lab,
                        const char *site)
{
	const struct doc_node *list = tree_member(new_lab, "local-network-gateway");
	const struct doc_node *old_list = tree_member(lab, "local-network-gateway");

	for (const struct doc_node *at = list != NULL ? list->first : NULL;
	     at != NULL && old_list != NULL; at = at->next) {
		const struct doc_node *own = tree_member(at, "site");
		const struct doc_node *old = merge_entry_named(old_list, merge_name_of(at));

		if (own != NULL && strcmp(own->text, site) == 0 && old != NULL)
			return tree_member(old, "site") == NULL ||
			       strcmp(tree_member(old, "site")->text, site) != 0;
	}
	return false;
}

void merge_drop_known_sites(struct merge *merge, const struct doc_node *old, struct doc_node *new)
{
	struct doc_node *sites = (struct doc_node *)tree_member(new, "site");

	for (struct doc_node *at = sites != NULL ? sites->first : NULL, *next; at != NULL;
	     at = next) {
		next = at->next;
		if (has_site(merge, old, at) || is_replaced(old, new, merge_name_of(at)))
			tree_remove(at);
	}
	if (sites != NULL && sites->first == NULL)
		tree_remove(sites);
}

/* Links of a router to circuits that are gone go with them. */
static void prune_links(struct merge *merge, const struct doc_node *circuits,
                        struct doc_node *router)
{
	struct doc_node *links = (struct doc_node *)tree_member(router, "circuit-link");

	for (struct doc_node *at = links != NULL ? links->first : NULL, *next; at != NULL;
	     at = next) {
		const char *circuit = tree_member(at, "express-route-circuit")->text;

		next = at->next;
		if (circuits != NULL && merge_entry_named(circuits, circuit) != NULL)
			continue;
		text_addf(merge->changes, "- site %s / router %s: circuit-link %s\n",
		          merge_name_of(router->parent->parent), merge_name_of(router), circuit);
		tree_remove(at);
	}
	if (links != NULL && links->first == NULL)
		tree_remove(links);
}

static bool has_route_server(const struct doc_node *lab, const char *name)
{
	for (const struct doc_node *network = first_of(lab, "virtual-network"); network != NULL;
	     network = network->next) {
		const struct doc_node *server = tree_member(network, "route-server");

		if (server != NULL && strcmp(merge_name_of(server), name) == 0)
			return true;
	}
	return false;
}

/* Appliances stay when their Route Server is gone, and are its peers no more. */
static void prune_peers(struct merge *merge, const struct doc_node *lab,
                        const struct doc_node *network)
{
	for (const struct doc_node *at = first_of(network, "network-virtual-appliance"); at != NULL;
	     at = at->next) {
		struct doc_node *server = (struct doc_node *)tree_member(at, "route-server");

		if (server == NULL || has_route_server(lab, server->text))
			continue;
		text_addf(merge->changes,
		          "- virtual-network %s / network-virtual-appliance %s: route-server\n",
		          merge_name_of(network), merge_name_of(at));
		tree_remove(server);
	}
}

void merge_prune(struct merge *merge, struct doc_node *lab)
{
	for (const struct doc_node *at = first_of(lab, "virtual-network"); at != NULL;
	     at = at->next)
		prune_peers(merge, lab, at);
	const struct doc_node *circuits = tree_member(lab, "express-route-circuit");

	for (const struct doc_node *site = first_of(lab, "site"); site != NULL; site = site->next) {
		for (struct doc_node *router = (struct doc_node *)first_of(site, "router");
		     router != NULL; router = router->next)
			prune_links(merge, circuits, router);
	}
}
