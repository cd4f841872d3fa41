/*
 * JSON Schema (2020-12) of a module, for editors: names, types, ranges, patterns, what must be
 * there. What compares members with each other (references, uniqueness, rules) it cannot say.
 */
#include <inttypes.h>
#include <string.h>

#include "base/check.h"
#include "document/make.h"
#include "document/schema_pattern.h"
#include "document/schema_value.h"
#include "document/schema_walk.h"
#include "document/write.h"

struct maker {
	struct arena *arena;
	const struct schema *schema;
};

/* Words of a description in one line. */
static const char *one_line(struct arena *arena, const char *text)
{
	char *copy = arena_strdup(arena, text);
	char *out = copy;
	bool blank = false;

	for (const char *at = copy; *at != '\0'; at++) {
		if (*at == '\n' || *at == ' ' || *at == '\t') {
			blank = out > copy;
			continue;
		}
		if (blank)
			*out++ = ' ';
		blank = false;
		*out++ = *at;
	}
	*out = '\0';
	return copy;
}

static void add_description(struct maker *maker, struct doc_node *out, const struct lysc_node *node)
{
	if (node->dsc != NULL)
		tree_make_text(maker->arena, out, "description", one_line(maker->arena, node->dsc));
}

static void add_literal(struct maker *maker, struct doc_node *out, const char *name, char *text)
{
	tree_make(maker->arena, out, name, TREE_NUMBER)->text = text;
}

static void add_patterns(struct maker *maker, struct doc_node *out,
                         const struct lysc_type_str *type)
{
	size_t count = LY_ARRAY_COUNT(type->patterns);
	struct doc_node *all = count > 1 ? tree_make(maker->arena, out, "allOf", TREE_ARRAY) : NULL;

	for (size_t i = 0; i < count; i++) {
		struct doc_node *at =
		    all != NULL ? tree_make(maker->arena, all, NULL, TREE_OBJECT) : out;

		if (type->patterns[i]->inverted)
			at = tree_make(maker->arena, at, "not", TREE_OBJECT);
		tree_make_text(maker->arena, at, "pattern",
		               schema_portable_pattern(maker->arena, type->patterns[i]->expr));
	}
	if (type->length == NULL)
		return;
	const struct lysc_range_part *parts = type->length->parts;
	tree_make_number(maker->arena, out, "minLength", parts[0].min_u64);
	if (parts[LY_ARRAY_COUNT(parts) - 1].max_u64 < UINT32_MAX)
		tree_make_number(maker->arena, out, "maxLength",
		                 parts[LY_ARRAY_COUNT(parts) - 1].max_u64);
}

/* The largest number of the type where the module gives no range. */
static uint64_t largest_of(LY_DATA_TYPE base)
{
	if (base == LY_TYPE_UINT8)
		return UINT8_MAX;
	return base == LY_TYPE_UINT16 ? UINT16_MAX : UINT32_MAX;
}

static void add_integer(struct maker *maker, struct doc_node *out, const struct lysc_type_num *type)
{
	const struct lysc_range_part *parts = type->range != NULL ? type->range->parts : NULL;
	size_t last = parts != NULL ? LY_ARRAY_COUNT(parts) - 1 : 0;

	CHECK(parts == NULL || parts[0].min_u64 <= parts[last].max_u64);
	tree_make_text(maker->arena, out, "type", "integer");
	tree_make_number(maker->arena, out, "minimum", parts != NULL ? parts[0].min_u64 : 0);
	tree_make_number(maker->arena, out, "maximum",
	                 parts != NULL ? parts[last].max_u64 : largest_of(type->basetype));
}

static char *decimal(struct maker *maker, int64_t value, unsigned digits)
{
	int64_t unit = 1;

	CHECK(value >= 0 && digits <= 18);
	for (unsigned i = 0; i < digits; i++)
		unit *= 10;
	return arena_printf(maker->arena, "%" PRId64 ".%0*" PRId64, value / unit, (int)digits,
	                    value % unit);
}

