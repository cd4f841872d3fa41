/*
 * The walk of a tree against a compiled module. It finds everything that shows on the way: unknown,
 * repeated and missing members, wrong values, repeated keys. And it builds libyang's own tree.
 */
#include "document/schema_walk.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "document/schema_value.h"

enum {
	KEYS_MAX = 4,
	/* Members that one object of our modules may have. */
	MEMBERS_MAX = 64,
};

static const struct doc_node *member_of(const struct doc_node *object,
                                        const struct lysc_node *schema)
{
	for (const struct doc_node *at = object->first; at != NULL; at = at->next) {
		if (at->schema == schema)
			return at;
	}
	return NULL;
}

/* `virtual-network "vnet-a"`, or `the lab`. */
static void describe_instance(const struct doc_node *node, struct text *out)
{
	const struct lysc_node *schema = schema_of(node);
	const char *between = " \"";
	struct quoted quoted;

	if (schema->parent == NULL) {
		text_addf(out, "the %s", schema->name);
		return;
	}
	text_add(out, schema->name);
	for (const struct lysc_node *key = lysc_node_child(schema); key != NULL; key = key->next) {
		const struct doc_node *member = member_of(node, key);
		if (!lysc_is_key(key) || member == NULL || member->text == NULL)
			continue;
		text_addf(out, "%s%s", between, tree_quote(member->text, &quoted));
		between = "/";
	}
	if (between[0] == '/')
		text_add(out, "\"");
}

/* The names of the members that `schema` may have; returns how many. */
static size_t member_names(const struct schema *schema, const struct lysc_node *parent,
                           const char *names[MEMBERS_MAX])
{
	const struct lysc_node *child = NULL;
	size_t count = 0;

	while ((child = lys_getnext(child, parent, schema->module->compiled, 0)) != NULL) {
		CHECK(count < MEMBERS_MAX);
		names[count++] = child->name;
	}
	return count;
}

/* A list is not wholly known: nor is what references to its entries may name. */
static void doubt_targets(const struct lysc_node *list)
{
	for (const struct lysc_node *child = lysc_node_child(list); child != NULL;
	     child = child->next) {
		if ((child->nodetype & LYS_LEAF) && child->priv != NULL)
			((struct target *)child->priv)->partial = true;
	}
}

/* Returns the name that was meant, or NULL. */
static const char *report_unknown(struct schema *schema, const struct doc_node *member,
                                  const struct lysc_node *parent)
{
	const char *names[MEMBERS_MAX];
	size_t count = member_names(schema, parent, names);
	const char *near = nearest_word(member->name, names, count);
	struct text said = {0};
	struct quoted quoted;

	text_addf(&said, "unknown member \"%s\"; ", tree_quote(member->name, &quoted));
	if (near != NULL)
		text_addf(&said, "did you mean \"%s\"?", near);
	else
		text_add(&said, "expected one of ");
	for (size_t i = 0; near == NULL && i < count; i++)
		text_addf(&said, "%s%s", i == 0 ? "" : ", ", names[i]);
	schema_report(schema, tree_name_place(member, schema->file), &said);
	return near;
}

/* A misspelt member takes the place of the one that was meant, as a wrong one: then that is neither
 * missed, nor taken for absent. */
static void stand_in(struct doc_node *member, const struct lysc_node *meant)
{
	member->name = meant->name;
	member->schema = meant;
	if (meant->nodetype == LYS_LIST)
		doubt_targets(meant);
	else if (meant->priv != NULL)
		((struct target *)meant->priv)->partial = true;
}

/* RFC 7951 section 4: a name may say its module, and must only at the top. */
static const char *without_prefix(const struct schema *schema, const char *name)
{
	size_t size = strlen(schema->module->name);

	if (strncmp(name, schema->module->name, size) == 0 && name[size] == ':')
		return name + size + 1;
	return name;
}

/* `seen` are the members that are there; what misspelt ones were meant as is their schema. */
static void stand_in_for_missing(struct doc_node *object, const struct lysc_node *seen[MEMBERS_MAX],
                                 size_t count)
{
	for (struct doc_node *at = object->first; at != NULL; at = at->next) {
		const struct lysc_node *meant = at->wrong ? at->schema : NULL;
		size_t i = 0;

		while (i < count && seen[i] != meant)
			i++;
		if (meant == NULL)
			continue;
		at->schema = NULL;
		if (i < count)
			continue;
		CHECK(count < MEMBERS_MAX);
		seen[count++] = meant;
		stand_in(at, meant);
	}
}

