/* Connectivity configurations of Azure Virtual Network Manager: meshes, hubs with spokes, and the
 * connected groups that they make. */
#include <string.h>

#include "azure/azure.h"
#include "azure/vnet_peering/vnet_peering.h"
#include "base/check.h"
#include "query/limits/limits_count.h"
#include "topo/judge/judge.h"
#include "topo/model/model_load.h"

static bool is_word(const struct doc_node *node, const char *leaf, const char *word)
{
	const char *text = doc_text(node, leaf);

	return text != NULL && strcmp(text, word) == 0;
}

/* The network lies in a connected group; of more than two the judge speaks. */
static void enter_group(struct loader *loader, const struct lab_network_group *group,
                        const struct lab_vnet *member)
{
	struct lab_vnet *vnet = &loader->lab->vnets[member->index];

	if (group->connected && vnet->group_count < LAB_VNET_GROUPS)
		vnet->groups[vnet->group_count++] = group;
	else if (group->connected)
		findings_add(loader->findings, SEVERITY_ERROR, group->place,
		             "\"%s\" is in a third connected group, \"%s\"; expected at most %d "
		             "[connected-group]",
		             vnet->name, group->name, LAB_VNET_GROUPS);
}

static void load_members(struct loader *loader, const struct doc_node *node,
                         struct lab_network_group *group)
{
	uint32_t count = doc_count(node, "virtual-network");

	group->members = arena_alloc(loader->arena, count * sizeof(const struct lab_vnet *));
	for (const struct doc_node *at = doc_child(node, "virtual-network"); at != NULL;
	     at = doc_next(at)) {
		const char *name = doc_value(at);
		const struct lab_vnet *member =
		    name == NULL ? NULL : name_map_get(&loader->names[LAB_VNET], name);

		if (member == NULL)
			continue;
		group->members[group->member_count++] = member;
		enter_group(loader, group, member);
	}
	CHECK(group->member_count <= count);
}

static void load_groups(struct loader *loader, const struct doc_node *node,
                        struct lab_connectivity *connectivity)
{
	uint32_t count = doc_count(node, "applies-to-group");
	bool mesh = is_word(node, "connectivity-topology", "Mesh");
	unsigned doubts = 0;

	connectivity->groups = arena_alloc(loader->arena, count * sizeof(*connectivity->groups));
	for (const struct doc_node *at = doc_child(node, "applies-to-group"); at != NULL;
	     at = doc_next(at)) {
		struct lab_network_group *group =
		    &connectivity->groups[connectivity->group_count++];

		*group = (struct lab_network_group){
		    .name = load_name(loader, at, &doubts),
		    .connected = mesh || is_word(at, "group-connectivity", "DirectlyConnected"),
		    .global = doc_bool(at, "is-global"),
		    .use_hub_gateway = doc_bool(at, "use-hub-gateway"),
		    .place = doc_place(at, NULL),
		};
		load_members(loader, at, group);
	}
	CHECK(connectivity->group_count == count);
}

static void load_all(struct loader *loader, const struct doc_node *root)
{
	struct lab_connectivity *connectivity =
	    load_own(loader, LAB_CONNECTIVITY, doc_count(root, "connectivity-configuration"),
	             sizeof(*connectivity));

	for (const struct doc_node *at = doc_child(root, "connectivity-configuration"); at != NULL;
	     at = doc_next(at), connectivity++) {
		connectivity->name = load_name(loader, at, &connectivity->doubts);
		connectivity->hub = load_reference(loader, LAB_VNET, at, "hub");
		connectivity->place = doc_place(at, NULL);
		load_groups(loader, at, connectivity);
	}
}

static void list(struct lister *lister, struct lab *lab)
{
	struct lab_connectivity *all = lab->own[LAB_CONNECTIVITY].items;

	for (uint32_t i = 0; i < lab->own[LAB_CONNECTIVITY].count; i++)
		LOAD_LIST(lister, &all[i], NULL);
}

uint32_t connectivity_peerings(const struct lab *lab, const struct lab_vnet *vnet)
{
	const struct lab_connectivity *all = lab->own[LAB_CONNECTIVITY].items;
	uint32_t count = 0;

	for (uint32_t i = 0; i < lab->own[LAB_CONNECTIVITY].count; i++) {
		for (uint32_t g = 0; all[i].hub != NULL && g < all[i].group_count; g++)
			count += all[i].hub == vnet ? all[i].groups[g].member_count : 1;
	}
	return count;
}

