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

/* Between the files of the walk. `parent` and `data` are nodes of libyang's tree, NULL where
 * something above is wrong, so that there is none. */

/* The member of the object that this schema is for, or NULL. */
const struct doc_node *schema_member_of(const struct doc_node *object,
                                        const struct lysc_node *schema);

/* `virtual-network "vnet-a"`, or `the lab`. */
void schema_describe_instance(const struct doc_node *node, struct text *out);

/* A list is not wholly known: nor is what references to its entries may name. */
void schema_doubt_targets(const struct lysc_node *list);

/* Finds the schema of each member; unknown and repeated ones are reported and wrong. */
void schema_name_members(struct schema *schema, struct doc_node *object,
                         const struct lysc_node *parent);

/* Reports what the object must have and has not. */
void schema_check_missing(struct schema *schema, const struct doc_node *object,
                          const struct lysc_node *parent);

/* The members of a container or list entry, of which `data` is libyang's node. */
void schema_check_members(struct schema *schema, struct doc_node *object, struct lyd_node *data);

/* The scalar `node` as a value of its leaf or leaf-list. */
void schema_check_scalar(struct schema *schema, struct doc_node *node, struct lyd_node *parent);

/* A scalar that has been found good: its canonical text, and its part in references. */
void schema_settle_value(struct schema *schema, struct doc_node *node);

/* Whether the node is of this kind; if not, that is reported, and it is wrong. */
bool schema_expect_kind(struct schema *schema, struct doc_node *node, enum tree_kind kind);

void schema_check_list(struct schema *schema, struct doc_node *list, struct lyd_node *parent);
void schema_check_leaf_list(struct schema *schema, struct doc_node *list, struct lyd_node *parent);

#endif
