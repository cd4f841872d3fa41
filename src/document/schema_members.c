/* The members of an object: which the module knows, which come twice, which are missing. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "document/schema_value.h"
#include "document/schema_walk.h"

enum {
	/* Members that one object of our modules may have. */
	MEMBERS_MAX = 64,
};

const struct doc_node *schema_member_of(const struct doc_node *object,
                                        const struct lysc_node *schema)
{
	for (const struct doc_node *at = object->first; at != NULL; at = at->next) {
		if (at->schema == schema)
			return at;
	}
	return NULL;
}

void schema_describe_instance(const struct doc_node *node, struct text *out)
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
		const struct doc_node *member = schema_member_of(node, key);
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

void schema_doubt_targets(const struct lysc_node *list)
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
		schema_doubt_targets(meant);
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
	schema_doubt_targets(child);
	text_addf(&said, "\"%s\" a second time; expected it once", child->name);
	schema_report(schema, tree_name_place(second, schema->file), &said);
}

void schema_name_members(struct schema *schema, struct doc_node *object,
                         const struct lysc_node *parent)
{
	const struct lysc_node *seen[MEMBERS_MAX];
	size_t count = 0;

	CHECK(object->kind == TREE_OBJECT && !object->wrong);
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

static uint32_t entries_min(const struct lysc_node *node)
{
	if (node->nodetype == LYS_LIST)
		return ((const struct lysc_node_list *)node)->min;
	if (node->nodetype == LYS_LEAFLIST)
		return ((const struct lysc_node_leaflist *)node)->min;
	return 0;
}

/* `has` entries of a list are there. */
static void report_missing(struct schema *schema, const struct doc_node *object,
                           const struct lysc_node *child, uint32_t has)
{
	struct text said = {0};

	text_addf(&said, has > 0 ? "\"%s\" has too few entries in " : "\"%s\" is missing in ",
	          child->name);
	schema_describe_instance(object, &said);
	text_add(&said, "; expected ");
	if (child->nodetype & LYS_LEAF)
		schema_type_describe(schema_type_of(child), &said);
	else if (entries_min(child) > 1)
		text_addf(&said, "a list with at least %" PRIu32 " entries", entries_min(child));
	else if (child->nodetype & (LYS_LIST | LYS_LEAFLIST))
		text_add(&said, "a list with at least one entry");
	else
		text_add(&said, "an object: { ... }");
	schema_report(schema, tree_place(object, schema->file), &said);
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
	schema_describe_instance(object, &said);
	text_add(&said, " does not say enough; expected one of");
	while ((branch = lys_getnext(branch, choice, NULL, 0)) != NULL)
		text_addf(&said, " \"%s\"", branch->name);
	schema_report(schema, tree_place(object, schema->file), &said);
}

void schema_check_missing(struct schema *schema, const struct doc_node *object,
                          const struct lysc_node *parent)
{
	const struct lysc_node *child = NULL;

	CHECK(object->kind == TREE_OBJECT && object->schema == parent);
	while ((child = lys_getnext(child, parent, NULL, LYS_GETNEXT_WITHCHOICE)) != NULL) {
		if (child->nodetype == LYS_CHOICE) {
			check_choice(schema, object, child);
			continue;
		}
		if (!is_mandatory(child))
			continue;
		const struct doc_node *member = schema_member_of(object, child);
		bool too_few = member != NULL && member->kind == TREE_ARRAY &&
		               member->count < entries_min(child);
		if (member == NULL || too_few)
			report_missing(schema, object, child, member == NULL ? 0 : member->count);
		if (member == NULL && child->priv != NULL)
			((struct target *)child->priv)->partial = true;
	}
}
