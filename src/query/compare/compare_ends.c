/* Collects the ends of a comparison. */
#include "query/compare/compare_ends.h"

#include <string.h>

#include "base/check.h"

struct ends {
	struct fabric *fabric[2];
	uint8_t family;
	struct arena *arena;
	struct compare_end *items;
	uint32_t count;
};

static struct compare_end *add_end(struct ends *ends, const char *name)
{
	struct compare_end *end = &ends->items[ends->count++];

	*end = (struct compare_end){
	    .name = name,
	    .end = {{.kind = PATH_END_OUTSIDE}, {.kind = PATH_END_OUTSIDE}},
	};
	return end;
}

static void set_end(struct compare_end *end, int lab, enum path_end_found found)
{
	if (found != PATH_END_FOUND)
		end->end[lab].kind = PATH_END_OUTSIDE;
	end->covered |= found == PATH_END_COVERED;
}

static void set_vnet(struct ends *ends, struct compare_end *end, int lab,
                     const struct lab_vnet *vnet)
{
	if (vnet != NULL)
		set_end(end, lab,
		        path_end_of_vnet(ends->fabric[lab], vnet, ends->family, &end->end[lab]));
}

static void set_site(struct ends *ends, struct compare_end *end, int lab,
                     const struct lab_site *site)
{
	if (site != NULL)
		set_end(end, lab,
		        path_end_of_site(ends->fabric[lab], site, ends->family, &end->end[lab]));
}

/* The VNet of this name in the other lab, most often at the same place; not a virtual hub's. */
static const struct lab_vnet *twin_of(const struct lab *lab, const struct lab *other, uint32_t at)
{
	const char *name = lab->vnets[at].name;
	const struct lab_vnet *twin = at < other->vnet_count ? &other->vnets[at] : NULL;

	if (twin == NULL || strcmp(twin->name, name) != 0)
		twin = lab_find_vnet(other, name);
	return twin == NULL || lab_vnet_is_hub(twin) ? NULL : twin;
}

static bool same_route_table(const struct lab_route_table *a, const struct lab_route_table *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	if (a->disable_bgp_route_propagation != b->disable_bgp_route_propagation ||
	    a->route_count != b->route_count)
		return false;
	for (uint32_t i = 0; i < a->route_count; i++) {
		if (!prefix_equal(&a->routes[i].prefix, &b->routes[i].prefix) ||
		    a->routes[i].type != b->routes[i].type ||
		    !addr_equal(&a->routes[i].address, &b->routes[i].address))
			return false;
	}
	return true;
}

static const struct lab_subnet *subnet_named(const struct lab_vnet *vnet, const char *name)
{
	for (uint32_t i = 0; i < vnet->subnet_count; i++) {
		if (strcmp(vnet->subnets[i].name, name) == 0)
			return &vnet->subnets[i];
	}
	return NULL;
}

/* A VNet stands for its subnets, but not for those that have another route table now. */
static void add_subnets(struct ends *ends, const struct compare_end *whole,
                        const struct lab_vnet *const vnets[2])
{
	for (uint32_t i = 0; i < vnets[0]->subnet_count; i++) {
		const struct lab_subnet *subnets[2] = {&vnets[0]->subnets[i], NULL};
		struct compare_end *end;

		subnets[1] = subnet_named(vnets[1], subnets[0]->name);
		if (subnets[1] == NULL ||
		    same_route_table(subnets[0]->route_table, subnets[1]->route_table) ||
		    (whole->end[0].subnet == subnets[0] && whole->end[1].subnet == subnets[1]))
			continue;
		end = add_end(ends,
		              arena_printf(ends->arena, "%s/%s", vnets[0]->name, subnets[0]->name));
		end->network = vnets[0]->name;
		for (int lab = 0; lab < 2; lab++)
			set_end(end, lab,
			        path_end_of_subnet(ends->fabric[lab], vnets[lab], subnets[lab],
			                           ends->family, end->name, &end->end[lab]));
	}
}

static void add_part(struct ends *ends, const struct lab_vnet *const vnets[2],
                     const struct lab_subnet *const subnets[2])
{
	int first = subnets[0] != NULL ? 0 : 1;
	const char *network = vnets[first]->name;
	struct compare_end *end =
	    add_end(ends, arena_printf(ends->arena, "%s/%s", network, subnets[first]->name));

	CHECK(subnets[first] != NULL);
	end->network = network;
	for (int lab = 0; lab < 2; lab++) {
		if (subnets[lab] != NULL)
			set_end(end, lab,
			        path_end_of_subnet(ends->fabric[lab], vnets[lab], subnets[lab],
			                           ends->family, end->name, &end->end[lab]));
	}
}

