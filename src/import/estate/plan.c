/* The resources of a plan after it is applied, and the ids that stand in for unknown ones. */
#include "import/estate/plan.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "document/make.h"

/* Attributes that name another resource, and what kind that is. */
static const struct {
	const char *attribute;
	enum estate_kind kind;
} references[] = {
    {"subnet_id", ESTATE_SUBNET},
    {"virtual_network_gateway_id", ESTATE_GATEWAY},
    {"peer_virtual_network_gateway_id", ESTATE_GATEWAY},
    {"express_route_circuit_id", ESTATE_CIRCUIT},
    {"local_network_gateway_id", ESTATE_LOCAL_GATEWAY},
    {"remote_virtual_network_id", ESTATE_NETWORK},
    {"express_route_port_id", ESTATE_PORT},
    {"peering_id", ESTATE_CIRCUIT_PEERING},
    {"peer_peering_id", ESTATE_CIRCUIT_PEERING},
    {"express_route_circuit_peering_id", ESTATE_CIRCUIT_PEERING},
    {"route_table_id", ESTATE_ROUTE_TABLE},
    {"route_server_id", ESTATE_HUB},
    {"virtual_hub_id", ESTATE_HUB},
    {"virtual_wan_id", ESTATE_WAN},
    {"express_route_gateway_id", ESTATE_HUB_GATEWAY},
};

/* Attributes that count only in resources where another one says so. */
static const struct {
	const char *type;
	const char *attribute;
	const char *by;
	const char *value;
} conditions[] = {
    {"azurerm_virtual_network_gateway_connection", "express_route_circuit_id", "type",
     "ExpressRoute"},
    {"azurerm_virtual_network_gateway_connection", "local_network_gateway_id", "type", "IPsec"},
    {"azurerm_virtual_network_gateway_connection", "peer_virtual_network_gateway_id", "type",
     "Vnet2Vnet"},
};

const char *tf_plan_bare(struct arena *arena, const char *address)
{
	char *bare = arena_strdup(arena, address);
	char *out = bare;

	for (const char *at = address; *at != '\0'; at++) {
		if (*at == '[') {
			bool quoted = false;
			for (at++; *at != '\0' && (quoted || *at != ']'); at++)
				quoted ^= *at == '"';
			if (*at == '\0')
				break;
		} else {
			*out++ = *at;
		}
	}
	*out = '\0';
	return bare;
}

const char *tf_plan_last_key(struct arena *arena, const char *address)
{
	size_t size = strlen(address);
	const char *open;

	if (size == 0 || address[size - 1] != ']')
		return "";
	open = address + size - 1;
	while (open > address &&
	       !(open[0] == '[' && open[1] != ']' && (open[1] != '"' || address[size - 2] == '"')))
		open--;
	const char *key = open + 1 + (open[1] == '"');
	return arena_strndup(arena, key, strcspn(key, open[1] == '"' ? "\"" : "]"));
}

/* "module.a["k"]" of "module.a["k"].type.name": all but the last two names, or three of data. */
static const char *module_of(struct arena *arena, const struct tf_resource *resource)
{
	const char *type = strstr(resource->address, resource->type);

	for (const char *next = type; next != NULL; next = strstr(next + 1, resource->type)) {
		if (strchr(next, ']') == NULL || strchr(next, '[') < strchr(next, ']'))
			type = next;
	}
	if (type == NULL || type == resource->address)
		return "";
	size_t size = (size_t)(type - resource->address) - 1;
	if (size >= 4 && strncmp(resource->address + size - 4, "data", 4) == 0)
		size = size > 4 ? size - 5 : 0;
	return arena_strndup(arena, resource->address, size);
}

static void add_to(struct name_map *map, const char *key, struct tf_resource *resource)
{
	struct tf_resource *known = (struct tf_resource *)name_map_get(map, key);

	if (known == NULL) {
		name_map_add(map, key, resource);
		return;
	}
	/* Behind the first, so that adding takes no walk. */
	resource->next_same = known->next_same;
	known->next_same = resource;
}

