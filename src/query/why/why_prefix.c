/* Names, addresses and prefixes, as prefixes. */
#include "query/why/why_prefix.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"

struct found {
	struct prefix *items;
	uint32_t count;
	size_t room;
};

static void add(struct found *found, const struct prefix *prefix)
{
	for (uint32_t i = 0; i < found->count; i++)
		if (prefix_equal(&found->items[i], prefix))
			return;
	found->items =
	    mem_grow(found->items, &found->room, found->count + 1u, sizeof(*found->items));
	found->items[found->count++] = *prefix;
}

static void add_all(struct found *found, const struct lab_prefixes *list)
{
	for (uint32_t i = 0; i < list->count; i++)
		add(found, &list->items[i]);
}

/* The longest of both. */
static void prefer(const struct prefix *prefix, const struct addr *address, struct prefix *best)
{
	if (prefix_contains_addr(prefix, address) &&
	    (!addr_is_set(&best->addr) || prefix->length > best->length))
		*best = *prefix;
}

static void prefer_of(const struct lab_prefixes *list, const struct addr *address,
                      struct prefix *best)
{
	for (uint32_t i = 0; i < list->count; i++)
		prefer(&list->items[i], address, best);
}

static void add_address(const struct fabric *fabric, uint32_t node, const struct addr *address,
                        struct found *found)
{
	const struct lab *lab = fabric->lab;
	const struct snapshot_path *path;
	struct prefix best = {0};

	CHECK(node < fabric->node_count);
	if (snapshot_lookup(fabric->nodes[node].node, address, &path) > 0) {
		add(found, &path->prefix);
		return;
	}
	for (uint32_t i = 0; i < lab->vnet_count; i++)
		prefer_of(&lab->vnets[i].address_space, address, &best);
	for (uint32_t i = 0; i < lab->site_count; i++)
		for (uint32_t r = 0; r < lab->sites[i].router_count; r++)
			prefer_of(&lab->sites[i].routers[r].advertise, address, &best);
	if (!addr_is_set(&best.addr))
		best = prefix_make(address, (uint8_t)addr_bits(address->family));
	add(found, &best);
}

/* What of the address space holds the subnet. */
static void add_subnet(const struct lab_vnet *vnet, const struct lab_subnet *subnet,
                       struct found *found)
{
	for (uint32_t i = 0; i < subnet->prefixes.count; i++) {
		const struct prefix *whole = lab_vnet_covers(vnet, &subnet->prefixes.items[i].addr);

		add(found, whole != NULL ? whole : &subnet->prefixes.items[i]);
	}
}

static bool is_subnet(const struct lab_vnet *vnet, const struct lab_subnet *subnet,
                      const char *text)
{
	size_t size = strlen(vnet->name);

	return strncmp(text, vnet->name, size) == 0 && text[size] == '/' &&
	       strcmp(text + size + 1, subnet->name) == 0;
}

static void add_named(const struct lab *lab, const char *text, struct found *found)
{
	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		const struct lab_vnet *vnet = &lab->vnets[i];

		if (strcmp(vnet->name, text) == 0)
			add_all(found, &vnet->address_space);
		for (uint32_t s = 0; s < vnet->subnet_count; s++)
			if (is_subnet(vnet, &vnet->subnets[s], text))
				add_subnet(vnet, &vnet->subnets[s], found);
	}
	for (uint32_t i = 0; i < lab->site_count; i++)
		for (uint32_t r = 0;
		     strcmp(lab->sites[i].name, text) == 0 && r < lab->sites[i].router_count; r++)
			add_all(found, &lab->sites[i].routers[r].advertise);
}

static void refuse(const struct lab *lab, const char *text, struct findings *findings)
{
	struct arena *arena = arena_new();
	const char **names = NULL;
	size_t room = 0;
	size_t count = 0;
	const char *near;

	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		const struct lab_vnet *vnet = &lab->vnets[i];

		names = mem_grow(names, &room, count + vnet->subnet_count + 1, sizeof(*names));
		names[count++] = vnet->name;
		for (uint32_t s = 0; s < vnet->subnet_count && strchr(text, '/') != NULL; s++)
			names[count++] = lab_join_name(arena, vnet->name, vnet->subnets[s].name);
	}
	names = mem_grow(names, &room, count + lab->site_count + 1, sizeof(*names));
	for (uint32_t i = 0; i < lab->site_count; i++)
		names[count++] = lab->sites[i].name;
	near = nearest_word(text, names, count);
	findings_add(findings, SEVERITY_ERROR, (struct place){0},
	             "'%s' is neither a prefix or an address, nor a virtual network, subnet or "
	             "site with prefixes%s%s%s",
	             text, near == NULL ? "" : "; did you mean '", near == NULL ? "" : near,
	             near == NULL ? "" : "'?");
	free(names);
	arena_free(arena);
}

/* A prefix as it is written, or said what is wrong with it. */
static bool add_prefix(const char *text, struct found *found, struct findings *findings)
{
	char masked[PREFIX_TEXT_MAX];
	struct prefix prefix;

	switch (prefix_parse(text, &prefix)) {
	case PREFIX_OK:
		add(found, &prefix);
		return true;
	case PREFIX_HOST_BITS:
		findings_add(findings, SEVERITY_ERROR, (struct place){0},
		             "'%s' has bits set behind its length; did you mean '%s'?", text,
		             prefix_format(&prefix, masked));
		return false;
	default:
		return true;
	}
}

bool why_find_prefixes(struct fabric *fabric, uint32_t node, const char *text,
                       const struct prefix **out, uint32_t *count, struct findings *findings)
{
	struct found found = {0};
	struct prefix *kept;
	struct addr address;

	CHECK(node < fabric->node_count);
	if (!add_prefix(text, &found, findings))
		return false;
	if (found.count == 0 && addr_parse(text, &address))
		add_address(fabric, node, &address, &found);
	if (found.count == 0)
		add_named(fabric->lab, text, &found);
	if (found.count == 0)
		refuse(fabric->lab, text, findings);
	kept = arena_alloc(fabric->arena, (found.count + 1u) * sizeof(*kept));
	for (uint32_t i = 0; i < found.count; i++)
		kept[i] = found.items[i];
	free(found.items);
	*out = kept;
	*count = found.count;
	return found.count > 0;
}
