/* One walk over the tree for each format; what stands in one line is measured before. */
#include "document/write.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/check.h"

enum { LINE_MAX_COLUMNS = 100 };

struct tree_writer {
	struct text *out;
	bool broken; /* never in one line */
	const struct doc_node **lines;
	size_t count;
	size_t capacity;
};

static bool is_container(const struct doc_node *node)
{
	return node->kind == TREE_ARRAY || node->kind == TREE_OBJECT;
}

static bool is_flat(const struct doc_node *node)
{
	for (const struct doc_node *at = node->first; at != NULL; at = at->next) {
		if (is_container(at))
			return false;
	}
	return true;
}

/* An array of scalars, or an object of scalars and such arrays. */
static bool is_shallow(const struct doc_node *node)
{
	if (node->kind == TREE_ARRAY)
		return is_flat(node);
	for (const struct doc_node *at = node->first; at != NULL; at = at->next) {
		if (at->kind == TREE_OBJECT || (at->kind == TREE_ARRAY && !is_flat(at)))
			return false;
	}
	return true;
}

static void add_quoted(struct text *out, const char *text)
{
	text_add(out, "\"");
	for (const char *at = text; *at != '\0'; at++) {
		unsigned char c = (unsigned char)*at;

		if (c == '"' || c == '\\')
			text_addf(out, "\\%c", c);
		else if (c < 0x20 || c == 0x7f)
			text_addf(out, "\\u%04x", c);
		else
			text_add_bytes(out, at, 1);
	}
	text_add(out, "\"");
}

static void add_json_scalar(struct text *out, const struct doc_node *node)
{
	CHECK(!is_container(node) && (node->text != NULL || node->kind == TREE_NULL));
	if (node->kind == TREE_STRING)
		add_quoted(out, node->text);
	else
		text_add(out, node->kind == TREE_NULL ? "null" : node->text);
}

static void add_flow(struct text *out, const struct doc_node *node)
{
	bool object = node->kind == TREE_OBJECT;

	if (!is_container(node)) {
		add_json_scalar(out, node);
		return;
	}
	text_add(out, object ? "{" : "[");
	for (const struct doc_node *at = node->first; at != NULL; at = at->next) {
		if (object) {
			add_quoted(out, at->name);
			text_add(out, ": ");
		}
		add_flow(out, at);
		text_add(out, at->next != NULL ? ", " : "");
	}
	text_add(out, object ? "}" : "]");
}

static void add_indent(struct text *out, unsigned depth)
{
	for (unsigned i = 0; i < depth; i++)
		text_add(out, "  ");
}

static void end_line(struct tree_writer *writer, const struct doc_node *node)
{
	text_add(writer->out, "\n");
	if (!writer->broken)
		return;
	writer->lines = mem_grow(writer->lines, &writer->capacity, writer->count + 1,
	                         sizeof(const struct doc_node *));
	writer->lines[writer->count++] = node;
}

/* True after writing `node` behind what stands in the line already. */
static bool add_in_line(struct tree_writer *writer, const struct doc_node *node, unsigned depth)
{
	struct text flow = {0};

	if (is_container(node) && node->first != NULL && (writer->broken || !is_shallow(node)))
		return false;
	add_flow(&flow, node);
	size_t name = node->name != NULL ? strlen(node->name) + 4 : 0;
	bool fits = !is_container(node) || node->kind == TREE_ARRAY ||
	            2 * (size_t)depth + name + flow.size + 1 <= LINE_MAX_COLUMNS;
	if (fits)
		text_add(writer->out, text_str(&flow));
	text_done(&flow);
	return fits;
}

