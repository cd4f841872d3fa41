/*
 * What the files of the check share: a module and the state of its one check, and the walk over the
 * tree. Only schema*.c may include this: it shows libyang.
 */
#ifndef DOCUMENT_SCHEMA_WALK_H
#define DOCUMENT_SCHEMA_WALK_H

#include <libyang/libyang.h>

#include "document/name_map.h"
#include "document/schema.h"

/* Every value of a leaf that is the target of references. Hangs at the leaf's schema. */
struct target {
	struct name_map values; /* wrong ones too: who refers to them makes no second mistake */
	const char **names;     /* good ones */
	size_t count;
	size_t capacity;
	bool partial; /* some value is not known: what is not found may be that one */
	struct target *next;
};

struct reference {
	struct doc_node *node;
	const struct target *target;
};

struct schema {
	struct ly_ctx *ctx;
	const struct lys_module *module;
	struct target *targets;
	struct reference *references;
	size_t reference_count;
	size_t reference_capacity;
	struct lyd_node *data;
	/* During a check. */
	struct arena *arena;
	const char *file;
	struct findings *findings;
	size_t reported;
	size_t guesses;
};

static inline const struct lysc_node *schema_of(const struct doc_node *node)
{
	return node->schema;
}

/* Adds a finding, and empties `said`. */
void schema_report(struct schema *schema, struct place place, struct text *said);

/* The leaf that the references of `leaf` point to; NULL when it is no reference. */
struct lysc_node *schema_reference_target(const struct schema *schema,
                                          const struct lysc_node *leaf);

/* Checks the top-level container and everything below it but what needs the whole: references and
 * rules. Builds schema->data, and notes targets and references. */
void schema_walk(struct schema *schema, struct doc_node *top);

#endif
