/*
 * References of a plan's configuration: "azurerm_subnet.this", "module.hub["weu"].gateway_id",
 * "var.id", "each.value". They carry no instance keys inside a module, so several resources may be
 * meant; rules tell them apart where that is sound.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/check.h"
#include "import/estate/plan.h"

enum { FOLLOW_MAX = 24, TOKENS_MAX = 16, TOKEN_SIZE_MAX = 40 };

/* A module where references are read: its configuration, and the address of the instance. */
struct scope {
	const struct doc_node *config; /* of the module; NULL: not known */
	const char *prefix;            /* "module.hub["weu"]"; "" at the root */
	const struct scope *parent;
	const struct doc_node *call; /* in the parent's configuration */
};

struct following {
	const struct tf_plan *plan;
	struct tf_targets *targets;
	const char *key;                 /* of what is referred to: this instance; "" for any */
	const struct doc_node *resource; /* in the configuration: whose for_each counts */
	unsigned depth;
	unsigned steps;
};

static void follow_list(struct following *follow, const struct scope *scope,
                        const struct doc_node *expression);

/* The part up to the next point outside brackets. */
static size_t part_size(const char *at)
{
	bool quoted = false;
	size_t size = 0;
	unsigned depth = 0;

	for (; at[size] != '\0'; size++) {
		quoted ^= at[size] == '"';
		depth += !quoted && at[size] == '[';
		depth -= !quoted && at[size] == ']' && depth > 0;
		if (!quoted && depth == 0 && at[size] == '.')
			break;
	}
	return size;
}

static const char *next_part(struct arena *arena, const char **at)
{
	size_t size = part_size(*at);
	const char *part = arena_strndup(arena, *at, size);

	*at += size + ((*at)[size] == '.');
	return part;
}

static const struct doc_node *named(const struct doc_node *object, const char *name)
{
	return object != NULL && object->kind == TREE_OBJECT ? tree_member(object, name) : NULL;
}

static void add_target(struct tf_targets *targets, struct tf_resource *resource)
{
	if (resource->mark == targets->mark || targets->count == PLAN_TARGETS_MAX)
		return;
	resource->mark = targets->mark;
	targets->resources[targets->count++] = resource;
}

static void add_ids(struct tf_targets *targets, const struct doc_node *value, unsigned depth)
{
	if (value->kind == TREE_STRING && strncasecmp(value->text, "/subscriptions/", 15) == 0 &&
	    targets->id_count < PLAN_TARGETS_MAX)
		targets->ids[targets->id_count++] = value->text;
	for (const struct doc_node *at = value->first; at != NULL && depth < FOLLOW_MAX;
	     at = at->next)
		add_ids(targets, at, depth + 1);
}

static bool has_key(const char *text, const char *key)
{
	return key[0] == '\0' || strcmp(text, key) == 0;
}

/* Resources of this address in the instance of the module; in all its instances, and in the end in
 * any module, when that has none. */
static void follow_resource(struct following *follow, const struct scope *scope, const char *local,
                            const char *key)
{
	struct arena *arena = follow->plan->arena;
	const char *prefix = tf_plan_bare(arena, scope->prefix);
	const char *bare =
	    arena_printf(arena, "%s%s%s", prefix, prefix[0] != '\0' ? "." : "", local);
	struct tf_resource *first =
	    (struct tf_resource *)name_map_get(&follow->plan->by_bare, bare);
	bool found = false;

	for (struct tf_resource *at = first; at != NULL; at = at->next_same) {
		if (strcmp(at->module, scope->prefix) != 0 || !has_key(at->index, key))
			continue;
		add_target(follow->targets, at);
		found = true;
	}
	for (struct tf_resource *at = first; at != NULL && !found; at = at->next_same)
		add_target(follow->targets, at);
	size_t size = strlen(local);
	for (struct tf_resource *at = first == NULL ? follow->plan->first : NULL; at != NULL;
	     at = at->next) {
		size_t length = strlen(at->bare);
		if (length >= size && strcmp(at->bare + length - size, local) == 0 &&
		    (length == size || at->bare[length - size - 1] == '.'))
			add_target(follow->targets, at);
	}
}

