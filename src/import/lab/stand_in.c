/* Gives sites prefixes to stand for. */
#include "import/lab/stand_in.h"

#include <inttypes.h>
#include <string.h>

#include "base/addr.h"
#include "base/check.h"
#include "document/document.h"
#include "document/make.h"
#include "document/name_map.h"
#include "document/write.h"

enum {
	BENCHMARK = 198u << 24 | 18u << 16, /* /15 */
	LENGTH = 28,
	SITES_MAX = 1 << (LENGTH - 15),
};

struct stand_in {
	struct arena *arena;
	struct name_map prefixes; /* by name of the site */
	uint32_t count;
};

static bool is_silent(const struct doc_node *site)
{
	const struct doc_node *routers = tree_member(site, "router");

	for (const struct doc_node *at = routers != NULL ? routers->first : NULL; at != NULL;
	     at = at->next) {
		if (tree_member(at, "advertise") != NULL)
			return false;
	}
	return routers != NULL;
}

static const char *prefix_for(struct stand_in *work, const char *site)
{
	const char *known = name_map_get(&work->prefixes, site);
	char words[PREFIX_TEXT_MAX];

	if (known != NULL || work->count == SITES_MAX)
		return known;
	struct addr addr = addr_v4((uint32_t)BENCHMARK + (work->count++ << (32 - LENGTH)));
	struct prefix prefix = prefix_make(&addr, LENGTH);
	known = arena_strdup(work->arena, prefix_format(&prefix, words));
	name_map_add(&work->prefixes, arena_strdup(work->arena, site), known);
	return known;
}

static void stand_for(struct stand_in *work, const struct doc_node *site)
{
	const struct doc_node *name = tree_member(site, "name");
	const char *prefix = prefix_for(work, name->text);

	for (struct doc_node *at = tree_member(site, "router")->first; at != NULL && prefix != NULL;
	     at = at->next)
		tree_make_text(work->arena, tree_make_list(work->arena, at, "advertise"), NULL,
		               prefix);
}

static void treat(struct stand_in *work, struct text *lab)
{
	struct findings none = {0};
	struct document *document =
	    document_parse("hairpin-lab", "the lab", text_str(lab), lab->size, &none);

	CHECK(document != NULL); /* import has made it */
	struct doc_node *root = tree_make(work->arena, NULL, NULL, TREE_OBJECT);
	const struct doc_node *top = tree_copy(work->arena, root, document_root(document));
	const struct doc_node *sites = tree_member(top, "site");

	for (const struct doc_node *at = sites != NULL ? sites->first : NULL; at != NULL;
	     at = at->next) {
		if (is_silent(at))
			stand_for(work, at);
	}
	text_clear(lab);
	tree_write(root, TREE_JSON, lab);
	document_free(document);
	findings_done(&none);
}

uint32_t lab_stand_in(struct text *labs, size_t count)
{
	struct arena *arena = arena_new();
	struct stand_in work = {.arena = arena, .prefixes = {.arena = arena}};

	for (size_t i = 0; i < count; i++)
		treat(&work, &labs[i]);
	arena_free(arena);
	return work.count;
}