/* RFC 7951 writes decimals as texts; YAML has them as numbers. */
static void add_decimal(struct maker *maker, struct doc_node *out, const struct lysc_type_dec *type)
{
	const struct lysc_range_part *parts = type->range != NULL ? type->range->parts : NULL;
	struct doc_node *kinds = tree_make(maker->arena, out, "type", TREE_ARRAY);

	tree_make_text(maker->arena, kinds, NULL, "string");
	tree_make_text(maker->arena, kinds, NULL, "number");
	tree_make_text(maker->arena, out, "pattern",
	               arena_printf(maker->arena, "^[0-9]+(?:\\.[0-9]{1,%u})?$",
	                            (unsigned)type->fraction_digits));
	if (parts == NULL)
		return;
	add_literal(maker, out, "minimum", decimal(maker, parts[0].min_64, type->fraction_digits));
	add_literal(maker, out, "maximum",
	            decimal(maker, parts[LY_ARRAY_COUNT(parts) - 1].max_64, type->fraction_digits));
}

static void add_enum(struct maker *maker, struct doc_node *out, const struct lysc_type_enum *type)
{
	struct doc_node *words = tree_make(maker->arena, out, "enum", TREE_ARRAY);
	struct doc_node *meanings = tree_make(maker->arena, out, "enumDescriptions", TREE_ARRAY);

	for (size_t i = 0; i < LY_ARRAY_COUNT(type->enums); i++) {
		const struct lysc_type_bitenum_item *item = &type->enums[i];

		tree_make_text(maker->arena, words, NULL, item->name);
		tree_make_text(maker->arena, meanings, NULL,
		               item->dsc != NULL ? one_line(maker->arena, item->dsc) : "");
	}
}

static void add_type(struct maker *maker, struct doc_node *out, const struct lysc_type *type);

static void add_union(struct maker *maker, struct doc_node *out, const struct lysc_type_union *type)
{
	struct doc_node *any = tree_make(maker->arena, out, "anyOf", TREE_ARRAY);

	for (size_t i = 0; i < LY_ARRAY_COUNT(type->types); i++)
		add_type(maker, tree_make(maker->arena, any, NULL, TREE_OBJECT), type->types[i]);
}

static void add_string(struct maker *maker, struct doc_node *out, const struct lysc_type *type)
{
	tree_make_text(maker->arena, out, "type", "string");
	if (type->basetype == LY_TYPE_STRING)
		add_patterns(maker, out, (const struct lysc_type_str *)type);
}

static void add_type(struct maker *maker, struct doc_node *out, const struct lysc_type *type)
{
	switch (type->basetype) {
	case LY_TYPE_BOOL:
		tree_make_text(maker->arena, out, "type", "boolean");
		break;
	case LY_TYPE_UINT8:
	case LY_TYPE_UINT16:
	case LY_TYPE_UINT32:
		add_integer(maker, out, (const struct lysc_type_num *)type);
		break;
	case LY_TYPE_DEC64:
		add_decimal(maker, out, (const struct lysc_type_dec *)type);
		break;
	case LY_TYPE_ENUM:
		add_enum(maker, out, (const struct lysc_type_enum *)type);
		break;
	case LY_TYPE_UNION:
		add_union(maker, out, (const struct lysc_type_union *)type);
		break;
	case LY_TYPE_LEAFREF:
		add_type(maker, out, ((const struct lysc_type_leafref *)type)->realtype);
		break;
	default:
		add_string(maker, out, type);
		break;
	}
}

static void add_node(struct maker *maker, struct doc_node *out, const struct lysc_node *node);

/* Something within it must be there, so it must be there itself. */
static bool is_needed(const struct lysc_node *node)
{
	if (node->nodetype & (LYS_LIST | LYS_LEAFLIST))
		return (node->nodetype == LYS_LIST
		            ? ((const struct lysc_node_list *)node)->min
		            : ((const struct lysc_node_leaflist *)node)->min) > 0;
	if (node->nodetype != LYS_CONTAINER)
		return (node->flags & LYS_MAND_TRUE) != 0 || lysc_is_key(node);
	if (node->flags & LYS_PRESENCE)
		return false;
	for (const struct lysc_node *at = lysc_node_child(node); at != NULL; at = at->next) {
		if (is_needed(at))
			return true;
	}
	return false;
}

