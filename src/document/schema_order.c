/* The order of members that the module has, and how it wants its values written. */
#include "document/schema.h"

#include <libyang/libyang.h>

#include "base/check.h"

static unsigned order_of(const struct doc_node *member, const struct lysc_node *parent)
{
	unsigned order = 0;

	for (const struct lysc_node *at = lysc_node_child(parent); at != NULL; at = at->next) {
		if (at == member->schema)
			break;
		order++;
	}
	return order;
}

/* An insertion sort: members are few, and mostly in order. */
static void arrange_members(struct doc_node *object)
{
	struct doc_node *sorted = NULL;

	CHECK(object->kind == TREE_OBJECT && object->schema != NULL);
	for (struct doc_node *at = object->first, *next; at != NULL; at = next) {
		struct doc_node **place = &sorted;

		next = at->next;
		while (*place != NULL &&
		       order_of(*place, object->schema) <= order_of(at, object->schema))
			place = &(*place)->next;
		at->next = *place;
		*place = at;
	}
	object->first = sorted;
}

/* RFC 7951 section 6: numbers of up to 32 bits and truth values stand without quotes. */
static bool is_bare(const struct doc_node *leaf)
{
	const struct lysc_node *schema = leaf->schema;
	const struct lysc_type *type = schema->nodetype == LYS_LEAFLIST
	                                   ? ((const struct lysc_node_leaflist *)schema)->type
	                                   : ((const struct lysc_node_leaf *)schema)->type;
	LY_DATA_TYPE base = type->basetype;

	CHECK(schema->nodetype == LYS_LEAF || schema->nodetype == LYS_LEAFLIST);
	return base == LY_TYPE_BOOL || base == LY_TYPE_UINT8 || base == LY_TYPE_UINT16 ||
	       base == LY_TYPE_UINT32 || base == LY_TYPE_INT8 || base == LY_TYPE_INT16 ||
	       base == LY_TYPE_INT32;
}

void schema_arrange(struct doc_node *top)
{
	if (top->kind == TREE_OBJECT)
		arrange_members(top);
	else if (top->kind != TREE_ARRAY && top->schema != NULL)
		top->kind = is_bare(top) ? TREE_NUMBER : TREE_STRING;
	for (struct doc_node *at = top->first; at != NULL; at = at->next)
		schema_arrange(at);
}