/* No VM stands for all of a network of which one of the labs peers only some subnets
 * (subnet-peering): each subnet in which VMs stand is an end. A network that only one lab has is
 * NULL in the other. */
static void add_parts(struct ends *ends, const struct lab_vnet *const vnets[2])
{
	for (int lab = 0; lab < 2; lab++) {
		for (uint32_t i = 0; vnets[lab] != NULL && i < vnets[lab]->subnet_count; i++) {
			const struct lab_subnet *subnets[2] = {NULL, NULL};
			const struct lab_vnet *other = vnets[lab ^ 1];

			subnets[lab] = &vnets[lab]->subnets[i];
			if (other != NULL)
				subnets[lab ^ 1] = subnet_named(other, subnets[lab]->name);
			if (path_vms_stand_in(subnets[lab]) && (lab == 0 || subnets[0] == NULL))
				add_part(ends, vnets, subnets);
		}
	}
}

static bool is_divided(const struct lab_vnet *const vnets[2])
{
	return (vnets[0] != NULL && lab_vnet_is_divided(vnets[0])) ||
	       (vnets[1] != NULL && lab_vnet_is_divided(vnets[1]));
}

/* How many subnets of both labs may be ends. */
static size_t subnet_count(const struct lab *lab)
{
	size_t count = 0;

	for (uint32_t i = 0; i < lab->vnet_count; i++)
		count += lab->vnets[i].subnet_count;
	return count;
}

static void add_vnet(struct ends *ends, uint32_t at)
{
	const struct lab *first = ends->fabric[0]->lab;
	const struct lab_vnet *vnets[2] = {&first->vnets[at], NULL};
	struct compare_end *end;

	vnets[1] = twin_of(first, ends->fabric[1]->lab, at);
	if (is_divided(vnets)) {
		add_parts(ends, vnets);
		return;
	}
	end = add_end(ends, vnets[0]->name);
	set_vnet(ends, end, 0, vnets[0]);
	set_vnet(ends, end, 1, vnets[1]);
	if (vnets[1] != NULL)
		add_subnets(ends, end, vnets);
}

/* A network of the second lab alone. */
static void add_new_vnet(struct ends *ends, const struct lab_vnet *vnet)
{
	const struct lab_vnet *vnets[2] = {NULL, vnet};

	if (is_divided(vnets))
		add_parts(ends, vnets);
	else
		set_vnet(ends, add_end(ends, vnet->name), 1, vnet);
}

/* All VNets and sites of both labs, each name once, in the order of the labs. */
static void collect(struct ends *ends)
{
	const struct lab *first = ends->fabric[0]->lab;
	const struct lab *second = ends->fabric[1]->lab;
	size_t room = (size_t)first->vnet_count + first->site_count + second->vnet_count +
	              second->site_count + subnet_count(first) + subnet_count(second) + 1;

	ends->items = arena_alloc(ends->arena, room * sizeof(*ends->items));
	for (uint32_t i = 0; i < first->vnet_count; i++) {
		if (!lab_vnet_is_hub(&first->vnets[i]))
			add_vnet(ends, i);
	}
	for (uint32_t i = 0; i < second->vnet_count; i++) {
		const struct lab_vnet *vnet = &second->vnets[i];

		if (!lab_vnet_is_hub(vnet) && twin_of(second, first, i) == NULL)
			add_new_vnet(ends, vnet);
	}
	for (uint32_t i = 0; i < first->site_count; i++) {
		struct compare_end *end = add_end(ends, first->sites[i].name);

		set_site(ends, end, 0, &first->sites[i]);
		set_site(ends, end, 1, lab_find_site(second, end->name));
	}
	for (uint32_t i = 0; i < second->site_count; i++) {
		if (lab_find_site(first, second->sites[i].name) == NULL)
			set_site(ends, add_end(ends, second->sites[i].name), 1, &second->sites[i]);
	}
	for (uint32_t i = 0; i < ends->count; i++) {
		if (ends->items[i].covered)
			ends->items[i].end[0].kind = ends->items[i].end[1].kind = PATH_END_OUTSIDE;
	}
}

bool compare_end_same_network(const struct compare_end *a, const struct compare_end *b)
{
	const char *left = a->network != NULL ? a->network : a->name;
	const char *right = b->network != NULL ? b->network : b->name;

	return (a->network != NULL || b->network != NULL) && strcmp(left, right) == 0;
}

struct compare_end *compare_ends(struct fabric *first, struct fabric *second, uint8_t family,
                                 struct arena *arena, uint32_t *count)
{
	struct ends ends = {.fabric = {first, second}, .family = family, .arena = arena};

	collect(&ends);
	*count = ends.count;
	return ends.items;
}