static void add_members(struct maker *maker, struct doc_node *out, const struct lysc_node *parent)
{
	struct doc_node *members = tree_make(maker->arena, out, "properties", TREE_OBJECT);
	struct doc_node *needed = NULL;
	const struct lysc_node *at = NULL;

	while ((at = lys_getnext(at, parent, maker->schema->module->compiled, 0)) != NULL) {
		add_node(maker, tree_make(maker->arena, members, at->name, TREE_OBJECT), at);
		if (!is_needed(at))
			continue;
		if (needed == NULL)
			needed = tree_make(maker->arena, out, "required", TREE_ARRAY);
		tree_make_text(maker->arena, needed, NULL, at->name);
	}
	tree_make_bool(maker->arena, out, "additionalProperties", false);
}

static void add_bounds(struct maker *maker, struct doc_node *out, uint32_t min, uint32_t max)
{
	CHECK(max == 0 || min <= max);
	if (min > 0)
		tree_make_number(maker->arena, out, "minItems", min);
	if (max > 0 && max < UINT32_MAX)
		tree_make_number(maker->arena, out, "maxItems", max);
}

static void add_leaf(struct maker *maker, struct doc_node *out, const struct lysc_node *node)
{
	const struct lysc_node_leaf *leaf = (const struct lysc_node_leaf *)node;

	CHECK(node->nodetype == LYS_LEAF);
	add_type(maker, out, leaf->type);
	if (leaf->dflt == NULL)
		return;
	const char *text = lyd_value_get_canonical(maker->schema->ctx, leaf->dflt);
	bool bare =
	    leaf->type->basetype == LY_TYPE_BOOL ||
	    (leaf->type->basetype >= LY_TYPE_UINT8 && leaf->type->basetype <= LY_TYPE_UINT32);
	tree_make_text(maker->arena, out, "default", arena_strdup(maker->arena, text))->kind =
	    bare ? TREE_NUMBER : TREE_STRING;
}

static void add_node(struct maker *maker, struct doc_node *out, const struct lysc_node *node)
{
	add_description(maker, out, node);
	if (node->nodetype == LYS_LEAF) {
		add_leaf(maker, out, node);
		return;
	}
	if (node->nodetype == LYS_CONTAINER) {
		tree_make_text(maker->arena, out, "type", "object");
		add_members(maker, out, node);
		return;
	}
	tree_make_text(maker->arena, out, "type", "array");
	struct doc_node *items = tree_make(maker->arena, out, "items", TREE_OBJECT);
	if (node->nodetype == LYS_LIST) {
		const struct lysc_node_list *list = (const struct lysc_node_list *)node;
		tree_make_text(maker->arena, items, "type", "object");
		add_members(maker, items, node);
		add_bounds(maker, out, list->min, list->max);
	} else {
		const struct lysc_node_leaflist *list = (const struct lysc_node_leaflist *)node;
		add_type(maker, items, list->type);
		add_bounds(maker, out, list->min, list->max);
		tree_make_bool(maker->arena, out, "uniqueItems", true);
	}
}

void schema_json(const char *module, struct text *out)
{
	struct arena *arena = arena_new();
	struct schema *schema = schema_new(module);
	struct maker maker = {arena, schema};
	const struct lysc_node *top = schema->module->compiled->data;
	const char *name = arena_printf(arena, "%s:%s", module, top->name);
	struct doc_node *root = tree_make(arena, NULL, NULL, TREE_OBJECT);

	tree_make_text(arena, root, "$schema", "https://json-schema.org/draft/2020-12/schema");
	tree_make_text(arena, root, "title", module);
	tree_make_text(arena, root, "description", one_line(arena, schema->module->dsc));
	tree_make_text(arena, root, "type", "object");
	struct doc_node *members = tree_make(arena, root, "properties", TREE_OBJECT);
	add_node(&maker, tree_make(arena, members, name, TREE_OBJECT), top);
	struct doc_node *needed = tree_make(arena, root, "required", TREE_ARRAY);
	tree_make_text(arena, needed, NULL, name);
	tree_make_bool(arena, root, "additionalProperties", false);
	tree_write(root, TREE_JSON, out);
	schema_free(schema);
	arena_free(arena);
}
