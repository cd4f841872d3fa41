/* Terraform's state: the file itself, and what 'terraform show -json' makes of it. */
#include <string.h>

#include "base/check.h"
#include "document/make.h"
#include "import/estate/envelope.h"
#include "import/estate/plan.h"

const char *estate_made_up_id(struct arena *arena, const char *address)
{
	return arena_printf(arena, "terraform:%s", address);
}

/* Types of azurerm that are about networks, though the table does not have them. */
static bool is_about_network(const char *type)
{
	static const char *const words[] = {
	    "network",
	    "virtual_hub",
	    "vpn",
	    "express_route",
	    "route",
	    "firewall",
	    "nat_gateway",
	    "public_ip",
	    "subnet",
	    "bastion",
	    "_lb",
	    "virtual_wan",
	    "private_",
	    "ip_group",
	    "application_gateway",
	    "point_to_site",
	    "web_application_firewall",
	};

	for (size_t i = 0; i < COUNT_OF(words); i++) {
		if (strstr(type, words[i]) != NULL)
			return true;
	}
	return false;
}

static void leave_out(const struct estate_input *input, const struct estate_terraform *resource)
{
	bool network =
	    strncmp(resource->type, "azurerm_", 8) == 0 && is_about_network(resource->type);

	if (strcmp(resource->type, "azurerm_network_manager_connectivity_configuration") == 0) {
		import_remark(input->estate->report, IMPORT_ALARM, resource->type,
		              resource->address, tree_place(resource->values, input->file), "%s",
		              estate_say_connectivity);
		return;
	}

	import_remark(input->estate->report, IMPORT_LEFT_OUT,
	              network ? resource->type : "other resources", resource->address,
	              tree_place(resource->values, input->file), "%s",
	              network ? "this kind is not modelled" : "not part of the network");
}

static const char *text_at(const struct doc_node *values, const char *name)
{
	const struct doc_node *member = estate_at_path(values, name);

	return member != NULL && member->kind == TREE_STRING ? member->text : NULL;
}

/* azapi holds Azure's own JSON; older versions as a text. */
static void take_azapi(const struct estate_input *input, const struct estate_terraform *resource)
{
	struct arena *arena = input->estate->arena;
	const struct doc_node *body = tree_member(resource->values, "body");
	const char *type = text_at(resource->values, "type");
	const char *id = text_at(resource->values, "id");
	const char *name = text_at(resource->values, "name");
	struct doc_node *object = NULL;

	if (body != NULL && body->kind == TREE_STRING)
		object = json_read(arena, input->file, body->text, strlen(body->text),
		                   input->estate->findings);
	else if (body != NULL && body->kind == TREE_OBJECT)
		object = tree_copy(arena, NULL, body);
	if (object == NULL || object->kind != TREE_OBJECT || type == NULL)
		return;
	object->line = resource->values->line;
	object->column = resource->values->column;
	type = arena_strndup(arena, type, strcspn(type, "@"));
	if (id == NULL)
		id = text_at(resource->values, "resource_id");
	if (id == NULL)
		id = estate_made_up_id(arena, resource->address);
	tree_make_text(arena, object, "type", type);
	tree_make_text(arena, object, "id", id);
	if (name != NULL)
		tree_make_text(arena, object, "name", name);
	if (text_at(resource->values, "location") != NULL &&
	    tree_member(object, "location") == NULL)
		tree_make_text(arena, object, "location", text_at(resource->values, "location"));
	estate_take(input, object);
}

/* A name that is not known is the address's last. */
static const char *name_of(const struct estate_terraform *resource, enum estate_kind kind)
{
	const char *name =
	    text_at(resource->values, kind == ESTATE_CIRCUIT_PEERING ? "peering_type" : "name");

	return name != NULL ? name : estate_id_name(resource->address);
}

