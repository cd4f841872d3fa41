/* The store of resources. */
#include "import/estate/estate.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/check.h"

struct estate *estate_new(struct findings *findings, struct import_report *report)
{
	struct estate *estate = xcalloc(1, sizeof(*estate));

	estate->arena = arena_new();
	estate->findings = findings;
	estate->report = report;
	estate->by_key.arena = estate->arena;
	estate->by_name.arena = estate->arena;
	estate->left_out.arena = estate->arena;
	return estate;
}

void estate_free(struct estate *estate)
{
	if (estate == NULL)
		return;
	arena_free(estate->arena);
	free(estate->all);
	free(estate);
}

const char *estate_key_of(struct arena *arena, const char *id)
{
	char *key = arena_strdup(arena, id);
	size_t size = strlen(key);

	while (size > 1 && key[size - 1] == '/')
		key[--size] = '\0';
	for (char *at = key; *at != '\0'; at++)
		*at = (char)tolower((unsigned char)*at);
	return key;
}

const char *estate_id_name(const char *id)
{
	const char *slash = strrchr(id, '/');

	return slash != NULL && slash[1] != '\0' ? slash + 1 : id;
}

const char *estate_id_part(struct arena *arena, const char *id, const char *segment)
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

const char *estate_id_above(struct arena *arena, const char *id, enum estate_kind kind)
{
	const char *segment = strrchr(estate_kinds[kind].arm, '/') + 1;
	size_t size = strlen(segment);

	for (const char *at = strchr(id, '/'); at != NULL; at = strchr(at + 1, '/')) {
		if (strncasecmp(at + 1, segment, size) != 0 || at[1 + size] != '/')
			continue;
		const char *value = at + 2 + size;
		return arena_strndup(arena, id, (size_t)(value - id) + strcspn(value, "/"));
	}
	return id;
}

static const char *name_key(struct arena *arena, enum estate_kind kind, const char *group,
                            const char *name)
{
	return estate_key_of(arena, arena_printf(arena, "%u|%s|%s", (unsigned)kind, group, name));
}

static struct estate_resource *resource_of(struct estate *estate, enum estate_kind kind,
                                           const char *id)
{
	const char *key = estate_key_of(estate->arena, id);
	struct estate_resource *known = estate_find(estate, id);

	if (known != NULL)
		return known;
	struct estate_resource *resource = arena_alloc(estate->arena, sizeof(*resource));
	resource->kind = kind;
	resource->id = id;
	resource->key = key;
	resource->name = estate_id_name(id);
	resource->group = estate_id_part(estate->arena, id, "resourceGroups");
	resource->subscription = estate_id_part(estate->arena, id, "subscriptions");
	name_map_add(&estate->by_key, key, resource);
	estate->all = mem_grow(estate->all, &estate->capacity, estate->count + 1,
	                       sizeof(struct estate_resource *));
	estate->all[estate->count++] = resource;
	return resource;
}