/* "NAME["key"].OUTPUT["key"]" behind "module." */
static void follow_module(struct following *follow, const struct scope *scope, const char *rest)
{
	struct arena *arena = follow->plan->arena;
	const char *instance = next_part(arena, &rest);
	const char *output = *rest != '\0' ? next_part(arena, &rest) : NULL;
	const struct doc_node *call =
	    named(named(scope->config, "module_calls"), tf_plan_bare(arena, instance));
	const struct doc_node *config = named(call, "module");
	const struct scope inner = {
	    .config = config,
	    .prefix = arena_printf(arena, "%s%smodule.%s", scope->prefix,
	                           scope->prefix[0] != '\0' ? "." : "", instance),
	    .parent = scope,
	    .call = call,
	};
	const struct doc_node *expression =
	    output == NULL
		? NULL
		: named(named(named(config, "outputs"), tf_plan_bare(arena, output)), "expression");

	if (output == NULL)
		return;
	if (expression == NULL) {
		follow->targets->open = true;
		return;
	}
	const char *outer = follow->key;
	const char *key = tf_plan_last_key(arena, output);
	follow->key = key[0] != '\0' ? key : outer;
	follow_list(follow, &inner, expression);
	follow->key = outer;
}

static void follow_all(struct following *follow, const struct scope *scope,
                       const struct doc_node *expressions)
{
	for (const struct doc_node *at = expressions->first; at != NULL; at = at->next)
		follow_list(follow, scope, at);
}

static void follow_variable(struct following *follow, const struct scope *scope, const char *name)
{
	const struct doc_node *value = named(named(follow->plan->variables, name), "value");

	if (scope->parent == NULL) {
		if (value != NULL)
			add_ids(follow->targets, value, 0);
		else
			follow->targets->open = true;
		return;
	}
	const struct doc_node *expressions = named(scope->call, "expressions");
	const struct doc_node *expression = named(expressions, name);
	if (expression != NULL)
		follow_list(follow, scope->parent, expression);
	else if (expressions != NULL && follow->targets->through_each)
		follow_all(follow, scope->parent, expressions);
	else
		follow->targets->open = true;
}

static void follow_each(struct following *follow, const struct scope *scope)
{
	const struct doc_node *expression = named(follow->resource, "for_each_expression");

	follow->targets->through_each = true;
	if (expression != NULL)
		follow_list(follow, scope, expression);
	else
		follow->targets->open = true;
}

static void follow_reference(struct following *follow, const struct scope *scope,
                             const char *reference)
{
	struct arena *arena = follow->plan->arena;
	const char *rest = reference;
	const char *first = next_part(arena, &rest);
	const char *second = next_part(arena, &rest);

	if (strcmp(first, "module") == 0) {
		follow_module(follow, scope, reference + strlen("module."));
	} else if (strcmp(first, "var") == 0) {
		follow_variable(follow, scope, tf_plan_bare(arena, second));
	} else if (strcmp(first, "each") == 0 || strcmp(first, "count") == 0) {
		if (strcmp(second, "value") == 0)
			follow_each(follow, scope);
	} else if (strcmp(first, "local") == 0) {
		follow->targets->open = true;
	} else if (strcmp(first, "data") == 0) {
		const char *third = next_part(arena, &rest);
		follow_resource(
		    follow, scope,
		    arena_printf(arena, "data.%s.%s", second, tf_plan_bare(arena, third)),
		    tf_plan_last_key(arena, third));
	} else if (strchr(first, '_') != NULL && second[0] != '\0') {
		const char *key = tf_plan_last_key(arena, second);
		follow_resource(follow, scope,
		                arena_printf(arena, "%s.%s", first, tf_plan_bare(arena, second)),
		                key[0] != '\0' ? key : follow->key);
	}
}

/* A list of references names what is meant, and then again its parents: "module.a.out", "module.a".
 * Those come last and lead nowhere by themselves. */
