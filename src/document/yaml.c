/*
 * YAML by libyaml, of which only what JSON can say is taken: one document of mappings, sequences
 * and scalars. Tags are refused. What an alias or a merge key ("<<") brings is copied, and counts
 * as if it were written out: a short text cannot mean an endless one.
 *
 * A word without quotes has no type here; the module knows what it should be.
 */
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "base/check.h"
#include "document/name_map.h"
#include "document/tree.h"

struct yaml_reader {
	struct arena *arena;
	const char *file;
	const char *text; /* with a closing zero */
	struct findings *findings;
	yaml_parser_t parser;
	yaml_event_t event; /* the current one; owned */
	bool has_event;
	size_t values_left;
	unsigned depth;
	struct name_map anchors; /* holders of the last node of each name: struct anchored */
	bool failed;
};

/* A name may be given again: aliases mean the last one before them. */
struct anchored {
	const struct doc_node *node; /* NULL: not read to its end */
};

/* The one way to stop; only the first message counts. */
static void fail(struct yaml_reader *reader, yaml_mark_t mark, const char *said)
{
	struct place place = {reader->file, (unsigned)mark.line + 1, (unsigned)mark.column + 1};

	if (!reader->failed)
		findings_add(reader->findings, SEVERITY_ERROR, place, "%s", said);
	reader->failed = true;
}

/* The tab among the blanks at the beginning of the line, as the column from 0; or -1. */
static int tab_in_indentation(const struct yaml_reader *reader, size_t line)
{
	const char *at = reader->text;

	for (; line > 0 && at != NULL; line--) {
		at = strchr(at, '\n');
		at = at == NULL ? NULL : at + 1;
	}
	if (at == NULL)
		return -1;
	size_t blanks = strspn(at, " ");
	return at[blanks] == '\t' ? (int)blanks : -1;
}

/* What libyaml says is wrong. An error of the encoding has no mark. */
static void fail_parser(struct yaml_reader *reader)
{
	const char *problem = reader->parser.problem;
	yaml_mark_t mark = reader->parser.problem_mark;
	struct text said = {0};

	int tab =
	    reader->parser.error == YAML_READER_ERROR ? -1 : tab_in_indentation(reader, mark.line);
	if (tab >= 0) {
		mark.column = (size_t)tab;
		fail(reader, mark,
		     "a tab in the indentation; YAML is indented with blanks; replace the tabs");
		return;
	}
	if (reader->parser.error == YAML_READER_ERROR)
		text_addf(&said, "bytes that are not UTF-8, or a control character (%s)",
		          problem != NULL ? problem : "no reason given");
	else
		text_addf(&said, "not YAML: %s", problem != NULL ? problem : "no reason given");
	fail(reader,
	     reader->parser.error == YAML_READER_ERROR ? reader->parser.mark
	                                               : reader->parser.problem_mark,
	     text_str(&said));
	text_done(&said);
}

static void drop_event(struct yaml_reader *reader)
{
	if (reader->has_event)
		yaml_event_delete(&reader->event);
	reader->has_event = false;
}

/* Moves to the next event; after a failure the event is an empty one. */
static void advance(struct yaml_reader *reader)
{
	drop_event(reader);
	memset(&reader->event, 0, sizeof(reader->event));
	if (reader->failed)
		return;
	if (!yaml_parser_parse(&reader->parser, &reader->event)) {
		fail_parser(reader);
		return;
	}
	reader->has_event = true;
}

/* What JSON cannot say: a tag. */
static void check_event(struct yaml_reader *reader)
{
	const yaml_event_t *event = &reader->event;
	const yaml_char_t *tag = NULL;

	if (event->type == YAML_SCALAR_EVENT)
		tag = event->data.scalar.tag;
	else if (event->type == YAML_SEQUENCE_START_EVENT)
		tag = event->data.sequence_start.tag;
	else if (event->type == YAML_MAPPING_START_EVENT)
		tag = event->data.mapping_start.tag;
	if (tag != NULL)
		fail(reader, event->start_mark, "a tag; expected the text alone; remove the tag");
}

/* The name that the event gives its node, or NULL. */
static const char *anchor_of(const yaml_event_t *event)
{
	const yaml_char_t *anchor = NULL;

	if (event->type == YAML_SCALAR_EVENT)
		anchor = event->data.scalar.anchor;
	else if (event->type == YAML_SEQUENCE_START_EVENT)
		anchor = event->data.sequence_start.anchor;
	else if (event->type == YAML_MAPPING_START_EVENT)
		anchor = event->data.mapping_start.anchor;
	return (const char *)anchor;
}

/* The holder of the name, whose node is none until it has been read; NULL when there is no name. */
static struct anchored *name_anchor(struct yaml_reader *reader)
{
	const char *name = anchor_of(&reader->event);
	struct anchored *holder = NULL;