static struct tf_resource *add_resource(struct tf_plan *plan, const char *type, const char *address,
                                        const struct doc_node *values,
                                        const struct doc_node *unknown)
{
	struct tf_resource *resource = arena_alloc(plan->arena, sizeof(*resource));

	*resource = (struct tf_resource){
	    .type = type,
	    .address = address,
	    .bare = tf_plan_bare(plan->arena, address),
	    .index = tf_plan_last_key(plan->arena, address),
	    .kind = estate_kind_of(type),
	    .values = (struct doc_node *)values,
	    .unknown = unknown,
	};
	resource->module = module_of(plan->arena, resource);
	if (plan->last != NULL)
		plan->last->next = resource;
	else
		plan->first = resource;
	plan->last = resource;
	add_to(&plan->by_bare, resource->bare, resource);
	return resource;
}

static const char *text_at(const struct doc_node *object, const char *name)
{
	const struct doc_node *member = tree_member(object, name);

	return member != NULL && member->kind == TREE_STRING ? member->text : NULL;
}

static bool has_action(const struct doc_node *change, const char *action)
{
	const struct doc_node *actions = tree_member(change, "actions");

	for (const struct doc_node *at = actions != NULL ? actions->first : NULL; at != NULL;
	     at = at->next) {
		if (at->text != NULL && strcmp(at->text, action) == 0)
			return true;
	}
	return false;
}

static void add_change(struct tf_plan *plan, const struct doc_node *entry)
{
	const struct doc_node *change = tree_member(entry, "change");
	const char *type = text_at(entry, "type");
	const char *address = text_at(entry, "address");

	if (change == NULL || change->kind != TREE_OBJECT || type == NULL || address == NULL)
		return;
	/* What is forgotten is still there. */
	bool before = plan->input->before || has_action(change, "forget");
	const struct doc_node *values = tree_member(change, before ? "before" : "after");
	if (values == NULL || values->kind != TREE_OBJECT)
		return;
	estate_hide_sensitive(plan->input, address, values,
	                      tree_member(change, before ? "before_sensitive" : "after_sensitive"));
	struct tf_resource *resource = add_resource(
	    plan, type, address, values, before ? NULL : tree_member(change, "after_unknown"));
	const struct doc_node *was = before ? NULL : tree_member(change, "before");
	if (was == NULL || was->kind != TREE_OBJECT)
		return;
	estate_hide_sensitive(plan->input, address, was, tree_member(change, "before_sensitive"));
	resource->before = was;
}

/* What Terraform cannot plan yet, in a plan that says so. */
static void say_deferred(const struct tf_plan *plan, const struct doc_node *root)
{
	struct import_report *report = plan->input->estate->report;
	const struct doc_node *list = tree_member(root, "deferred_changes");
	const struct doc_node *complete = tree_member(root, "complete");

	if (complete != NULL && complete->kind == TREE_FALSE)
		import_remark(report, IMPORT_ALARM, "plan", plan->input->file,
		              tree_place(complete, plan->input->file),
		              "it is not complete: after it there will be changes that it does not "
		              "show");
	for (const struct doc_node *at = list != NULL ? list->first : NULL; at != NULL;
	     at = at->next) {
		const struct doc_node *entry =
		    at->kind == TREE_OBJECT ? estate_at_path(at, "resource_change") : NULL;
		const char *type = entry != NULL ? text_at(entry, "type") : NULL;
		const char *address = entry != NULL ? text_at(entry, "address") : NULL;

		if (type != NULL && address != NULL)
			import_remark(report, IMPORT_ALARM, type, address,
			              tree_place(entry, plan->input->file),
			              "deferred: it will change, and the plan does not say how");
	}
}

/* What the plan does not touch, as data sources and what -target leaves alone. */
struct untouched {
	struct tf_plan *plan;
	struct name_map touched; /* by address */
};

static void add_untouched(void *user, const struct estate_terraform *resource,
                          const struct doc_node *sensitive)
{
	const struct untouched *untouched = user;

	if (name_map_get(&untouched->touched, resource->address) != NULL)
		return;
	estate_hide_sensitive(untouched->plan->input, resource->address, resource->values,
	                      sensitive);
	add_resource(untouched->plan, resource->type, resource->address, resource->values, NULL);
}

