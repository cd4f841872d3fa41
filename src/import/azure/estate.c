/* The store of resources. */
#include "import/azure/estate.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/check.h"

struct azure_estate *azure_estate_new(struct findings *findings, struct import_report *report)
{
	struct azure_estate *estate = xcalloc(1, sizeof(*estate));

	estate->arena = arena_new();
	estate->findings = findings;
	estate->report = report;
	estate->by_key.arena = estate->arena;
	estate->by_name.arena = estate->arena;
	return estate;
}

void azure_estate_free(struct azure_estate *estate)
{
	if (estate == NULL)
		return;
	arena_free(estate->arena);
	free(estate->all);
	free(estate);
}

/* In lower case, without a slash at the end. */
static const char *key_of(struct arena *arena, const char *id)
{
	char *key = arena_strdup(arena, id);
	size_t size = strlen(key);

	while (size > 1 && key[size - 1] == '/')
		key[--size] = '\0';
	for (char *at = key; *at != '\0'; at++)
		*at = (char)tolower((unsigned char)*at);
	return key;
}

const char *azure_id_name(const char *id)
{
	const char *slash = strrchr(id, '/');

	return slash != NULL && slash[1] != '\0' ? slash + 1 : id;
}

const char *azure_id_part(struct arena *arena, const char *id, const char *segment)
{
	size_t size = strlen(segment);

	for (const char *at = strchr(id, '/'); at != NULL; at = strchr(at + 1, '/')) {
		if (strncasecmp(at + 1, segment, size) != 0 || at[1 + size] != '/')
			continue;
		const char *value = at + 2 + size;
		return arena_strndup(arena, value, strcspn(value, "/"));
	}
	return "";
}

const char *azure_id_above(struct arena *arena, const char *id, enum azure_kind kind)
{
	const char *segment = strrchr(azure_kinds[kind].arm, '/') + 1;
	size_t size = strlen(segment);

	for (const char *at = strchr(id, '/'); at != NULL; at = strchr(at + 1, '/')) {
		if (strncasecmp(at + 1, segment, size) != 0 || at[1 + size] != '/')
			continue;
		const char *value = at + 2 + size;
		return arena_strndup(arena, id, (size_t)(value - id) + strcspn(value, "/"));
	}
	return id;
}

static const char *name_key(struct arena *arena, enum azure_kind kind, const char *group,
                            const char *name)
{
	return key_of(arena, arena_printf(arena, "%u|%s|%s", (unsigned)kind, group, name));
}

static struct azure_resource *resource_of(struct azure_estate *estate, enum azure_kind kind,
                                          const char *id)
{
	const char *key = key_of(estate->arena, id);
	const void *known = name_map_get(&estate->by_key, key);

	if (known != NULL)
		return (struct azure_resource *)known;
	struct azure_resource *resource = arena_alloc(estate->arena, sizeof(*resource));
	resource->kind = kind;
	resource->id = id;
	resource->key = key;
	resource->name = azure_id_name(id);
	resource->group = azure_id_part(estate->arena, id, "resourceGroups");
	resource->subscription = azure_id_part(estate->arena, id, "subscriptions");
	name_map_add(&estate->by_key, key, resource);
	estate->all = mem_grow(estate->all, &estate->capacity, estate->count + 1,
	                       sizeof(struct azure_resource *));
	estate->all[estate->count++] = resource;
	return resource;
}

struct azure_resource *azure_estate_place(struct azure_estate *estate, enum azure_kind kind,
                                          const char *id)
{
	struct azure_resource *resource = resource_of(estate, kind, id);

	resource->placeholder = resource->bodies == NULL;
	return resource;
}

/* More than a reference to something that is described elsewhere. */
static bool is_described(const struct doc_node *entry)
{
	static const char *const reference[] = {"id", "resourceGroup", "etag", "type", "name"};

	for (const struct doc_node *at = entry->first; at != NULL; at = at->next) {
		size_t i = 0;

		while (i < COUNT_OF(reference) && strcasecmp(at->name, reference[i]) != 0)
			i++;
		if (i == COUNT_OF(reference))
			return true;
	}
	return false;
}