static void report_second(struct schema *schema, struct doc_node *object,
                          const struct doc_node *second, const struct lysc_node *child)
{
	struct doc_node *first = object->first;
	struct text said = {0};

	while (first->wrong || first->schema != child)
		first = first->next;
	first->partial = true;
	doubt_targets(child);
	text_addf(&said, "\"%s\" a second time; expected it once", child->name);
	schema_report(schema, tree_name_place(second, schema->file), &said);
}

/* Finds the schema of each member; unknown and repeated ones are reported and wrong. */
static void name_members(struct schema *schema, struct doc_node *object,
                         const struct lysc_node *parent)
{
	const struct lysc_node *seen[MEMBERS_MAX];
	size_t count = 0;

	for (struct doc_node *at = object->first; at != NULL; at = at->next) {
		at->name = without_prefix(schema, at->name);
		const struct lysc_node *child =
		    lys_find_child(parent, schema->module, at->name, 0, 0, 0);
		size_t i = 0;

		while (i < count && seen[i] != child)
			i++;
		if (child == NULL) {
			const char *near = report_unknown(schema, at, parent);
			at->wrong = true;
			if (near != NULL)
				at->schema = lys_find_child(parent, schema->module, near, 0, 0, 0);
		} else if (i < count) {
			report_second(schema, object, at, child);
			at->wrong = true;
		} else {
			CHECK(count < MEMBERS_MAX);
			seen[count++] = child;
			at->schema = child;
		}
	}
	stand_in_for_missing(object, seen, count);
}

static void remember_target(struct target *target, const struct doc_node *node)
{
	if (name_map_add(&target->values, node->text, node) != NULL)
		return;
	target->names =
	    mem_grow(target->names, &target->capacity, target->count + 1, sizeof(*target->names));
	target->names[target->count++] = node->text;
}

static void remember_reference(struct schema *schema, struct doc_node *node)
{
	const struct lysc_node *target = schema_reference_target(schema, node->schema);

	schema->references = mem_grow(schema->references, &schema->reference_capacity,
	                              schema->reference_count + 1, sizeof(*schema->references));
	schema->references[schema->reference_count++] = (struct reference){node, target->priv};
}

/* What libyang's tree says about it, or would if it were part of that. A copy, since libyang's
 * validation stores values of unions anew. */
static void make_canonical(struct schema *schema, struct doc_node *node)
{
	const struct lysc_node *leaf = schema_of(node);
	const char *canonical = NULL;

	if (node->data != NULL) {
		canonical = lyd_get_value(node->data);
		if (strcmp(node->text, canonical) != 0)
			node->text = arena_strdup(schema->arena, canonical);
		return;
	}
	LY_ERR judged = lyd_value_validate(schema->ctx, leaf, node->text, strlen(node->text), NULL,
	                                   NULL, &canonical);
	CHECK(judged == LY_SUCCESS || judged == LY_EINCOMPLETE);
	if (canonical == NULL)
		return;
	node->text = arena_strdup(schema->arena, canonical);
	lydict_remove(schema->ctx, canonical);
}

/* A scalar that has been found good: its canonical text, and its part in references. */
static void settle_value(struct schema *schema, struct doc_node *node)
{
	const struct lysc_node *leaf = schema_of(node);

	make_canonical(schema, node);
	if (leaf->priv != NULL)
		remember_target(leaf->priv, node);
	if (((const struct lysc_node_leaf *)leaf)->type->basetype == LY_TYPE_LEAFREF)
		remember_reference(schema, node);
}

/* A scalar that has been found wrong. References may mean it by what it should be. */
static void settle_wrong_value(struct doc_node *node)
{
	struct target *target = schema_of(node)->priv;

	node->wrong = true;
	if (target != NULL)
		target->partial = true;
}

/* The scalar `node` as a value of its leaf or leaf-list. Without `parent` there is no libyang tree
 * to add it to, because something above it is wrong. */