static void add_json(struct tree_writer *writer, const struct doc_node *node, unsigned depth)
{
	bool object = node->kind == TREE_OBJECT;

	CHECK(depth <= TREE_DEPTH_MAX);
	if (add_in_line(writer, node, depth))
		return;
	text_add(writer->out, object ? "{" : "[");
	end_line(writer, node);
	for (const struct doc_node *at = node->first; at != NULL; at = at->next) {
		add_indent(writer->out, depth + 1);
		if (object) {
			add_quoted(writer->out, at->name);
			text_add(writer->out, ": ");
		}
		add_json(writer, at, depth + 1);
		text_add(writer->out, at->next != NULL ? "," : "");
		end_line(writer, is_container(at) && at->first != NULL ? node : at);
	}
	add_indent(writer->out, depth);
	text_add(writer->out, object ? "}" : "]");
}

/* Whether YAML takes the word without quotes for the text that it is: no blank or special character
 * at the wrong place, and nothing that some reader takes for a number, a time or a truth value. */
static bool is_plain_word(const char *text)
{
	static const char *const taken[] = {"true", "false", "null", "yes",  "no",  "on",
	                                    "off",  "y",     "n",    ".nan", ".inf"};

	if (!isalpha((unsigned char)text[0]) && text[0] != '_')
		return false;
	for (size_t i = 0; i < COUNT_OF(taken); i++) {
		if (strcasecmp(text, taken[i]) == 0)
			return false;
	}
	for (const char *at = text; *at != '\0'; at++) {
		if (!isalnum((unsigned char)*at) && strchr("_-./ ", *at) == NULL)
			return false;
	}
	return text[strlen(text) - 1] != ' ';
}

static void add_yaml_scalar(struct text *out, const struct doc_node *node)
{
	if (node->kind == TREE_STRING && is_plain_word(node->text))
		text_add(out, node->text);
	else
		add_json_scalar(out, node);
}

static void add_yaml_members(struct tree_writer *writer, const struct doc_node *node,
                             unsigned depth);

/* What stands behind "name:" or "-". */
static void add_yaml_value(struct tree_writer *writer, const struct doc_node *node, unsigned depth)
{
	bool entry = node->name == NULL;

	CHECK(depth <= TREE_DEPTH_MAX);
	if (!is_container(node)) {
		text_add(writer->out, " ");
		add_yaml_scalar(writer->out, node);
		end_line(writer, node);
	} else if (node->first == NULL || (node->kind == TREE_ARRAY && is_flat(node))) {
		text_add(writer->out, " ");
		add_flow(writer->out, node);
		end_line(writer, node);
	} else if (entry && node->kind == TREE_OBJECT) {
		text_add(writer->out, " ");
		add_yaml_members(writer, node, depth + 1);
	} else {
		end_line(writer, node);
		add_indent(writer->out, depth + 1);
		add_yaml_members(writer, node, depth + 1);
	}
}

/* The line is indented already for the first of them. */
static void add_yaml_members(struct tree_writer *writer, const struct doc_node *node,
                             unsigned depth)
{
	for (const struct doc_node *at = node->first; at != NULL; at = at->next) {
		if (at != node->first)
			add_indent(writer->out, depth);
		if (at->name == NULL)
			text_add(writer->out, "-");
		else if (is_plain_word(at->name))
			text_addf(writer->out, "%s:", at->name);
		else
			text_addf(writer->out, "\"%s\":", at->name);
		add_yaml_value(writer, at, depth);
	}
}

void tree_write(const struct doc_node *root, enum tree_format format, struct text *out)
{
	struct tree_writer writer = {.out = out};

	CHECK(root->kind == TREE_OBJECT);
	if (format == TREE_YAML) {
		add_yaml_members(&writer, root, 0);
		return;
	}
	add_json(&writer, root, 0);
	text_add(out, "\n");
}

size_t tree_write_lines(const struct doc_node *root, struct text *out,
                        const struct doc_node ***lines)
{
	struct tree_writer writer = {.out = out, .broken = true};

	add_json(&writer, root, 0);
	end_line(&writer, root);
	CHECK(out->at[out->size - 1] == '\n' && writer.count > 0);
	*lines = writer.lines;
	return writer.count;
}