void estate_take_terraform(const struct estate_input *input,
                           const struct estate_terraform *resource)
{
	struct arena *arena = input->estate->arena;
	enum estate_kind kind = estate_kind_of(resource->type);
	const char *id = text_at(resource->values, "id");
	struct estate_body body = {
	    .node = resource->values, .dialect = ESTATE_AZURERM, .file = input->file};

	if (strcmp(resource->type, "azapi_resource") == 0 ||
	    strcmp(resource->type, "azapi_update_resource") == 0) {
		take_azapi(input, resource);
		return;
	}
	if (kind == ESTATE_KIND_COUNT) {
		leave_out(input, resource);
		return;
	}
	if (id == NULL || id[0] != '/' || kind == ESTATE_TABLE_OF_SUBNET)
		id = estate_made_up_id(arena, resource->address);
	struct estate_resource *taken =
	    estate_add(input->estate, kind, id, name_of(resource, kind), &body);
	if (strcmp(resource->type, "azurerm_route_server") == 0)
		taken->route_server = true;
}

/* The two keys of the table, of which only that they are set is told. */
static bool is_only_counted(const char *name)
{
	return strcmp(name, "shared_key") == 0 || strcmp(name, "authorization_key") == 0;
}

static void hide(const struct estate_input *input, const char *address, struct doc_node *value)
{
	if (value->kind == TREE_NULL || is_only_counted(value->name))
		return;
	value->kind = TREE_NULL;
	value->text = NULL;
	value->first = NULL;
	if (estate_is_path_name(value->name))
		import_remark(input->estate->report, IMPORT_ASKED, "sensitive value", address,
		              tree_place(value, input->file),
		              "its \"%s\" is marked sensitive, and not read", value->name);
}

void estate_hide_sensitive(const struct estate_input *input, const char *address,
                           const struct doc_node *values, const struct doc_node *marks)
{
	for (const struct doc_node *at = marks != NULL && marks->kind == TREE_OBJECT ? marks->first
	                                                                             : NULL;
	     at != NULL; at = at->next) {
		struct doc_node *value = values->kind == TREE_OBJECT
		                             ? (struct doc_node *)tree_member(values, at->name)
		                             : NULL;
		if (value != NULL && at->kind == TREE_TRUE)
			hide(input, address, value);
		else if (value != NULL && value->kind == TREE_OBJECT)
			estate_hide_sensitive(input, address, value, at);
	}
}

/* The same in a state file: lists of steps, of which the first is an attribute. */
static void hide_listed(const struct estate_input *input, const char *address,
                        const struct doc_node *values, const struct doc_node *list)
{
	for (const struct doc_node *at = list != NULL && list->kind == TREE_ARRAY ? list->first
	                                                                          : NULL;
	     at != NULL; at = at->next) {
		const struct doc_node *step = at->kind == TREE_ARRAY ? at->first : at;
		const char *name = step != NULL && step->kind == TREE_OBJECT
		                       ? text_at(step, "value")
		                       : (step != NULL ? step->text : NULL);
		struct doc_node *value =
		    name != NULL ? (struct doc_node *)tree_member(values, name) : NULL;

		if (value != NULL)
			hide(input, address, value);
	}
}

static const char *indexed(struct arena *arena, const char *address, const struct doc_node *key)
{
	if (key == NULL || key->text == NULL)
		return address;
	return arena_printf(arena, key->kind == TREE_STRING ? "%s[\"%s\"]" : "%s[%s]", address,
	                    key->text);
}