static void add_all(struct tf_plan *plan, const struct doc_node *root)
{
	struct untouched untouched = {.plan = plan, .touched = {.arena = plan->arena}};
	const struct doc_node *changes = tree_member(root, "resource_changes");
	const struct doc_node *prior = estate_at_path(root, "prior_state.values.root_module");

	for (const struct doc_node *at = changes->first; at != NULL; at = at->next) {
		if (at->kind != TREE_OBJECT)
			continue;
		add_change(plan, at);
		if (text_at(at, "address") != NULL)
			name_map_add(&untouched.touched, text_at(at, "address"), at);
	}
	if (prior != NULL && prior->kind == TREE_OBJECT)
		estate_each_of_module(prior, add_untouched, &untouched);
}

static bool is_wanted(const struct tf_resource *resource, const char *attribute)
{
	for (size_t i = 0; i < COUNT_OF(conditions); i++) {
		if (strcmp(conditions[i].type, resource->type) != 0 ||
		    strcmp(conditions[i].attribute, attribute) != 0)
			continue;
		const char *value = text_at(resource->values, conditions[i].by);
		return value == NULL || strcmp(value, conditions[i].value) == 0;
	}
	return true;
}

/* What --map says: by "ADDRESS.ATTRIBUTE", an id or an address. */
static const char *mapped(const struct tf_plan *plan, const struct tf_resource *resource,
                          const char *attribute)
{
	const struct doc_node *map = plan->input->map;
	const char *key = arena_printf(plan->arena, "%s.%s", resource->address, attribute);
	const char *answer = map != NULL ? text_at(map, key) : NULL;

	if (answer == NULL || answer[0] == '/')
		return answer;
	for (const struct tf_resource *at = plan->first; at != NULL; at = at->next) {
		const char *id = text_at(at->values, "id");
		if (strcmp(at->address, answer) == 0)
			return id != NULL ? id : estate_made_up_id(plan->arena, answer);
	}
	estate_refuse(plan->input, map,
	              "--map answers \"%s\" with \"%s\", which the plan does not have", key,
	              answer);
	return NULL;
}

static void say_open(const struct tf_plan *plan, const struct tf_unknown *unknown,
                     const struct tf_targets *targets)
{
	const struct tf_resource *resource = unknown->resource;
	struct place place = tree_place(resource->values, plan->input->file);
	size_t several = targets->count + targets->id_count;

	if (several > 1 && !targets->open)
		findings_add(
		    plan->input->estate->findings, SEVERITY_ERROR, place,
		    "%s: which %s is its %s? the plan has %zu candidates, such as %s; say it "
		    "with --map FILE, a JSON object: {\"%s.%s\": \"ADDRESS or id\"}",
		    resource->address, estate_kinds[unknown->kind].words, unknown->attribute,
		    several, targets->count > 0 ? targets->resources[0]->address : targets->ids[0],
		    resource->address, unknown->attribute);
	else
		import_remark(plan->input->estate->report, IMPORT_ASKED,
		              estate_kinds[resource->kind].words, resource->address, place,
		              "the plan does not say which %s is its %s; say it with --map",
		              estate_kinds[unknown->kind].words, unknown->attribute);
}

/* The resource that was meant before: where it is one of those that may be meant, or the
 * configuration leads to none. */
static const char *as_before(const struct tf_plan *plan, const struct tf_unknown *unknown,
                             const struct tf_targets *targets)
{
	const char *was =
	    unknown->before != NULL ? text_at(unknown->before, unknown->attribute) : NULL;
	const struct tf_resource *resource = unknown->resource;

	for (size_t i = 0; was != NULL && i < targets->count; i++) {
		const struct tf_resource *at = targets->resources[i];
		const char *id = at->before != NULL ? text_at(at->before, "id") : NULL;
		const char *now = text_at(at->values, "id");

		if (id != NULL && strcasecmp(id, was) == 0)
			return now != NULL ? now : estate_made_up_id(plan->arena, at->address);
	}
	if (was == NULL || targets->count + targets->id_count > 0)
		return NULL;
	import_remark(plan->input->estate->report, IMPORT_ASSUMED,
	              estate_kinds[resource->kind].words, resource->address,
	              tree_place(resource->values, plan->input->file),
	              "its %s is known only after the plan is applied; it has that of before",
	              unknown->attribute);
	return was;
}