static void check_scalar(struct schema *schema, struct doc_node *node, struct lyd_node *parent)
{
	const struct lysc_node *leaf = schema_of(node);
	struct text said = {0};

	if (!schema_value_check(leaf, node, &said)) {
		schema_report(schema, tree_place(node, schema->file), &said);
		settle_wrong_value(node);
		return;
	}
	if (parent != NULL) {
		struct lyd_node *made = NULL;
		LY_ERR error =
		    lyd_new_term(parent, schema->module, leaf->name, node->text, 0, &made);
		CHECK(error == LY_SUCCESS);
		node->data = made;
	}
	settle_value(schema, node);
}

static bool expect_kind(struct schema *schema, struct doc_node *node, enum tree_kind kind)
{
	struct text said = {0};

	if (node->kind == kind)
		return true;
	node->wrong = true;
	if (schema_of(node)->nodetype == LYS_LIST)
		doubt_targets(schema_of(node));
	text_addf(&said, "\"%s\" %s %s; expected %s", schema_of(node)->name,
	          node->name == NULL ? "has an entry that is" : "is", tree_kind_name(node->kind),
	          kind == TREE_ARRAY ? "a list: [ ... ]" : "an object: { ... }");
	schema_report(schema, tree_place(node, schema->file), &said);
	return false;
}

/* An entry of a list, or a value of a leaf or leaf-list, that must not come twice. */
static void report_repeat(struct schema *schema, const struct doc_node *node,
                          const struct doc_node *first)
{
	struct text said = {0};
	struct quoted quoted;

	if (node->text == NULL)
		describe_instance(node, &said);
	else
		text_addf(&said, "%s \"%s\"", schema_of(node)->name,
		          tree_quote(node->text, &quoted));
	text_addf(&said, " a second time; the first is in line %u; expected each once",
	          first->line);
	schema_report(schema, tree_place(node, schema->file), &said);
}

static void check_leaf_list(struct schema *schema, struct doc_node *list, struct lyd_node *parent)
{
	const struct lysc_node *leaf = schema_of(list);
	struct name_map seen = {0};

	if (!expect_kind(schema, list, TREE_ARRAY))
		return;
	for (struct doc_node *at = list->first; at != NULL; at = at->next) {
		at->schema = leaf;
		check_scalar(schema, at, parent);
		const struct doc_node *first = at->wrong ? NULL : name_map_add(&seen, at->text, at);
		list->partial = list->partial || at->wrong;
		if (first == NULL)
			continue;
		report_repeat(schema, at, first);
		at->wrong = true;
	}
	name_map_done(&seen);
}

static void report_missing(struct schema *schema, const struct doc_node *object,
                           const struct lysc_node *child)
{
	struct text said = {0};

	text_addf(&said, "\"%s\" is missing in ", child->name);
	describe_instance(object, &said);
	text_add(&said, "; expected ");
	if (child->nodetype & LYS_LEAF)
		schema_type_describe(schema_type_of(child), &said);
	else if (child->nodetype & (LYS_LIST | LYS_LEAFLIST))
		text_add(&said, "a list with at least one entry");
	else
		text_add(&said, "an object: { ... }");
	schema_report(schema, tree_place(object, schema->file), &said);
}

static uint32_t entries_min(const struct lysc_node *node)
{
	if (node->nodetype == LYS_LIST)
		return ((const struct lysc_node_list *)node)->min;
	if (node->nodetype == LYS_LEAFLIST)
		return ((const struct lysc_node_leaflist *)node)->min;
	return 0;
}

static bool is_mandatory(const struct lysc_node *node)
{
	/* What belongs to a case is asked for only when the case is chosen: the last gate knows. */
	if (node->parent != NULL && node->parent->nodetype == LYS_CASE)
		return false;
	return lysc_is_key(node) || (node->flags & LYS_MAND_TRUE) || entries_min(node) > 0;
}

static bool member_of_choice(const struct doc_node *object, const struct lysc_node *choice)
{
	for (const struct doc_node *at = object->first; at != NULL; at = at->next) {
		const struct lysc_node *node = schema_of(at);
		while (node != NULL && node != choice)
			node = node->parent;
		if (node == choice)
			return true;
	}
	return false;
}

static void check_choice(struct schema *schema, const struct doc_node *object,
                         const struct lysc_node *choice)
{
	const struct lysc_node *branch = NULL;
	struct text said = {0};

	if (!(choice->flags & LYS_MAND_TRUE) || member_of_choice(object, choice))
		return;
	describe_instance(object, &said);
	text_add(&said, " does not say enough; expected one of");
	while ((branch = lys_getnext(branch, choice, NULL, 0)) != NULL)
		text_addf(&said, " \"%s\"", branch->name);
	schema_report(schema, tree_place(object, schema->file), &said);
}

