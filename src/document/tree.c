/* The small questions that every reader of a tree asks. */
#include "document/tree.h"

#include <string.h>

#include "base/check.h"
#include "base/utf8.h"

const struct doc_node *tree_member(const struct doc_node *object, const char *name)
{
	for (const struct doc_node *at = object->first; at != NULL; at = at->next) {
		if (at->name != NULL && strcmp(at->name, name) == 0)
			return at;
	}
	return NULL;
}

struct place tree_place(const struct doc_node *node, const char *file)
{
	return (struct place){file, node->line, node->column};
}

struct place tree_name_place(const struct doc_node *node, const char *file)
{
	return (struct place){file, node->name_line, node->name_column};
}

const char *tree_kind_name(enum tree_kind kind)
{
	static const char *const names[] = {
	    [TREE_NULL] = "null",       [TREE_FALSE] = "false",      [TREE_TRUE] = "true",
	    [TREE_NUMBER] = "a number", [TREE_STRING] = "a string",  [TREE_PLAIN] = "a plain word",
	    [TREE_ARRAY] = "a list",    [TREE_OBJECT] = "an object",
	};

	CHECK(kind < COUNT_OF(names));
	return names[kind];
}

const char *tree_quote(const char *text, struct quoted *out)
{
	static const char more[] = "...";
	size_t room = sizeof(out->text) - sizeof(more);
	size_t size = strlen(text);

	if (size > room)
		size = utf8_cut(text, room);
	for (size_t i = 0; i < size; i++)
		out->text[i] = (unsigned char)text[i] < 0x20 || text[i] == 0x7f ? '?' : text[i];
	CHECK(size <= room);
	memcpy(out->text + size, text[size] != '\0' ? more : "",
	       text[size] != '\0' ? sizeof(more) : 1);
	return out->text;
}