static void add_side(struct loader *loader, const struct lab_connectivity *by,
                     const struct lab_vnet *from, const struct lab_vnet *to, bool gateway)
{
	struct lab_vnet *vnet = &loader->lab->vnets[from->index];

	vnet->peerings[vnet->peering_count++] = (struct lab_vnet_peering){
	    .name = arena_printf(loader->arena, "ANM_%s_%s", by->name, to->name),
	    .vnet = vnet,
	    .remote = to,
	    .allow_virtual_network_access = true,
	    .allow_forwarded_traffic = true,
	    .allow_gateway_transit = gateway && from == by->hub,
	    .use_remote_gateways = gateway && to == by->hub,
	    .peer_complete_vnets = true,
	    .place = by->place,
	};
}

/* Without a gateway the spoke's side, which wants one, is not made. */
static void add_peering(struct loader *loader, const struct lab_connectivity *by,
                        const struct lab_network_group *group, const struct lab_vnet *spoke)
{
	const struct lab_vnet *hub = by->hub;

	if (spoke == hub || lab_peering_with(hub, spoke) != NULL ||
	    lab_peering_with(spoke, hub) != NULL)
		return;
	add_side(loader, by, hub, spoke, group->use_hub_gateway);
	if (!group->use_hub_gateway || lab_has_serving(hub))
		add_side(loader, by, spoke, hub, group->use_hub_gateway);
}

void connectivity_add_peerings(struct loader *loader)
{
	const struct lab_connectivity *all = loader->lab->own[LAB_CONNECTIVITY].items;

	for (uint32_t i = 0; i < loader->lab->own[LAB_CONNECTIVITY].count; i++) {
		for (uint32_t g = 0; all[i].hub != NULL && g < all[i].group_count; g++) {
			const struct lab_network_group *group = &all[i].groups[g];

			for (uint32_t k = 0; k < group->member_count; k++)
				add_peering(loader, &all[i], group, group->members[k]);
		}
	}
}

/* A prefix that several members have is not in the group. */
static void judge_shared(const struct judge *judge, const struct lab_network_group *group)
{
	char text[PREFIX_TEXT_MAX];

	for (uint32_t i = 0; i < group->member_count; i++) {
		const struct lab_vnet *member = group->members[i];

		for (uint32_t k = 0; k < member->address_space.count; k++) {
			const struct prefix *prefix = &member->address_space.items[k];

			if (lab_group_knows(group, member, prefix))
				continue;
			judge_say(judge, SEVERITY_WARNING, group->place, "connected-group",
			          "%s of \"%s\" overlaps with another network of the connected "
			          "group \"%s\", which leaves it out: nobody reaches it there; "
			          "expected prefixes apart from each other",
			          prefix_format(prefix, text), member->name, group->name);
		}
	}
}

static void judge_group(const struct judge *judge, const struct lab_connectivity *of,
                        const struct lab_network_group *group)
{
	uint32_t most = facts_limit(judge->facts, "connected-group-vnets");

	if (!group->connected)
		return;
	if (of->hub == NULL && of->group_count > 1)
		judge_say(judge, SEVERITY_WARNING, group->place, "connected-group",
		          "\"%s\" is one of %u groups of a mesh, and only a mesh of one group is "
		          "described: each group is taken as a mesh of its own",
		          group->name, of->group_count);
	if (group->member_count > most)
		judge_say(judge, SEVERITY_ERROR, group->place, "connected-group",
		          "the connected group \"%s\" has %u networks; expected at most %u (1,000 "
		          "on request: override the limit connected-group-vnets)",
		          group->name, group->member_count, most);
	else
		judge_shared(judge, group);
}

static void judge_all(const struct judge *judge)
{
	const struct lab_connectivity *all = judge->lab->own[LAB_CONNECTIVITY].items;

	for (uint32_t i = 0; i < judge->lab->own[LAB_CONNECTIVITY].count; i++) {
		for (uint32_t g = 0; g < all[i].group_count; g++)
			judge_group(judge, &all[i], &all[i].groups[g]);
	}
}

static void count(struct limit_counter *counter, const struct lab_element *element)
{
	const struct lab_connectivity *of = lab_connectivity_of(element);

	CHECK(of != NULL);
	for (uint32_t g = 0; g < of->group_count; g++) {
		const struct lab_network_group *group = &of->groups[g];
		struct limit_use use = {
		    .kind = LIMIT_CONNECTED_GROUP,
		    .element = group->name,
		    .used = group->member_count,
		    .limit = facts_limit(counter->lab->facts, "connected-group-vnets"),
		    .limit_id = "connected-group-vnets",
		};

		if (group->connected)
			limits_add(counter, &use);
	}
}

static const struct judge_rule rules[] = {
    {judge_all, true},
    {NULL, false},
};

const struct kind_hooks azure_connectivity = {
    .load = &(const struct load_hooks){.load = load_all, .list = list},
    .judge = &(const struct judge_hooks){.rules = rules},
    .limits = &(const struct limits_hooks){.element = count},
};
