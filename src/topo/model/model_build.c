/* A checked document becomes a lab; what is not good in it stays unset. */
#include "topo/model/model_build.h"

#include <string.h>

#include "base/check.h"
#include "topo/model/model_load.h"

static void load_rtt_override(struct loader *loader, const struct doc_node *node)
{
	static const char *const ends[] = {"a", "b"};
	bool whole = doc_has(node, "a") && doc_has(node, "b");

	for (size_t i = 0; i < COUNT_OF(ends); i++) {
		const char *name = doc_text(node, ends[i]);
		uint32_t count;
		if (name == NULL || facts_region(loader->facts, name) != NULL ||
		    facts_location(loader->facts, name) != NULL)
			continue;
		const char *const *names = facts_region_names(loader->facts, &count);
		load_report_unknown(loader, doc_place(node, ends[i]), "region or peering location",
		                    name, names, count,
		                    "data/regions.json and data/peering-locations.csv");
	}
	if (whole)
		facts_override_rtt(loader->facts, doc_text(node, "a"), doc_text(node, "b"),
		                   doc_ms_as_us(node, "ms"));
}

static void load_limit_override(struct loader *loader, const struct doc_node *node)
{
	const char *id = doc_text(node, "id");
	uint32_t count;
	const char *const *ids = facts_limit_ids(loader->facts, &count);
	uint32_t i = 0;

	while (id != NULL && i < count && strcmp(ids[i], id) != 0)
		i++;
	if (id != NULL && i == count)
		load_report_unknown(loader, doc_place(node, "id"), "limit", id, ids, count,
		                    "data/limits.json");
	if (id == NULL || i == count || !doc_has(node, "value"))
		loader->lab->doubts |= LAB_DOUBT_LIMITS;
	else
		facts_override_limit(loader->facts, id, doc_u32(node, "value"));
}

static void load_overrides(struct loader *loader, const struct doc_node *root)
{
	const struct doc_node *override = doc_child(root, "override");

	loader->lab->doubts |= load_doubt(root, "override", LAB_DOUBT_LIMITS);
	if (override == NULL)
		return;
	loader->lab->doubts |= load_doubt(override, "limit", LAB_DOUBT_LIMITS);
	for (const struct doc_node *at = doc_child(override, "rtt"); at != NULL; at = doc_next(at))
		load_rtt_override(loader, at);
	for (const struct doc_node *at = doc_child(override, "limit"); at != NULL;
	     at = doc_next(at))
		load_limit_override(loader, at);
}

/* Kind by kind, twice: see struct load_hooks. */
static void load_elements(struct loader *loader, const struct doc_node *root)
{
	for (unsigned kind = 0; kind < LAB_KIND_COUNT; kind++) {
		const struct load_hooks *hooks = loader->lab->kinds[kind]->load;

		if (hooks != NULL && hooks->load != NULL)
			hooks->load(loader, root);
	}
	for (unsigned kind = 0; kind < LAB_KIND_COUNT; kind++) {
		const struct load_hooks *hooks = loader->lab->kinds[kind]->load;

		if (hooks != NULL && hooks->join != NULL)
			hooks->join(loader, root);
	}
}

/* Whether there is such a thing is seen when the lab is whole. */
static void load_down(struct loader *loader, const struct doc_node *root)
{
	struct lab *lab = loader->lab;

	lab->down = arena_alloc(loader->arena, doc_count(root, "down") * sizeof(*lab->down));
	for (const struct doc_node *at = doc_child(root, "down"); at != NULL; at = doc_next(at))
		lab->down[lab->down_count++] =
		    (struct lab_down){load_text(loader, doc_value(at)), doc_place(at, NULL)};
}

static void load_root(struct loader *loader, const struct doc_node *root)
{
	struct lab *lab = loader->lab;

	lab->name = load_text(loader, doc_text(root, "name"));
	lab->description = load_text(loader, doc_text(root, "description"));
	lab->gateways_before_2024 = strcmp(doc_text(root, "gateway-era"), "before-2024") == 0;
	load_down(loader, root);
	lab->accepts_as_sets = doc_bool(root, "accept-as-sets");
	load_overrides(loader, root);
	load_policies(loader, root);
	load_elements(loader, root);
}

static void loader_done(struct loader *loader)
{
	for (unsigned kind = 0; kind < LAB_KIND_COUNT; kind++)
		name_map_done(&loader->names[kind]);
}

struct lab *model_build(kind_table kinds, const struct document *document, const char *file,
                        struct arena *arena, struct findings *findings)
{
	struct lab *lab = arena_alloc(arena, sizeof(*lab));
	struct facts *facts = facts_new(arena);
	struct loader loader = {
	    .arena = arena,
	    .lab = lab,
	    .facts = facts,
	    .findings = findings,
	};

	lab->arena = arena;
	lab->kinds = kinds;
	lab->file = file;
	lab->facts = facts;
	load_root(&loader, document_root(document));
	loader_done(&loader);
	return lab;
}