	if (name == NULL)
		return NULL;
	holder = (struct anchored *)name_map_get(&reader->anchors, name);
	if (holder == NULL) {
		holder = arena_alloc(reader->arena, sizeof(*holder));
		name_map_add(&reader->anchors, arena_strdup(reader->arena, name), holder);
	}
	holder->node = NULL;
	return holder;
}

static struct doc_node *node_new(struct yaml_reader *reader, struct doc_node *parent)
{
	struct doc_node *node = arena_alloc(reader->arena, sizeof(*node));
	yaml_mark_t mark = reader->event.start_mark;

	if (reader->values_left == 0)
		fail(reader, mark, TREE_TOO_MANY);
	else
		reader->values_left--;
	node->parent = parent;
	node->line = node->name_line = (uint32_t)mark.line + 1;
	node->column = node->name_column = (uint32_t)mark.column + 1;
	return node;
}

static const char *scalar_text(struct yaml_reader *reader)
{
	const char *text = (const char *)reader->event.data.scalar.value;
	size_t size = reader->event.data.scalar.length;

	if (memchr(text, '\0', size) != NULL)
		fail(reader, reader->event.start_mark,
		     "a zero character; no text here may hold one");
	return arena_strndup(reader->arena, text, size);
}

static bool is_null(const char *text)
{
	return *text == '\0' || strcmp(text, "~") == 0 || strcmp(text, "null") == 0;
}

static void read_scalar(struct yaml_reader *reader, struct doc_node *node)
{
	bool plain = reader->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE;

	node->text = scalar_text(reader);
	node->kind = plain ? TREE_PLAIN : TREE_STRING;
	if (plain && is_null(node->text))
		node->kind = TREE_NULL;
}

static void read_node(struct yaml_reader *reader, struct doc_node *node);

/* The name of a member; the reader comes to stand on the value. */
static void read_member_name(struct yaml_reader *reader, struct doc_node *member)
{
	check_event(reader);
	if (reader->event.type != YAML_SCALAR_EVENT) {
		fail(reader, reader->event.start_mark,
		     "a name that is a list or an object; expected a word");
		return;
	}
	member->name = scalar_text(reader);
	advance(reader);
	member->line = (uint32_t)reader->event.start_mark.line + 1;
	member->column = (uint32_t)reader->event.start_mark.column + 1;
}

static void add_child(struct doc_node *parent, struct doc_node *child, struct doc_node ***tail)
{
	child->parent = parent;
	child->next = NULL;
	**tail = child;
	*tail = &child->next;
	parent->count++;
}

/* Copies what stands below and its value, not its name; each node counts and keeps its place. */
static void copy_value(struct yaml_reader *reader, struct doc_node *to, const struct doc_node *from,
                       unsigned depth)
{
	struct doc_node **tail = &to->first;

	to->kind = from->kind;
	to->text = from->text;
	if (depth == TREE_DEPTH_MAX && from->first != NULL)
		fail(reader, reader->event.start_mark,
		     "nested too deeply; expected fewer than 64 levels");
	for (const struct doc_node *at = from->first; at != NULL && !reader->failed;
	     at = at->next) {
		struct doc_node *child = node_new(reader, to);

		child->name = at->name;
		child->line = at->line;
		child->column = at->column;
		child->name_line = at->name_line;
		child->name_column = at->name_column;
		add_child(to, child, &tail);
		copy_value(reader, child, at, depth + 1);
	}
}

static void read_alias(struct yaml_reader *reader, struct doc_node *node)
{
	const char *name = (const char *)reader->event.data.alias.anchor;
	const struct anchored *holder = name_map_get(&reader->anchors, name);

	if (holder == NULL || holder->node == NULL)
		fail(reader, reader->event.start_mark,
		     "an alias whose anchor is not before it; expected one like &name");
	else
		copy_value(reader, node, holder->node, reader->depth);
}

static bool is_merge(const struct doc_node *member)
{
	return member->name != NULL && strcmp(member->name, "<<") == 0;
}

struct merging {
	struct name_map there; /* members that the object has */
	struct doc_node **tail;
};

/* Appends the members of `from` that the object does not have. */
static void merge_members(struct yaml_reader *reader, struct merging *merging,
                          struct doc_node *object, struct doc_node *from)
{
	struct doc_node *next;

	if (from->kind != TREE_OBJECT) {
		yaml_mark_t mark = {0, from->line - 1, from->column - 1};

		fail(reader, mark, "\"<<\" merges objects; expected an alias of one, or a list");
		return;
	}
	for (struct doc_node *at = from->first; at != NULL; at = next) {
		next = at->next;
		if (name_map_add(&merging->there, at->name, at) == NULL)
			add_child(object, at, &merging->tail);
	}
}