static void add_entry(struct azure_estate *estate, enum azure_kind kind,
                      const struct azure_resource *parent, const struct doc_node *entry,
                      const struct azure_body *body)
{
	const struct doc_node *id = azure_at_path(entry, "id");
	const struct doc_node *name = azure_at_path(
	    entry, kind == AZURE_CIRCUIT_PEERING && body->dialect == AZURE_AZURERM ? "peering_type"
										   : "name");
	struct azure_body own = {.node = entry, .dialect = body->dialect, .file = body->file};

	if (entry->kind != TREE_OBJECT || !is_described(entry) || name == NULL ||
	    name->text == NULL)
		return;
	const char *text = id != NULL && id->text != NULL && strchr(id->text, '/') != NULL
	                       ? id->text
	                       : arena_printf(estate->arena, "%s/%s/%s", parent->id,
	                                      strrchr(azure_kinds[kind].arm, '/') + 1, name->text);
	azure_estate_add(estate, kind, text, name->text, &own);
}

/* What a body lists within itself. */
static void add_children(struct azure_estate *estate, const struct azure_resource *parent,
                         const struct azure_body *body)
{
	for (unsigned kind = 0; kind < AZURE_KIND_COUNT; kind++) {
		const struct azure_kind_row *row = &azure_kinds[kind];
		const char *member =
		    body->dialect == AZURE_ARM ? row->inline_arm : row->inline_azurerm;

		if (row->parent != parent->kind || member == NULL)
			continue;
		const struct doc_node *list = azure_child(body->node, member);
		for (const struct doc_node *at = list != NULL ? list->first : NULL; at != NULL;
		     at = at->next)
			add_entry(estate, (enum azure_kind)kind, parent, at, body);
	}
}

struct azure_resource *azure_estate_add(struct azure_estate *estate, enum azure_kind kind,
                                        const char *id, const char *name,
                                        const struct azure_body *body)
{
	struct azure_resource *resource = resource_of(estate, kind, id);
	struct azure_body **last = &resource->bodies;

	while (*last != NULL)
		last = &(*last)->next;
	*last = arena_alloc(estate->arena, sizeof(**last));
	**last = *body;
	(*last)->next = NULL;
	resource->placeholder = false;
	if (last == &resource->bodies && name != NULL)
		resource->name = azure_id_name(name);
	if (resource->group[0] == '\0') {
		const struct doc_node *group = azure_at_path(body->node, "resource_group_name");
		resource->group = group != NULL && group->text != NULL ? group->text : "";
	}
	add_children(estate, resource, body);
	return resource;
}

static int by_key(const void *a, const void *b)
{
	const struct azure_resource *const *left = a;
	const struct azure_resource *const *right = b;

	return strcmp((*left)->key, (*right)->key);
}

static struct azure_resource *parent_by_member(const struct azure_estate *estate,
                                               const struct azure_resource *resource)
{
	const struct azure_kind_row *row = &azure_kinds[resource->kind];
	const char *id =
	    row->parent_id != AZURE_MEMBER_COUNT ? azure_text(resource, row->parent_id) : NULL;
	const char *name =
	    row->parent_name != AZURE_MEMBER_COUNT ? azure_text(resource, row->parent_name) : NULL;

	if (id != NULL)
		return azure_estate_above(estate, id, row->parent);
	if (name == NULL)
		return NULL;
	const char *key = name_key(estate->arena, row->parent, resource->group, name);
	return (struct azure_resource *)name_map_get(&estate->by_name, key);
}

/* The resource whose id is this one's without the last two segments. */
static struct azure_resource *parent_by_id(const struct azure_estate *estate,
                                           const struct azure_resource *resource)
{
	const char *end = strrchr(resource->key, '/');

	if (end == NULL)
		return NULL;
	while (end > resource->key && end[-1] != '/')
		end--;
	if (end == resource->key)
		return NULL;
	return azure_estate_find(
	    estate, arena_strndup(estate->arena, resource->key, (size_t)(end - resource->key) - 1));
}

static void join_parent(struct azure_estate *estate, struct azure_resource *resource)
{
	enum azure_kind kind = azure_kinds[resource->kind].parent;
	struct azure_resource *parent = parent_by_id(estate, resource);

	if (parent == NULL || parent->kind != kind)
		parent = parent_by_member(estate, resource);
	if (parent == NULL || parent->kind != kind)
		return;
	resource->parent = parent;
	resource->sibling = parent->children;
	parent->children = resource;
}

