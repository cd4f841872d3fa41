/* What the texts of two labs say differently: settings, elements, connections. */
#include <string.h>

#include "base/check.h"
#include "document/document.h"
#include "document/name_map.h"
#include "document/tree.h"
#include "query/review/review_parts.h"

struct walk {
	struct review *review;
	struct arena *arena;
};

/* Lists whose entries join two elements: when one goes, something is cut. */
static const char *const joins[] = {
    "connection",
    "virtual-network-peering",
    "global-reach-connection",
    "hub-virtual-network-connection",
};

/* What says nothing about the network. */
static const char *const words_only[] = {"name", "description"};

static bool is_one_of(const char *name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(names[i], name) == 0)
			return true;
	}
	return false;
}

static const char *name_of(const struct doc_node *entry)
{
	const struct doc_node *name =
	    entry->kind == TREE_OBJECT ? tree_member(entry, "name") : NULL;

	return name != NULL ? name->text : NULL;
}

static bool has_names(const struct doc_node *list)
{
	return list->kind == TREE_ARRAY && list->first != NULL && name_of(list->first) != NULL;
}

static const char *below(const struct walk *walk, const char *path, const char *kind,
                         const char *name)
{
	return arena_printf(walk->arena, "%s%s%s%s%s", path, path[0] != '\0' ? " / " : "", kind,
	                    name != NULL ? " " : "", name != NULL ? name : "");
}

static void add_value(struct text *out, const struct doc_node *node)
{
	if (node->text != NULL)
		text_add(out, node->text);
	for (const struct doc_node *at = node->first; at != NULL; at = at->next) {
		text_add(out, at == node->first ? "" : node->kind == TREE_OBJECT ? " " : ", ");
		add_value(out, at);
	}
}

/* The value of a member in a few words, or NULL when it is not there. */
static const char *value_of(const struct walk *walk, const struct doc_node *member)
{
	struct text text = {0};
	const char *value;

	if (member == NULL)
		return NULL;
	add_value(&text, member);
	value = arena_strdup(walk->arena, text_str(&text));
	text_done(&text);
	return value;
}

/* A whole element that only one side has, and the connections in it. */
static void add_whole(struct walk *walk, const struct doc_node *node, const char *list,
                      const char *path, bool gone)
{
	bool join = is_one_of(list, joins, COUNT_OF(joins));
	struct review *review = walk->review;

	if (join && gone)
		review_add(&review->connections, path, "", NULL);
	else
		review_add(&review->elements, path, gone ? "" : NULL, gone ? NULL : "");
	for (const struct doc_node *at = gone ? node->first : NULL; at != NULL; at = at->next) {
		for (const struct doc_node *entry = at->first;
		     entry != NULL && is_one_of(at->name, joins, COUNT_OF(joins));
		     entry = entry->next)
			add_whole(walk, entry, at->name,
			          below(walk, path, at->name, name_of(entry)), true);
		if (at->kind == TREE_OBJECT && tree_member(at, "connection") != NULL)
			add_whole(walk, at, at->name, below(walk, path, at->name, name_of(at)),
			          true);
	}
}

static void add_entries(struct walk *walk, const struct doc_node *list, const char *path, bool gone)
{
	for (const struct doc_node *at = list->first; at != NULL; at = at->next)
		add_whole(walk, at, list->name, below(walk, path, list->name, name_of(at)), gone);
}

static void compare_members(struct walk *walk, const char *path, const struct doc_node *before,
                            const struct doc_node *after);

