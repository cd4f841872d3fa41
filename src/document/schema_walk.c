/*
 * The walk of a tree against a compiled module. It finds everything that shows on the way: unknown,
 * repeated and missing members (schema_members.c), wrong values, repeated entries (schema_list.c).
 * And it builds libyang's own tree.
 */
#include "document/schema_walk.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "document/schema_value.h"

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

void schema_settle_value(struct schema *schema, struct doc_node *node)
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

void schema_check_scalar(struct schema *schema, struct doc_node *node, struct lyd_node *parent)
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
	schema_settle_value(schema, node);
}

bool schema_expect_kind(struct schema *schema, struct doc_node *node, enum tree_kind kind)
{
	struct text said = {0};

	if (node->kind == kind)
		return true;
	node->wrong = true;
	if (schema_of(node)->nodetype == LYS_LIST)
		schema_doubt_targets(schema_of(node));
	text_addf(&said, "\"%s\" %s %s; expected %s", schema_of(node)->name,
	          node->name == NULL ? "has an entry that is" : "is", tree_kind_name(node->kind),
	          kind == TREE_ARRAY ? "a list: [ ... ]" : "an object: { ... }");
	schema_report(schema, tree_place(node, schema->file), &said);
	return false;
}

static void check_member(struct schema *schema, struct doc_node *member, struct lyd_node *parent);

void schema_check_members(struct schema *schema, struct doc_node *object, struct lyd_node *data)
{
	for (struct doc_node *at = object->first; at != NULL; at = at->next) {
		if (at->schema != NULL && !at->wrong && at->data == NULL)
			check_member(schema, at, data);
	}
	schema_check_missing(schema, object, object->schema);
}

static void check_container(struct schema *schema, struct doc_node *node, struct lyd_node *parent)
{
	const struct lysc_node *container = schema_of(node);
	struct lyd_node *data = NULL;

	if (!schema_expect_kind(schema, node, TREE_OBJECT))
		return;
	if (parent != NULL || container->parent == NULL) {
		LY_ERR error = lyd_new_inner(parent, schema->module, container->name, 0, &data);
		CHECK(error == LY_SUCCESS);
		node->data = data;
	}
	if (container->parent == NULL)
		schema->data = data;
	schema_name_members(schema, node, container);
	schema_check_members(schema, node, data);
}

static void check_member(struct schema *schema, struct doc_node *member, struct lyd_node *parent)
{
	switch (schema_of(member)->nodetype) {
	case LYS_CONTAINER:
		check_container(schema, member, parent);
		break;
	case LYS_LIST:
		schema_check_list(schema, member, parent);
		break;
	case LYS_LEAFLIST:
		schema_check_leaf_list(schema, member, parent);
		break;
	default:
		schema_check_scalar(schema, member, parent);
	}
}

void schema_walk(struct schema *schema, struct doc_node *top)
{
	check_container(schema, top, NULL);
}
