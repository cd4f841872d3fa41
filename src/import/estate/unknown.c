/*
 * Attributes that a plan does not know before it is applied, and that name no other resource: a
 * weight, a prefix, a switch. What stood there before stands in for them, and that is said; what
 * the configuration sets, and nobody knows, more loudly.
 */
#include <string.h>

#include "document/make.h"
#include "import/estate/plan.h"

static bool is_missing(const struct doc_node *values, const char *name)
{
	const struct doc_node *value = tree_member(values, name);

	return value == NULL || value->kind == TREE_NULL;
}

static const struct doc_node *member_of(const struct doc_node *object, const char *name)
{
	return object != NULL && object->kind == TREE_OBJECT ? tree_member(object, name) : NULL;
}

static const struct doc_node *entry_at(const struct doc_node *list, size_t index)
{
	const struct doc_node *at = list != NULL && list->kind == TREE_ARRAY ? list->first : NULL;

	for (; at != NULL && index > 0; index--)
		at = at->next;
	return at;
}

static void put(const struct tf_plan *plan, struct doc_node *values, const char *name,
                const struct doc_node *value)
{
	struct doc_node *there = (struct doc_node *)tree_member(values, name);

	if (there != NULL)
		tree_remove(there);
	tree_copy(plan->arena, values, value);
}

static void fill(const struct tf_plan *plan, const struct tf_resource *resource,
                 struct doc_node *values, const char *name, const struct doc_node *before,
                 bool configured)
{
	const struct doc_node *was = member_of(before, name);
	bool known = was != NULL && was->kind != TREE_NULL;

	if (!is_missing(values, name) || strcmp(name, "id") == 0 || !estate_is_path_name(name) ||
	    (!known && !configured))
		return;
	if (known)
		put(plan, values, name, was);
	import_remark(plan->input->estate->report, configured ? IMPORT_ALARM : IMPORT_ASSUMED,
	              estate_kinds[resource->kind].words, resource->address,
	              tree_place(resource->values, plan->input->file),
	              "its \"%s\" is known only after the plan is applied; %s", name,
	              known ? "it has its value of before" : "the lab has none");
}

/* The attributes of the resource, or of one of its blocks. */
static void fill_object(const struct tf_plan *plan, const struct tf_resource *resource,
                        struct doc_node *values, const struct doc_node *unknown,
                        const struct doc_node *before, const struct doc_node *expressions)
{
	for (const struct doc_node *at = unknown->first; at != NULL; at = at->next) {
		if (at->kind == TREE_TRUE &&
		    tf_plan_kind_of_reference(at->name) == ESTATE_KIND_COUNT)
			fill(plan, resource, values, at->name, before,
			     member_of(expressions, at->name) != NULL);
	}
}

static void fill_block(const struct tf_plan *plan, const struct tf_resource *resource,
                       const struct doc_node *block, const struct doc_node *expressions)
{
	const struct doc_node *values = tree_member(resource->values, block->name);
	const struct doc_node *before = member_of(resource->before, block->name);
	const struct doc_node *written = member_of(expressions, block->name);
	size_t index = 0;

	for (const struct doc_node *at = block->first; at != NULL; at = at->next, index++) {
		struct doc_node *holder = (struct doc_node *)entry_at(values, index);

		if (at->kind == TREE_OBJECT && holder != NULL && holder->kind == TREE_OBJECT)
			fill_object(plan, resource, holder, at, entry_at(before, index),
			            entry_at(written, index));
	}
}

void tf_plan_fill(const struct tf_plan *plan, const struct tf_resource *resource)
{
	const struct doc_node *expressions = tf_plan_expressions(plan, resource);

	fill_object(plan, resource, resource->values, resource->unknown, resource->before,
	            expressions);
	for (const struct doc_node *block = resource->unknown->first; block != NULL;
	     block = block->next) {
		if (block->kind == TREE_ARRAY)
			fill_block(plan, resource, block, expressions);
	}
}