struct estate_resource *estate_place(struct estate *estate, enum estate_kind kind, const char *id)
{
	struct estate_resource *resource = resource_of(estate, kind, id);

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

/* The id of a child: as it says, or below that of its parent. */
static const char *child_id(struct estate *estate, enum estate_kind kind,
                            const struct estate_resource *parent, const struct doc_node *entry,
                            const char *name)
{
	const struct doc_node *id = estate_at_path(entry, "id");

	if (id != NULL && id->text != NULL && strchr(id->text, '/') != NULL)
		return id->text;
	return arena_printf(estate->arena, "%s/%s/%s", parent->id,
	                    strrchr(estate_kinds[kind].arm, '/') + 1, name);
}

static void add_entry(struct estate *estate, enum estate_kind kind,
                      const struct estate_resource *parent, const struct doc_node *entry,
                      const struct estate_body *body)
{
	bool typed = kind == ESTATE_CIRCUIT_PEERING && body->dialect == ESTATE_AZURERM;
	const struct doc_node *name = estate_at_path(entry, typed ? "peering_type" : "name");
	struct estate_body own = {.node = entry, .dialect = body->dialect, .file = body->file};

	if (entry->kind != TREE_OBJECT || !is_described(entry) || name == NULL ||
	    name->text == NULL)
		return;
	estate_add(estate, kind, child_id(estate, kind, parent, entry, name->text), name->text,
	           &own);
}

/* What a body lists within itself. */
static void add_children(struct estate *estate, const struct estate_resource *parent,
                         const struct estate_body *body)
{
	for (unsigned kind = 0; kind < ESTATE_KIND_COUNT; kind++) {
		const struct estate_kind_row *row = &estate_kinds[kind];
		const char *member =
		    body->dialect == ESTATE_ARM ? row->inline_arm : row->inline_azurerm;

		if (row->parent != parent->kind || member == NULL)
			continue;
		const struct doc_node *list = estate_child(body->node, member);
		for (const struct doc_node *at = list != NULL ? list->first : NULL; at != NULL;
		     at = at->next)
			add_entry(estate, (enum estate_kind)kind, parent, at, body);
	}
}

struct estate_resource *estate_add(struct estate *estate, enum estate_kind kind, const char *id,
                                   const char *name, const struct estate_body *body)
{
	struct estate_resource *resource = resource_of(estate, kind, id);
	struct estate_body **last = &resource->bodies;

	while (*last != NULL)
		last = &(*last)->next;
	*last = arena_alloc(estate->arena, sizeof(**last));
	**last = *body;
	(*last)->next = NULL;
	resource->placeholder = false;
	if (last == &resource->bodies && name != NULL)
		resource->name = estate_id_name(name);
	if (resource->group[0] == '\0') {
		const struct doc_node *group = estate_at_path(body->node, "resource_group_name");
		resource->group = group != NULL && group->text != NULL ? group->text : "";
	}
	add_children(estate, resource, body);
	return resource;
}

static int by_key(const void *a, const void *b)
{
	const struct estate_resource *const *left = a;
	const struct estate_resource *const *right = b;

	return strcmp((*left)->key, (*right)->key);
}

static struct estate_resource *parent_by_member(const struct estate *estate,
                                                const struct estate_resource *resource)
{
	const struct estate_kind_row *row = &estate_kinds[resource->kind];
	const char *id =
	    row->parent_id != ESTATE_MEMBER_COUNT ? estate_text(resource, row->parent_id) : NULL;
	const char *name = row->parent_name != ESTATE_MEMBER_COUNT
	                       ? estate_text(resource, row->parent_name)
	                       : NULL;

	if (id != NULL)
		return estate_above(estate, id, row->parent);
	if (name == NULL)
		return NULL;
	const char *key = name_key(estate->arena, row->parent, resource->group, name);
	return (struct estate_resource *)name_map_get(&estate->by_name, key);
}

/* The resource whose id is this one's without the last two segments. */
static struct estate_resource *parent_by_id(const struct estate *estate,
                                            const struct estate_resource *resource)
{
	const char *end = strrchr(resource->key, '/');

	if (end == NULL)
		return NULL;
	while (end > resource->key && end[-1] != '/')
		end--;
	if (end == resource->key)
		return NULL;
	return estate_find(
	    estate, arena_strndup(estate->arena, resource->key, (size_t)(end - resource->key) - 1));
}

static void join_parent(struct estate *estate, struct estate_resource *resource)
{
	enum estate_kind kind = estate_kinds[resource->kind].parent;
	struct estate_resource *parent = parent_by_id(estate, resource);

	if (parent == NULL || parent->kind != kind)
		parent = parent_by_member(estate, resource);
	if (parent == NULL || parent->kind != kind)
		return;
	resource->parent = parent;
	resource->sibling = parent->children;
	parent->children = resource;
}

static bool has_no_group(const struct estate_resource *resource)
{
	return strncasecmp(resource->key, ESTATE_UNKNOWN_GROUP, strlen(ESTATE_UNKNOWN_GROUP)) == 0;
}

/* Type and names: what stands behind "/providers/". NULL: no id of Azure's. */
static const char *type_and_names(const struct estate_resource *resource)
{
	const char *at = strstr(resource->key, "/providers/");

	return at != NULL ? at + strlen("/providers/") : NULL;
}

/* Those whose group is known, by type and names; of several the map has `several`. */
static void map_known(struct estate *estate, struct name_map *known,
                      const struct estate_resource *several)
{
	struct name_map seen = {.arena = estate->arena};

	for (size_t i = 0; i < estate->count; i++) {
		const struct estate_resource *at = estate->all[i];
		const char *names = type_and_names(at);

		if (names != NULL && !has_no_group(at) && name_map_add(&seen, names, at) != NULL)
			name_map_add(known, names, several);
	}
	for (size_t i = 0; i < estate->count; i++) {
		const char *names = type_and_names(estate->all[i]);

		if (names != NULL && !has_no_group(estate->all[i]))
			name_map_add(known, names, estate->all[i]);
	}
}

/* The bodies of an exported template, say, and those of a list: what the list says counts first. */
static void become(struct estate_resource *resource, struct estate_resource *real)
{
	struct estate_body **last = &real->bodies;

	CHECK(resource != real && real->same == NULL);
	while (*last != NULL)
		last = &(*last)->next;
	*last = resource->bodies;
	real->placeholder &= resource->bodies == NULL;
	resource->same = real;
}

static void merge_without_group(struct estate *estate)
{
	static const struct estate_resource several;
	struct name_map known = {.arena = estate->arena};
	size_t kept = 0;

	map_known(estate, &known, &several);
	for (size_t i = 0; i < estate->count; i++) {
		struct estate_resource *at = estate->all[i];
		const char *names = type_and_names(at);
		struct estate_resource *real =
		    names != NULL && has_no_group(at)
			? (struct estate_resource *)name_map_get(&known, names)
			: NULL;

		if (real != NULL && real != &several && real->kind == at->kind)
			become(at, real);
		else
			estate->all[kept++] = at;
	}
	estate->count = kept;
}

/* Later keys first, so that lists of children, which grow at the front, are in order. */
void estate_join(struct estate *estate)
{
	if (estate->count > 0)
		qsort(estate->all, estate->count, sizeof(struct estate_resource *), by_key);
	merge_without_group(estate);
	for (size_t i = 0; i < estate->count; i++) {
		struct estate_resource *at = estate->all[i];

		name_map_add(&estate->by_name,
		             name_key(estate->arena, at->kind, at->group, at->name), at);
	}
	for (size_t i = estate->count; i > 0; i--) {
		if (estate_kinds[estate->all[i - 1]->kind].parent != ESTATE_KIND_COUNT)
			join_parent(estate, estate->all[i - 1]);
	}
}

struct estate_resource *estate_find(const struct estate *estate, const char *id)
{
	struct estate_resource *found = (struct estate_resource *)name_map_get(
	    &estate->by_key, estate_key_of(estate->arena, id));