/* Later keys first, so that lists of children, which grow at the front, are in order. */
void azure_estate_join(struct azure_estate *estate)
{
	if (estate->count > 0)
		qsort(estate->all, estate->count, sizeof(struct azure_resource *), by_key);
	for (size_t i = 0; i < estate->count; i++) {
		struct azure_resource *at = estate->all[i];

		name_map_add(&estate->by_name,
		             name_key(estate->arena, at->kind, at->group, at->name), at);
	}
	for (size_t i = estate->count; i > 0; i--) {
		if (azure_kinds[estate->all[i - 1]->kind].parent != AZURE_KIND_COUNT)
			join_parent(estate, estate->all[i - 1]);
	}
}

struct azure_resource *azure_estate_find(const struct azure_estate *estate, const char *id)
{
	return (struct azure_resource *)name_map_get(&estate->by_key, key_of(estate->arena, id));
}

struct azure_resource *azure_estate_above(const struct azure_estate *estate, const char *id,
                                          enum azure_kind kind)
{
	struct azure_resource *at = azure_estate_find(estate, id);

	while (at != NULL && at->kind != kind)
		at = at->parent;
	if (at != NULL)
		return at;
	at = azure_estate_find(estate, azure_id_above(estate->arena, id, kind));
	return at != NULL && at->kind == kind ? at : NULL;
}

const struct doc_node *azure_node(const struct azure_resource *resource, enum azure_member member)
{
	for (const struct azure_body *body = resource->bodies; body != NULL; body = body->next) {
		bool inverted;
		const struct doc_node *found =
		    azure_find(body->node, body->dialect, member, &inverted);
		if (found != NULL)
			return found;
	}
	return NULL;
}

const char *azure_text(const struct azure_resource *resource, enum azure_member member)
{
	const struct doc_node *node = azure_node(resource, member);

	while (node != NULL && node->kind == TREE_ARRAY)
		node = node->first;
	return node != NULL ? node->text : NULL;
}

enum azure_answer azure_flag(const struct azure_resource *resource, enum azure_member member)
{
	for (const struct azure_body *body = resource->bodies; body != NULL; body = body->next) {
		bool inverted;
		const struct doc_node *found =
		    azure_find(body->node, body->dialect, member, &inverted);
		if (found == NULL || found->text == NULL)
			continue;
		if (strcasecmp(found->text, "true") == 0)
			return inverted ? AZURE_NO : AZURE_YES;
		if (strcasecmp(found->text, "false") == 0)
			return inverted ? AZURE_YES : AZURE_NO;
	}
	return AZURE_UNSAID;
}

bool azure_number(const struct azure_resource *resource, enum azure_member member, uint64_t *out)
{
	const char *text = azure_text(resource, member);
	uint64_t number = 0;

	if (text == NULL || !isdigit((unsigned char)*text))
		return false;
	for (; isdigit((unsigned char)*text); text++) {
		if (number > (UINT64_MAX - 9) / 10)
			return false;
		number = 10 * number + (uint64_t)(*text - '0');
	}
	if (*text != '\0' && strspn(text, ".0") != strlen(text))
		return false;
	*out = number;
	return true;
}

struct place azure_place(const struct azure_resource *resource)
{
	if (resource->bodies == NULL)
		return (struct place){0};
	return tree_place(resource->bodies->node, resource->bodies->file);
}

struct place azure_member_place(const struct azure_resource *resource, enum azure_member member)
{
	for (const struct azure_body *body = resource->bodies; body != NULL; body = body->next) {
		bool inverted;
		const struct doc_node *found =
		    azure_find(body->node, body->dialect, member, &inverted);
		if (found != NULL)
			return tree_place(found, body->file);
	}
	return azure_place(resource);
}

const char *azure_full_name(const struct azure_estate *estate,
                            const struct azure_resource *resource)
{
	const char *name = resource->name;

	for (const struct azure_resource *at = resource->parent; at != NULL; at = at->parent)
		name = arena_printf(estate->arena, "%s/%s", at->name, name);
	return name;
}