static void follow_list(struct following *follow, const struct scope *scope,
                        const struct doc_node *expression)
{
	const struct doc_node *list = named(expression, "references");
	const struct doc_node *constant = named(expression, "constant_value");

	if (follow->depth == FOLLOW_MAX || ++follow->steps > 4096) {
		follow->targets->open = true;
		return;
	}
	follow->depth++;
	if (constant != NULL)
		add_ids(follow->targets, constant, 0);
	for (const struct doc_node *at = list != NULL && list->kind == TREE_ARRAY ? list->first
	                                                                          : NULL;
	     at != NULL; at = at->next) {
		if (at->kind == TREE_STRING)
			follow_reference(follow, scope, at->text);
	}
	follow->depth--;
}

static const struct doc_node *config_of(const struct scope *scope, const char *address)
{
	const struct doc_node *list = named(scope->config, "resources");

	for (const struct doc_node *at = list != NULL ? list->first : NULL; at != NULL;
	     at = at->next) {
		const struct doc_node *own = named(at, "address");
		if (own != NULL && own->text != NULL && strcmp(own->text, address) == 0)
			return at;
	}
	return NULL;
}

/* "type.name" at the end of an address, with "data." in front of a data source. */
static const char *local_address(struct arena *arena, const struct tf_resource *resource)
{
	size_t module = strlen(tf_plan_bare(arena, resource->module));

	return resource->bare + (module > 0 ? module + 1 : 0);
}

static const struct doc_node *block_at(const struct doc_node *expressions, const char *block,
                                       size_t index)
{
	const struct doc_node *list = named(expressions, block);
	const struct doc_node *at = list != NULL && list->kind == TREE_ARRAY ? list->first : NULL;

	for (; at != NULL && at->next != NULL && index > 0; index--)
		at = at->next;
	return at;
}

static void follow_attribute(struct following *follow, const struct scope *scope,
                             const struct tf_unknown *unknown)
{
	follow->resource = config_of(scope, local_address(follow->plan->arena, unknown->resource));
	const struct doc_node *expressions = named(follow->resource, "expressions");
	if (unknown->block != NULL)
		expressions = block_at(expressions, unknown->block, unknown->index);
	const struct doc_node *expression = named(expressions, unknown->attribute);
	if (expression != NULL)
		follow_list(follow, scope, expression);
	else
		follow->targets->open = true;
}

/* Goes down the modules of an address, then follows what stands at the resource there. */
static void follow_from(struct following *follow, const struct scope *scope, const char *module,
                        const struct tf_unknown *unknown, unsigned depth)
{
	struct arena *arena = follow->plan->arena;
	const char *rest = module;

	if (*module == '\0' || depth == FOLLOW_MAX) {
		follow_attribute(follow, scope, unknown);
		return;
	}
	next_part(arena, &rest);
	const char *instance = next_part(arena, &rest);
	const struct doc_node *call =
	    named(named(scope->config, "module_calls"), tf_plan_bare(arena, instance));
	const struct scope inner = {
	    .config = named(call, "module"),
	    .prefix = arena_printf(arena, "%s%smodule.%s", scope->prefix,
	                           scope->prefix[0] != '\0' ? "." : "", instance),
	    .parent = scope,
	    .call = call,
	};
	follow_from(follow, &inner, rest, unknown, depth + 1);
}

const struct doc_node *tf_plan_expressions(const struct tf_plan *plan,
                                           const struct tf_resource *resource)
{
	struct scope scope = {.config = plan->module};
	const char *rest = resource->module;

	while (*rest != '\0' && scope.config != NULL) {
		next_part(plan->arena, &rest);
		const char *instance = tf_plan_bare(plan->arena, next_part(plan->arena, &rest));

		scope.config =
		    named(named(named(scope.config, "module_calls"), instance), "module");
	}
	return named(config_of(&scope, local_address(plan->arena, resource)), "expressions");
}

void tf_plan_follow(const struct tf_plan *plan, const struct tf_unknown *unknown,
                    struct tf_targets *targets)
{
	struct following follow = {.plan = plan, .targets = targets, .key = ""};
	const struct scope root = {.config = plan->module, .prefix = ""};

	follow_from(&follow, &root, unknown->resource->module, unknown, 0);
}
