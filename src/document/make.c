/* Appending to trees. */
#include "document/make.h"

#include <inttypes.h>
#include <string.h>

#include "base/check.h"

static struct doc_node *last_child(const struct doc_node *parent)
{
	CHECK(parent->last == NULL || parent->last->parent == parent);
	struct doc_node *at = parent->last != NULL ? parent->last : parent->first;

	while (at != NULL && at->next != NULL)
		at = at->next;
	return at;
}

static void append(struct doc_node *parent, struct doc_node *node)
{
	struct doc_node *last = last_child(parent);

	CHECK(parent->kind == TREE_OBJECT || parent->kind == TREE_ARRAY);
	CHECK(node->next == NULL && node != last);
	if (last != NULL)
		last->next = node;
	else
		parent->first = node;
	parent->last = node;
	parent->count++;
}

struct doc_node *tree_make(struct arena *arena, struct doc_node *parent, const char *name,
                           enum tree_kind kind)
{
	struct doc_node *node = arena_alloc(arena, sizeof(*node));

	CHECK(parent == NULL || (parent->kind == TREE_ARRAY) == (name == NULL));
	node->name = name;
	node->kind = kind;
	node->parent = parent;
	if (parent != NULL)
		append(parent, node);
	return node;
}

struct doc_node *tree_make_text(struct arena *arena, struct doc_node *parent, const char *name,
                                const char *text)
{
	struct doc_node *node = tree_make(arena, parent, name, TREE_STRING);

	node->text = text;
	return node;
}

struct doc_node *tree_make_number(struct arena *arena, struct doc_node *parent, const char *name,
                                  uint64_t number)
{
	struct doc_node *node = tree_make(arena, parent, name, TREE_NUMBER);

	node->text = arena_printf(arena, "%" PRIu64, number);
	return node;
}

struct doc_node *tree_make_bool(struct arena *arena, struct doc_node *parent, const char *name,
                                bool value)
{
	struct doc_node *node = tree_make(arena, parent, name, value ? TREE_TRUE : TREE_FALSE);

	node->text = value ? "true" : "false";
	return node;
}

struct doc_node *tree_make_list(struct arena *arena, struct doc_node *parent, const char *name)
{
	struct doc_node *list = (struct doc_node *)tree_member(parent, name);

	CHECK(list == NULL || list->kind == TREE_ARRAY);
	return list != NULL ? list : tree_make(arena, parent, name, TREE_ARRAY);
}

struct doc_node *tree_copy(struct arena *arena, struct doc_node *parent,
                           const struct doc_node *node)
{
	struct doc_node *copy = tree_make(arena, parent, node->name, node->kind);

	copy->text = node->text;
	copy->schema = node->schema;
	for (const struct doc_node *at = node->first; at != NULL; at = at->next)
		tree_copy(arena, copy, at);
	return copy;
}

void tree_remove(struct doc_node *node)
{
	struct doc_node *parent = node->parent;
	struct doc_node **at = &parent->first;

	CHECK(parent->count > 0);
	while (*at != node)
		at = &(*at)->next;
	*at = node->next;
	node->next = NULL;
	parent->last = NULL;
	parent->count--;
}