static void settle(struct tf_plan *plan, const struct tf_unknown *unknown)
{
	struct tf_targets *targets = xcalloc(1, sizeof(*targets));
	const char *id = mapped(plan, unknown->resource, unknown->attribute);

	targets->mark = ++plan->marks;
	if (id == NULL) {
		tf_plan_follow(plan, unknown, targets);
		id = tf_plan_choose(plan, unknown, targets);
	}
	if (id == NULL)
		id = as_before(plan, unknown, targets);
	if (id == NULL)
		say_open(plan, unknown, targets);
	free(targets);
	if (id == NULL)
		return;
	struct doc_node *known =
	    (struct doc_node *)tree_member(unknown->holder, unknown->attribute);
	if (known == NULL)
		known = tree_make_text(plan->arena, unknown->holder, unknown->attribute, id);
	known->kind = TREE_STRING;
	known->text = id;
}

enum estate_kind tf_plan_kind_of_reference(const char *attribute)
{
	for (size_t i = 0; i < COUNT_OF(references); i++) {
		if (strcmp(references[i].attribute, attribute) == 0)
			return references[i].kind;
	}
	return ESTATE_KIND_COUNT;
}

/* The attributes of `unknown` that name other resources and are not known. */
static void settle_object(struct tf_plan *plan, const struct doc_node *unknown,
                          struct tf_unknown at_work)
{
	for (const struct doc_node *at = unknown->first; at != NULL; at = at->next) {
		at_work.attribute = at->name;
		at_work.kind =
		    at->name != NULL ? tf_plan_kind_of_reference(at->name) : ESTATE_KIND_COUNT;
		if (at->kind == TREE_TRUE && at_work.kind != ESTATE_KIND_COUNT &&
		    is_wanted(at_work.resource, at->name))
			settle(plan, &at_work);
	}
}

static struct doc_node *entry_at(const struct doc_node *list, size_t index)
{
	struct doc_node *at = list != NULL && list->kind == TREE_ARRAY ? list->first : NULL;

	for (; at != NULL && index > 0; index--)
		at = at->next;
	return at;
}

static void settle_blocks(struct tf_plan *plan, const struct tf_resource *resource)
{
	for (const struct doc_node *block = resource->unknown->first; block != NULL;
	     block = block->next) {
		const struct doc_node *values = tree_member(resource->values, block->name);
		const struct doc_node *before =
		    resource->before != NULL ? tree_member(resource->before, block->name) : NULL;
		size_t index = 0;

		if (block->kind != TREE_ARRAY)
			continue;
		for (const struct doc_node *at = block->first; at != NULL; at = at->next, index++) {
			struct tf_unknown at_work = {.resource = resource,
			                             .block = block->name,
			                             .index = index,
			                             .holder = entry_at(values, index),
			                             .before = entry_at(before, index)};
			if (at->kind == TREE_OBJECT && at_work.holder != NULL &&
			    at_work.holder->kind == TREE_OBJECT)
				settle_object(plan, at, at_work);
		}
	}
}

static void settle_resource(struct tf_plan *plan, const struct tf_resource *resource)
{
	struct tf_unknown at_work = {
	    .resource = resource, .holder = resource->values, .before = resource->before};

	if (resource->kind == ESTATE_KIND_COUNT || resource->unknown == NULL ||
	    resource->unknown->kind != TREE_OBJECT)
		return;
	settle_object(plan, resource->unknown, at_work);
	settle_blocks(plan, resource);
	tf_plan_fill(plan, resource);
}

void estate_read_plan(const struct estate_input *input, struct doc_node *root)
{
	struct arena *arena = input->estate->arena;
	struct tf_plan plan = {
	    .input = input,
	    .arena = arena,
	    .module = estate_at_path(root, "configuration.root_module"),
	    .variables = estate_at_path(root, "variables"),
	    .by_bare = {.arena = arena},
	};

	add_all(&plan, root);
	if (!input->before)
		say_deferred(&plan, root);
	for (const struct tf_resource *at = plan.first; at != NULL; at = at->next)
		settle_resource(&plan, at);
	for (const struct tf_resource *at = plan.first; at != NULL; at = at->next) {
		struct estate_terraform one = {at->type, at->address, at->values};
		estate_take_terraform(input, &one);
	}
}