static void take_instances(const struct estate_input *input, const struct doc_node *resource)
{
	struct arena *arena = input->estate->arena;
	const char *type = text_at(resource, "type");
	const char *name = text_at(resource, "name");
	const char *module = text_at(resource, "module");
	const struct doc_node *instances = tree_member(resource, "instances");

	if (type == NULL || instances == NULL || instances->kind != TREE_ARRAY)
		return;
	const char *address =
	    arena_printf(arena, "%s%s%s.%s", module != NULL ? module : "",
	                 module != NULL ? "." : "", type, name != NULL ? name : "");
	for (const struct doc_node *at = instances->first; at != NULL; at = at->next) {
		const struct doc_node *values =
		    at->kind == TREE_OBJECT ? tree_member(at, "attributes") : NULL;

		if (values == NULL || values->kind != TREE_OBJECT ||
		    tree_member(at, "deposed") != NULL)
			continue;
		struct estate_terraform one = {
		    type, indexed(arena, address, tree_member(at, "index_key")), values};
		hide_listed(input, one.address, values, tree_member(at, "sensitive_attributes"));
		estate_take_terraform(input, &one);
	}
}

void estate_read_state_file(const struct estate_input *input, const struct doc_node *root)
{
	const struct doc_node *version = tree_member(root, "version");
	const struct doc_node *resources = tree_member(root, "resources");

	if (version == NULL || version->text == NULL || strcmp(version->text, "4") != 0) {
		estate_refuse(
		    input, version != NULL ? version : root,
		    "a state of another version than 4; expected one of Terraform 0.12 or "
		    "later; run 'terraform show -json' and give its output");
		return;
	}
	for (const struct doc_node *at =
	         resources != NULL && resources->kind == TREE_ARRAY ? resources->first : NULL;
	     at != NULL; at = at->next) {
		if (at->kind == TREE_OBJECT)
			take_instances(input, at);
	}
}

void estate_each_of_module(const struct doc_node *module, estate_module_fn *call, void *user)
{
	const struct doc_node *resources = tree_member(module, "resources");
	const struct doc_node *children = tree_member(module, "child_modules");

	for (const struct doc_node *at = resources != NULL ? resources->first : NULL; at != NULL;
	     at = at->next) {
		const struct doc_node *values =
		    at->kind == TREE_OBJECT ? tree_member(at, "values") : NULL;

		if (values == NULL || values->kind != TREE_OBJECT || text_at(at, "type") == NULL ||
		    text_at(at, "address") == NULL)
			continue;
		struct estate_terraform one = {text_at(at, "type"), text_at(at, "address"), values};
		call(user, &one, tree_member(at, "sensitive_values"));
	}
	for (const struct doc_node *at = children != NULL ? children->first : NULL; at != NULL;
	     at = at->next) {
		if (at->kind == TREE_OBJECT)
			estate_each_of_module(at, call, user);
	}
}

static void take_of_module(void *user, const struct estate_terraform *resource,
                           const struct doc_node *sensitive)
{
	const struct estate_input *input = user;

	estate_hide_sensitive(input, resource->address, resource->values, sensitive);
	estate_take_terraform(input, resource);
}

static void take_values(const struct estate_input *input, const struct doc_node *values)
{
	const struct doc_node *module =
	    values->kind == TREE_OBJECT ? tree_member(values, "root_module") : NULL;

	if (module != NULL && module->kind == TREE_OBJECT)
		estate_each_of_module(module, take_of_module, (void *)input);
}

static bool is_true(const struct doc_node *root, const char *name)
{
	const struct doc_node *member = tree_member(root, name);

	return member != NULL && member->kind == TREE_TRUE;
}

void estate_read_show(const struct estate_input *input, struct doc_node *root)
{
	const struct doc_node *values = tree_member(root, "values");
	const struct doc_node *prior = tree_member(root, "prior_state");
	const struct doc_node *changes = tree_member(root, "resource_changes");

	if (is_true(root, "errored"))
		estate_refuse(
		    input, tree_member(root, "errored"),
		    "a plan that failed; expected a complete one; mend it and plan again");
	else if (values != NULL)
		take_values(input, values);
	else if (input->before && prior != NULL && tree_member(prior, "values") != NULL)
		take_values(input, tree_member(prior, "values"));
	else if (changes != NULL && changes->kind == TREE_ARRAY)
		estate_read_plan(input, root);
	else if (tree_member(root, "planned_values") != NULL)
		take_values(input, tree_member(root, "planned_values"));
}
