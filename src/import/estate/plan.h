/*
 * A plan of Terraform, after it is applied. What is not known before that, above all ids of
 * resources that will be made, is followed through the configuration to the resource that is meant.
 */
#ifndef IMPORT_ESTATE_PLAN_H
#define IMPORT_ESTATE_PLAN_H

#include "import/estate/envelope.h"

/* One resource of the plan. */
struct tf_resource {
	struct tf_resource *next_same; /* of the same address without keys */
	struct tf_resource *next;
	const char *type;
	const char *address;
	const char *bare;   /* the address without instance keys */
	const char *module; /* "" at the root; with keys */
	const char *index;  /* its own key, or "" */
	enum estate_kind kind;
	unsigned mark;           /* of the last question that led here */
	struct doc_node *values; /* after */
	const struct doc_node *unknown;
	const struct doc_node *before; /* NULL: it is new, or that state is asked for */
};

struct tf_plan {
	const struct estate_input *input;
	struct arena *arena;
	const struct doc_node *module; /* the root module of the configuration, or NULL */
	const struct doc_node *variables;
	struct tf_resource *first;
	struct tf_resource *last;
	unsigned marks;
	struct name_map by_bare; /* "module.a.type.name" */
};

/* What a reference may lead to. */
enum { PLAN_TARGETS_MAX = 4096 };
struct tf_targets {
	struct tf_resource *resources[PLAN_TARGETS_MAX];
	size_t count;
	unsigned mark;                     /* of this question */
	const char *ids[PLAN_TARGETS_MAX]; /* of what the values of variables name */
	size_t id_count;
	bool open;         /* something in the way cannot be followed */
	bool through_each; /* the values of for_each are in the way */
};

void estate_read_plan(const struct estate_input *input, struct doc_node *root);

/* An attribute that is not known before the plan is applied. */
struct tf_unknown {
	const struct tf_resource *resource;
	const char *block; /* NULL: of the resource itself */
	size_t index;      /* of the block */
	const char *attribute;
	enum estate_kind kind;         /* of what it names */
	struct doc_node *holder;       /* where the answer goes */
	const struct doc_node *before; /* where it stood; NULL: nowhere */
};

/* What the configuration has for the resource: its expressions by attribute; or NULL. */
const struct doc_node *tf_plan_expressions(const struct tf_plan *plan,
                                           const struct tf_resource *resource);

/* The kind of resource that an attribute names; ESTATE_KIND_COUNT: none. */
enum estate_kind tf_plan_kind_of_reference(const char *attribute);

/* Gives attributes that are not known, and name no resource, their values of before; and says which
 * those are. */
void tf_plan_fill(const struct tf_plan *plan, const struct tf_resource *resource);

/* Follows the references that the configuration has for the attribute. */
void tf_plan_follow(const struct tf_plan *plan, const struct tf_unknown *unknown,
                    struct tf_targets *targets);

/* Leaves in `targets` what may be meant. The one id that is meant, or NULL. */
const char *tf_plan_choose(const struct tf_plan *plan, const struct tf_unknown *unknown,
                           struct tf_targets *targets);

/* The address without instance keys, and the last key without its quotes. */
const char *tf_plan_bare(struct arena *arena, const char *address);
const char *tf_plan_last_key(struct arena *arena, const char *address);

#endif