static void check_missing(struct schema *schema, const struct doc_node *object,
                          const struct lysc_node *parent)
{
	const struct lysc_node *child = NULL;

	while ((child = lys_getnext(child, parent, NULL, LYS_GETNEXT_WITHCHOICE)) != NULL) {
		if (child->nodetype == LYS_CHOICE) {
			check_choice(schema, object, child);
			continue;
		}
		if (!is_mandatory(child))
			continue;
		const struct doc_node *member = member_of(object, child);
		bool too_few = member != NULL && member->kind == TREE_ARRAY &&
		               member->count < entries_min(child);
		if (member == NULL || too_few)
			report_missing(schema, object, child);
		if (member == NULL && child->priv != NULL)
			((struct target *)child->priv)->partial = true;
	}
}

static void check_member(struct schema *schema, struct doc_node *member, struct lyd_node *parent);

/* The members of a container or list entry, of which `data` is libyang's node if it has one. */
static void check_members(struct schema *schema, struct doc_node *object, struct lyd_node *data)
{
	for (struct doc_node *at = object->first; at != NULL; at = at->next) {
		if (at->schema != NULL && !at->wrong && at->data == NULL)
			check_member(schema, at, data);
	}
	check_missing(schema, object, object->schema);
}

static void check_container(struct schema *schema, struct doc_node *node, struct lyd_node *parent)
{
	const struct lysc_node *container = schema_of(node);
	struct lyd_node *data = NULL;

	if (!expect_kind(schema, node, TREE_OBJECT))
		return;
	if (parent != NULL || container->parent == NULL) {
		LY_ERR error = lyd_new_inner(parent, schema->module, container->name, 0, &data);
		CHECK(error == LY_SUCCESS);
		node->data = data;
	}
	if (container->parent == NULL)
		schema->data = data;
	name_members(schema, node, container);
	check_members(schema, node, data);
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
		struct doc_node *member = (struct doc_node *)member_of(entry, key);
		keys[count++] = member;
		good = good && member != NULL && !member->wrong &&
		       schema_value_check(key, member, &said);
	}
	/* check_members() comes to the same result, and reports it. */
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
		settle_value(schema, keys[i]);
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

static void check_entry(struct schema *schema, struct doc_node *entry, struct lyd_node *parent)
{
	struct doc_node *keys[KEYS_MAX] = {NULL};
	struct lyd_node *data = NULL;

	if (!expect_kind(schema, entry, TREE_OBJECT))
		return;
	name_members(schema, entry, schema_of(entry));
	if (check_keys(entry, keys) && keys[0] != NULL && parent != NULL)
		data = entry_data(schema, entry, keys, parent);
	check_members(schema, entry, data);
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
		const struct doc_node *member = at->wrong ? NULL : member_of(at, leaf);
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

static void check_list(struct schema *schema, struct doc_node *list, struct lyd_node *parent)
{
	const struct lysc_node_list *node = list->schema;

	if (!expect_kind(schema, list, TREE_ARRAY))
		return;
	for (struct doc_node *at = list->first; at != NULL; at = at->next) {
		at->schema = node;
		check_entry(schema, at, parent);
		list->partial = list->partial || at->wrong;
	}
	check_keys_differ(schema, list);
	for (size_t i = 0; i < LY_ARRAY_COUNT(node->uniques); i++) {
		if (LY_ARRAY_COUNT(node->uniques[i]) == 1)
			check_unique(schema, list, &node->uniques[i][0]->node);
	}
}

static void check_member(struct schema *schema, struct doc_node *member, struct lyd_node *parent)
{
	switch (schema_of(member)->nodetype) {
	case LYS_CONTAINER:
		check_container(schema, member, parent);
		break;
	case LYS_LIST:
		check_list(schema, member, parent);
		break;
	case LYS_LEAFLIST:
		check_leaf_list(schema, member, parent);
		break;
	default:
		check_scalar(schema, member, parent);
	}
}

void schema_walk(struct schema *schema, struct doc_node *top)
{
	check_container(schema, top, NULL);
}
