/* From bytes to a checked tree, and the questions to it. */
#include "document/document.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/check.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "document/schema.h"
#include "document/tree.h"
#include "document/write.h"

struct document {
	struct arena *arena;
	struct schema *schema;
	const char *file;
	const char *module;
	struct doc_node *root;
};

static bool ends_with(const char *file, const char *end)
{
	const char *dot = strrchr(file, '.');

	return dot != NULL && strcasecmp(dot, end) == 0;
}

bool document_is_yaml(const char *file, const char *text, size_t size)
{
	size_t at = utf8_mark_size(text, size);

	if (ends_with(file, ".yaml") || ends_with(file, ".yml"))
		return true;
	while (at < size && strchr(" \t\r\n", text[at]) != NULL)
		at++;
	return at < size && text[at] != '{' && text[at] != '[' && !ends_with(file, ".json");
}

/* What is wrong with the bytes as a whole; NULL when nothing is. */
static const char *wrong_bytes(const char *text, size_t size)
{
	if (size > DOCUMENT_SIZE_MAX)
		return "the file is too large; expected at most 256 MiB";
	if (strspn(text, " \t\r\n") >= size)
		return "the file is empty";
	if (memchr(text, '\0', size) != NULL)
		return "the file is binary: it holds zero bytes; expected JSON or YAML, in UTF-8";
	return NULL;
}

static struct doc_node *read_tree(struct document *document, const char *text, size_t size,
                                  struct findings *findings)
{
	const char *wrong = wrong_bytes(text, size);

	if (wrong != NULL) {
		findings_add(findings, SEVERITY_ERROR, (struct place){document->file, 1, 1}, "%s",
		             wrong);
		return NULL;
	}
	if (document_is_yaml(document->file, text, size))
		return yaml_read(document->arena, document->file, text, size, findings);
	return json_read(document->arena, document->file, text, size, findings);
}

/* Places of nodes name the file of the document. */
static void own_nodes(const struct document *document, struct doc_node *node)
{
	node->document = document;
	for (struct doc_node *at = node->first; at != NULL; at = at->next)
		own_nodes(document, at);
}

struct document *document_salvage(const char *module, const char *file, const char *text,
                                  size_t size, struct findings *findings)
{
	return document_salvage_changed(module, file, text, size, NULL, findings);
}

struct document *document_salvage_changed(const char *module, const char *file, const char *text,
                                          size_t size, const struct document_changes *changes,
                                          struct findings *findings)
{
	struct document *document = xcalloc(1, sizeof(*document));

	document->arena = arena_new();
	document->schema = schema_new(module);
	document->file = file;
	document->module = module;
	size_t mark = utf8_mark_size(text, size);
	text += mark;
	size -= mark;

	/* The readers may look one byte behind a token: give them a closing zero. */
	char *copy = xmalloc(size + 1);
	if (size > 0)
		memcpy(copy, text, size);
	copy[size] = '\0';

	struct doc_node *tree = read_tree(document, copy, size, findings);
	free(copy);
	if (tree != NULL && changes != NULL)
		schema_change(document->schema, document->arena, tree, changes->items,
		              changes->count, findings);
	if (tree != NULL)
		own_nodes(document, tree);
	if (tree != NULL)
		document->root =
		    schema_check(document->schema, document->arena, tree, file, findings);
	if (document->root == NULL) {
		document_free(document);
		return NULL;
	}
	return document;
}

struct document *document_parse(const char *module, const char *file, const char *text, size_t size,
                                struct findings *findings)
{
	size_t errors = findings_errors(findings);
	struct document *document = document_salvage(module, file, text, size, findings);

	if (findings_errors(findings) == errors)
		return document;
	document_free(document);
	return NULL;
}

void document_free(struct document *document)
{
	if (document == NULL)
		return;
	schema_free(document->schema);
	arena_free(document->arena);
	free(document);
}

