/* Lists and leaf-lists: their entries, and that none comes twice. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "document/schema_value.h"
#include "document/schema_walk.h"

enum { KEYS_MAX = 4 };

/* An entry of a list, or a value of a leaf or leaf-list, that must not come twice. */
static void report_repeat(struct schema *schema, const struct doc_node *node,
                          const struct doc_node *first)
{
	struct text said = {0};
	struct quoted quoted;

	if (node->text == NULL)
		schema_describe_instance(node, &said);
	else
		text_addf(&said, "%s \"%s\"", schema_of(node)->name,
		          tree_quote(node->text, &quoted));
	text_addf(&said, " a second time; the first is in line %u; expected each once",
	          first->line);
	schema_report(schema, tree_place(node, schema->file), &said);
}

void schema_check_leaf_list(struct schema *schema, struct doc_node *list, struct lyd_node *parent)
{
	const struct lysc_node *leaf = schema_of(list);
	struct name_map seen = {0};

	if (!schema_expect_kind(schema, list, TREE_ARRAY))
		return;
	for (struct doc_node *at = list->first; at != NULL; at = at->next) {
		at->schema = leaf;
		schema_check_scalar(schema, at, parent);
		const struct doc_node *first = at->wrong ? NULL : name_map_add(&seen, at->text, at);
		list->partial = list->partial || at->wrong;
		if (first == NULL)
			continue;
		report_repeat(schema, at, first);
		at->wrong = true;
	}
	name_map_done(&seen);
}

/* The keys of a list entry, judged before the rest since libyang makes an entry from them. Returns
 * false when one is missing or wrong. */
static bool check_keys(const struct doc_node *entry, struct doc_node *keys[KEYS_MAX])
{
	const struct lysc_node *list = schema_of(entry);
	struct text said = {0};
	size_t count = 0;
	bool good = true;

	for (const struct lysc_node *key = lysc_node_child(list); key != NULL && lysc_is_key(key);
	     key = key->next) {
		CHECK(count < KEYS_MAX);
		struct doc_node *member = (struct doc_node *)schema_member_of(entry, key);
		keys[count++] = member;
		good = good && member != NULL && !member->wrong &&
		       schema_value_check(key, member, &said);
	}
	/* schema_check_members() comes to the same result, and reports it. */
	text_done(&said);
	return good;
}

/* Makes libyang's entry, with its keys; returns it. */
static struct lyd_node *entry_data(struct schema *schema, struct doc_node *entry,
                                   struct doc_node *keys[KEYS_MAX], struct lyd_node *parent)
{
	const char *texts[KEYS_MAX] = {NULL};
	struct lyd_node *data = NULL;

	for (size_t i = 0; i < KEYS_MAX && keys[i] != NULL; i++)
		texts[i] = keys[i]->text;
	/* It reads as many as the list has keys. */
	LY_ERR error = lyd_new_list(parent, schema->module, schema_of(entry)->name, 0, &data,
	                            texts[0], texts[1], texts[2], texts[3]);
	CHECK(error == LY_SUCCESS);
	entry->data = data;

	struct lyd_node *child = lyd_child(data);
	for (size_t i = 0; i < KEYS_MAX && keys[i] != NULL; i++, child = child->next) {
		keys[i]->data = child;
		schema_settle_value(schema, keys[i]);
	}
	return data;
}

/* All keys of an entry as one name. No key holds the separator: it is a control character. */
static char *joined_keys(struct doc_node *const keys[KEYS_MAX])
{
	struct text joined = {0};

	for (size_t i = 0; i < KEYS_MAX && keys[i] != NULL; i++)
		text_addf(&joined, "%s%s", i == 0 ? "" : "\x1f", keys[i]->text);
	return text_take(&joined);
}

/* libyang is told of each entry once: many equal ones would all stand in one chain of its hash
 * table. What is wrong with that is said by check_keys_differ(). */
static bool is_new(struct name_map *made, struct arena *arena,
                   struct doc_node *const keys[KEYS_MAX])
{
	CHECK(keys[0] != NULL);
	char *joined = joined_keys(keys);
	bool new = name_map_get(made, joined) == NULL;

	if (new)
		name_map_add(made, arena_strdup(arena, joined), keys[0]);
	free(joined);
	return new;
}

/* `made` are the keys of the entries that libyang has. */
static void check_entry(struct schema *schema, struct doc_node *entry, struct lyd_node *parent,
                        struct name_map *made)
{
	struct doc_node *keys[KEYS_MAX] = {NULL};
	struct lyd_node *data = NULL;

	if (!schema_expect_kind(schema, entry, TREE_OBJECT))
		return;
	schema_name_members(schema, entry, schema_of(entry));
	if (check_keys(entry, keys) && keys[0] != NULL && parent != NULL &&
	    is_new(made, schema->arena, keys))
		data = entry_data(schema, entry, keys, parent);
	schema_check_members(schema, entry, data);
}

/* The second entry goes; what it holds may have been meant for the first. */
static void drop_repeat(struct doc_node *list, struct doc_node *entry, struct doc_node *first)
{
	entry->wrong = true;
	first->partial = true;
	list->partial = true;
}

/* Two entries of a list with the same keys. */
static void check_keys_differ(struct schema *schema, struct doc_node *list)
{
	struct name_map seen = {0};
	char **texts = xcalloc(list->count, sizeof(*texts));
	size_t count = 0;

	for (struct doc_node *at = list->first; at != NULL; at = at->next) {
		struct doc_node *keys[KEYS_MAX] = {NULL};
		if (at->wrong || !check_keys(at, keys) || keys[0] == NULL)
			continue;
		texts[count] = joined_keys(keys);
		struct doc_node *first = (struct doc_node *)name_map_add(&seen, texts[count], at);
		if (first != NULL) {
			report_repeat(schema, at, first);
			drop_repeat(list, at, first);
		}
		count++;
	}
	CHECK(count <= list->count);
	name_map_done(&seen);
	for (size_t i = 0; i < count; i++)
		free(texts[i]);
	free(texts);
}

/* `unique` of one leaf of the entries themselves, the only form in our modules. */
static void check_unique(struct schema *schema, struct doc_node *list, const struct lysc_node *leaf)
{
	struct name_map seen = {0};

	for (struct doc_node *at = list->first; at != NULL; at = at->next) {
		const struct doc_node *member = at->wrong ? NULL : schema_member_of(at, leaf);
		if (member == NULL || member->wrong)
			continue;
		struct doc_node *first =
		    (struct doc_node *)name_map_add(&seen, member->text, member);
		if (first == NULL)
			continue;
		report_repeat(schema, member, first);
		drop_repeat(list, at, first->parent);
	}
	name_map_done(&seen);
}

void schema_check_list(struct schema *schema, struct doc_node *list, struct lyd_node *parent)
{
	const struct lysc_node_list *node = list->schema;
	struct name_map made = {0};

	if (!schema_expect_kind(schema, list, TREE_ARRAY))
		return;
	CHECK(node->nodetype == LYS_LIST);
	for (struct doc_node *at = list->first; at != NULL; at = at->next) {
		at->schema = node;
		check_entry(schema, at, parent, &made);
		list->partial = list->partial || at->wrong;
	}
	name_map_done(&made);
	check_keys_differ(schema, list);
	for (size_t i = 0; i < LY_ARRAY_COUNT(node->uniques); i++) {
		if (LY_ARRAY_COUNT(node->uniques[i]) == 1)
			check_unique(schema, list, &node->uniques[i][0]->node);
	}
}