	return found != NULL && found->same != NULL ? found->same : found;
}

struct estate_resource *estate_above(const struct estate *estate, const char *id,
                                     enum estate_kind kind)
{
	struct estate_resource *at = estate_find(estate, id);

	while (at != NULL && at->kind != kind)
		at = at->parent;
	if (at != NULL)
		return at;
	at = estate_find(estate, estate_id_above(estate->arena, id, kind));
	return at != NULL && at->kind == kind ? at : NULL;
}

const struct doc_node *estate_node(const struct estate_resource *resource,
                                   enum estate_member member)
{
	for (const struct estate_body *body = resource->bodies; body != NULL; body = body->next) {
		bool inverted;
		const struct doc_node *found =
		    estate_look_up(body->node, body->dialect, member, &inverted);
		if (found != NULL)
			return found;
	}
	return NULL;
}

const char *estate_text(const struct estate_resource *resource, enum estate_member member)
{
	const struct doc_node *node = estate_node(resource, member);

	while (node != NULL && node->kind == TREE_ARRAY)
		node = node->first;
	return node != NULL ? node->text : NULL;
}

enum estate_answer estate_flag(const struct estate_resource *resource, enum estate_member member)
{
	for (const struct estate_body *body = resource->bodies; body != NULL; body = body->next) {
		bool inverted;
		const struct doc_node *found =
		    estate_look_up(body->node, body->dialect, member, &inverted);
		if (found == NULL || found->text == NULL)
			continue;
		if (strcasecmp(found->text, "true") == 0)
			return inverted ? ESTATE_NO : ESTATE_YES;
		if (strcasecmp(found->text, "false") == 0)
			return inverted ? ESTATE_YES : ESTATE_NO;
	}
	return ESTATE_UNSAID;
}

bool estate_number(const struct estate_resource *resource, enum estate_member member, uint64_t *out)
{
	const char *text = estate_text(resource, member);
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

struct place estate_place_of(const struct estate_resource *resource)
{
	if (resource->bodies == NULL)
		return (struct place){0};
	return tree_place(resource->bodies->node, resource->bodies->file);
}

struct place estate_member_place(const struct estate_resource *resource, enum estate_member member)
{
	for (const struct estate_body *body = resource->bodies; body != NULL; body = body->next) {
		bool inverted;
		const struct doc_node *found =
		    estate_look_up(body->node, body->dialect, member, &inverted);
		if (found != NULL)
			return tree_place(found, body->file);
	}
	return estate_place_of(resource);
}

const char *estate_full_name(const struct estate *estate, const struct estate_resource *resource)
{
	const char *name = resource->name;

	for (const struct estate_resource *at = resource->parent; at != NULL; at = at->parent)
		name = arena_printf(estate->arena, "%s/%s", at->name, name);
	return name;
}