void document_write(struct document *document, bool yaml, struct text *out)
{
	struct doc_node root = {.kind = TREE_OBJECT};
	struct doc_node top = *document->root;

	CHECK(document->root->kind == TREE_OBJECT);
	schema_arrange(document->root);
	top.first = document->root->first;
	if (strchr(top.name, ':') == NULL)
		top.name = arena_printf(document->arena, "%s:%s", document->module, top.name);
	top.next = NULL;
	root.first = &top;
	tree_write(&root, yaml ? TREE_YAML : TREE_JSON, out);
}

const struct doc_node *document_root(const struct document *document)
{
	CHECK(document->root->kind == TREE_OBJECT && !document->root->wrong);
	return document->root;
}

/* The member `name` if it is there and good. */
static const struct doc_node *good_member(const struct doc_node *node, const char *name)
{
	const struct doc_node *member = node == NULL ? NULL : tree_member(node, name);

	return member == NULL || member->wrong ? NULL : member;
}

/* `entry` or the first good one behind it. */
static const struct doc_node *good_entry(const struct doc_node *entry)
{
	while (entry != NULL && entry->wrong)
		entry = entry->next;
	return entry;
}

bool doc_doubtful(const struct doc_node *node, const char *name)
{
	const struct doc_node *member = node == NULL ? NULL : tree_member(node, name);

	if (member == NULL)
		return node == NULL || node->partial;
	return member->wrong || member->partial;
}

/* Lists and leaf-lists are arrays in the tree; callers see their entries. */
const struct doc_node *doc_child(const struct doc_node *node, const char *name)
{
	const struct doc_node *member = good_member(node, name);

	CHECK(member == NULL || member->kind == TREE_ARRAY || member->kind == TREE_OBJECT);
	if (member != NULL && member->kind == TREE_ARRAY)
		return good_entry(member->first);
	return member;
}

const struct doc_node *doc_next(const struct doc_node *entry)
{
	CHECK(entry->name == NULL);
	return good_entry(entry->next);
}

uint32_t doc_count(const struct doc_node *node, const char *name)
{
	uint32_t count = 0;

	for (const struct doc_node *at = doc_child(node, name); at != NULL; at = doc_next(at))
		count++;
	return count;
}

bool doc_has(const struct doc_node *node, const char *name)
{
	return good_member(node, name) != NULL;
}

const char *doc_text(const struct doc_node *node, const char *name)
{
	const struct doc_node *member = good_member(node, name);

	CHECK(member == NULL || (member->kind != TREE_ARRAY && member->kind != TREE_OBJECT));
	if (member != NULL)
		return member->text;
	return node == NULL ? NULL : schema_default(node, name);
}

uint32_t doc_u32(const struct doc_node *node, const char *name)
{
	const char *text = doc_text(node, name);

	return text == NULL ? 0 : (uint32_t)strtoul(text, NULL, 10);
}

bool doc_bool(const struct doc_node *node, const char *name)
{
	const char *text = doc_text(node, name);

	return text != NULL && strcmp(text, "true") == 0;
}

/* The canonical form of a decimal is digits, a point, and at least one digit. Its own reader, since
 * strtod() wants the point of the locale. */
uint32_t doc_ms_as_us(const struct doc_node *node, const char *name)
{
	const char *text = doc_text(node, name);
	char *point;

	if (text == NULL)
		return 0;
	uint32_t us = 1000 * (uint32_t)strtoul(text, &point, 10);
	for (uint32_t unit = 100; *point != '\0' && point[1] != '\0' && unit > 0; unit /= 10)
		us += unit * (uint32_t)(*++point - '0');
	return us;
}

const char *doc_value(const struct doc_node *entry)
{
	CHECK(entry->name == NULL && !entry->wrong);
	return entry->text;
}

struct place doc_place(const struct doc_node *node, const char *name)
{
	const struct doc_node *member = name == NULL ? NULL : tree_member(node, name);

	return tree_place(member != NULL ? member : node, node->document->file);
}