static void compare_lists(struct walk *walk, const char *path, const struct doc_node *before,
                          const struct doc_node *after)
{
	struct name_map was = {.arena = walk->arena};
	struct name_map is = {.arena = walk->arena};

	for (const struct doc_node *at = before->first; at != NULL; at = at->next)
		if (name_of(at) != NULL)
			name_map_add(&was, name_of(at), at);
	for (const struct doc_node *at = after->first; at != NULL; at = at->next)
		if (name_of(at) != NULL)
			name_map_add(&is, name_of(at), at);
	for (const struct doc_node *at = before->first; at != NULL; at = at->next) {
		const char *name = name_of(at);
		const struct doc_node *now = name == NULL ? NULL : name_map_get(&is, name);

		if (now == NULL)
			add_whole(walk, at, before->name, below(walk, path, before->name, name),
			          true);
		else
			compare_members(walk, below(walk, path, before->name, name), at, now);
	}
	for (const struct doc_node *at = after->first; at != NULL; at = at->next) {
		const char *name = name_of(at);

		if (name == NULL || name_map_get(&was, name) == NULL)
			add_whole(walk, at, after->name, below(walk, path, after->name, name),
			          false);
	}
}

/* A leaf-list, or a list whose entries have no names. */
static void compare_values(struct walk *walk, const char *path, const char *name,
                           const struct doc_node *before, const struct doc_node *after)
{
	const char *was = value_of(walk, before);
	const char *is = value_of(walk, after);

	if (was != NULL && is != NULL && strcmp(was, is) == 0)
		return;
	review_add(&walk->review->settings,
	           arena_printf(walk->arena, "%s%s%s", path, path[0] != '\0' ? ": " : "", name),
	           was, is);
}

static void compare_leaf(struct walk *walk, const char *path, const char *name,
                         const struct doc_node *before, const struct doc_node *after)
{
	const char *was = doc_text(before, name);
	const char *is = doc_text(after, name);

	if ((was == NULL && is == NULL) || (was != NULL && is != NULL && strcmp(was, is) == 0))
		return;
	review_add(&walk->review->settings,
	           arena_printf(walk->arena, "%s%s%s", path, path[0] != '\0' ? ": " : "", name),
	           was != NULL ? arena_strdup(walk->arena, was) : NULL,
	           is != NULL ? arena_strdup(walk->arena, is) : NULL);
}

/* One member of two objects, at least one of which has it. */
static void compare_member(struct walk *walk, const char *path, const struct doc_node *before,
                           const struct doc_node *after, const char *name)
{
	const struct doc_node *was = tree_member(before, name);
	const struct doc_node *is = tree_member(after, name);
	const struct doc_node *one = was != NULL ? was : is;

	if (is_one_of(name, words_only, COUNT_OF(words_only)))
		return;
	if (one->kind != TREE_ARRAY && one->kind != TREE_OBJECT)
		compare_leaf(walk, path, name, before, after);
	else if (one->kind == TREE_OBJECT && was != NULL && is != NULL)
		compare_members(walk, below(walk, path, name, name_of(was)), was, is);
	else if (one->kind == TREE_OBJECT)
		add_whole(walk, one, name, below(walk, path, name, name_of(one)), was != NULL);
	else if (has_names(one) && was != NULL && is != NULL)
		compare_lists(walk, path, was, is);
	else if (has_names(one))
		add_entries(walk, one, path, was != NULL);
	else
		compare_values(walk, path, name, was, is);
}

static void compare_members(struct walk *walk, const char *path, const struct doc_node *before,
                            const struct doc_node *after)
{
	for (const struct doc_node *at = before->first; at != NULL; at = at->next)
		compare_member(walk, path, before, after, at->name);
	for (const struct doc_node *at = after->first; at != NULL; at = at->next) {
		if (tree_member(before, at->name) == NULL)
			compare_member(walk, path, before, after, at->name);
	}
}

static struct document *text_of(const struct lab *lab, struct findings *none)
{
	return document_salvage_changed("hairpin-lab", lab->file, lab->text, lab->text_size,
	                                &lab->changes, none);
}

void review_settings(struct review *review, const struct lab *before, const struct lab *after)
{
	struct walk walk = {.review = review, .arena = review->arena};
	struct findings none = {0};
	struct document *was = text_of(before, &none);
	struct document *is = text_of(after, &none);

	CHECK(was != NULL && is != NULL); /* they are labs */
	compare_members(&walk, "", document_root(was), document_root(is));
	document_free(was);
	document_free(is);
	findings_done(&none);
}