/* What is written in the object goes before what is merged, and of a list the first. */
static void merge(struct yaml_reader *reader, struct doc_node *object)
{
	struct merging merging = {.there = {.arena = reader->arena}, .tail = &object->first};
	struct doc_node *members = object->first;
	struct doc_node *merges = NULL;
	struct doc_node **last = &merges;

	object->first = NULL;
	object->count = 0;
	for (struct doc_node *at = members, *next; at != NULL; at = next) {
		next = at->next;
		if (is_merge(at)) {
			at->next = NULL;
			*last = at;
			last = &at->next;
		} else {
			add_child(object, at, &merging.tail);
			name_map_add(&merging.there, at->name, at);
		}
	}
	for (struct doc_node *at = merges; at != NULL && !reader->failed; at = at->next) {
		if (at->kind != TREE_ARRAY) {
			merge_members(reader, &merging, object, at);
			continue;
		}
		for (struct doc_node *entry = at->first; entry != NULL && !reader->failed;
		     entry = entry->next)
			merge_members(reader, &merging, object, entry);
	}
}

/* A mapping or sequence; the reader stands on its start. */
static void read_container(struct yaml_reader *reader, struct doc_node *node)
{
	bool object = reader->event.type == YAML_MAPPING_START_EVENT;
	yaml_event_type_t end = object ? YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT;
	struct doc_node **tail = &node->first;
	bool merges = false;

	CHECK(object || reader->event.type == YAML_SEQUENCE_START_EVENT);
	node->kind = object ? TREE_OBJECT : TREE_ARRAY;
	if (reader->depth == TREE_DEPTH_MAX) {
		fail(reader, reader->event.start_mark,
		     "nested too deeply; expected fewer than 64 levels");
		return;
	}
	reader->depth++;
	advance(reader);
	while (!reader->failed && reader->event.type != end) {
		struct doc_node *entry = node_new(reader, node);
		if (object && !reader->failed)
			read_member_name(reader, entry);
		read_node(reader, entry);
		merges |= is_merge(entry);
		add_child(node, entry, &tail);
		advance(reader);
	}
	if (merges && !reader->failed)
		merge(reader, node);
	reader->depth--;
}

static void read_node(struct yaml_reader *reader, struct doc_node *node)
{
	if (!reader->failed)
		check_event(reader);
	if (reader->failed)
		return;
	struct anchored *holder = name_anchor(reader);

	if (reader->event.type == YAML_ALIAS_EVENT)
		read_alias(reader, node);
	else if (reader->event.type == YAML_SCALAR_EVENT)
		read_scalar(reader, node);
	else
		read_container(reader, node);
	if (holder != NULL)
		holder->node = node;
}

/* "x-...": where people put what they give names to; it means nothing else. */
static void drop_shelves(struct doc_node *root)
{
	struct doc_node **at = &root->first;

	while (root->kind == TREE_OBJECT && *at != NULL) {
		if (strncmp((*at)->name, "x-", 2) != 0) {
			at = &(*at)->next;
			continue;
		}
		*at = (*at)->next;
		root->count--;
	}
}

/* Passes the stream's and the document's start; false when there is no document. */
static bool find_document(struct yaml_reader *reader)
{
	advance(reader);
	advance(reader);
	if (!reader->failed && reader->event.type != YAML_DOCUMENT_START_EVENT)
		fail(reader, reader->event.start_mark, "the file is empty");
	advance(reader);
	return !reader->failed;
}

/* Passes the document's end; behind it there may be no other one. */
static void find_end(struct yaml_reader *reader)
{
	advance(reader);
	advance(reader);
	if (!reader->failed && reader->event.type != YAML_STREAM_END_EVENT)
		fail(reader, reader->event.start_mark,
		     "a second document; expected one; put each into a file of its own");
}

struct doc_node *yaml_read(struct arena *arena, const char *file, const char *text, size_t size,
                           struct findings *findings)
{
	struct yaml_reader reader = {
	    .arena = arena,
	    .file = file,
	    .text = text,
	    .findings = findings,
	    .values_left = tree_values_max(size),
	    .anchors = {.arena = arena},
	};
	struct doc_node *root = NULL;

	if (!yaml_parser_initialize(&reader.parser))
		mem_exhausted();
	yaml_parser_set_input_string(&reader.parser, (const unsigned char *)text, size);
	yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
	if (find_document(&reader)) {
		root = node_new(&reader, NULL);
		read_node(&reader, root);
		find_end(&reader);
		if (!reader.failed)
			drop_shelves(root);
	}
	drop_event(&reader);
	yaml_parser_delete(&reader.parser);
	CHECK(reader.failed || reader.depth == 0);
	return reader.failed ? NULL : root;
}
