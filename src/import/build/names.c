/* Names in the lab: as Azure has them, and where two would be equal, with the group and then the
 * subscription behind; always the same for the same ids. */
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/hash.h"
#include "import/build/lab.h"

enum { NAME_MAX_SIZE = 80, NAME_KEPT = 70, SUBSCRIPTION_KEPT = 8 };

static bool is_edge(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

const char *estate_lab_name(struct estate_lab *lab, const char *name)
{
	char *copy = arena_strdup(lab->arena, name);
	size_t size;

	for (char *at = copy; *at != '\0'; at++) {
		if (!isalnum((unsigned char)*at) && strchr("_.-", *at) == NULL)
			*at = '-';
	}
	while (*copy != '\0' && !is_edge(*copy))
		copy++;
	size = strlen(copy);
	while (size > 0 && !is_edge(copy[size - 1]))
		copy[--size] = '\0';
	if (size == 0)
		return "unnamed";
	if (size <= NAME_MAX_SIZE)
		return copy;
	return arena_printf(lab->arena, "%.*s-%08" PRIx32, NAME_KEPT, copy,
	                    (uint32_t)hash_bytes(0, name, strlen(name)));
}

static bool take(struct estate_lab *lab, enum estate_names scope, const char *name,
                 const struct estate_resource *resource)
{
	return name_map_add(&lab->names[scope], name, resource) == NULL;
}

const char *estate_free_name(struct estate_lab *lab, enum estate_names scope, const char *name,
                             const struct estate_resource *resource)
{
	const char *tried = estate_lab_name(lab, name);
	char subscription[SUBSCRIPTION_KEPT + 1] = "";

	strncat(subscription, resource->subscription, SUBSCRIPTION_KEPT);
	if (!take(lab, scope, tried, resource) && resource->group[0] != '\0')
		tried =
		    estate_lab_name(lab, arena_printf(lab->arena, "%s-%s", name, resource->group));
	else if (name_map_get(&lab->names[scope], tried) == resource)
		return tried;
	if (take(lab, scope, tried, resource))
		return tried;
	tried = estate_lab_name(
	    lab, arena_printf(lab->arena, "%s-%s-%s", name, resource->group, subscription));
	for (unsigned i = 2; !take(lab, scope, tried, resource); i++)
		tried = estate_lab_name(lab, arena_printf(lab->arena, "%s-%u", name, i));
	return tried;
}

static bool has_prefixes(struct estate_lab *lab, const struct estate_resource *network)
{
	if (network->space != NULL || estate_node(network, NETWORK_ADDRESS_SPACE) != NULL)
		return true;
	estate_say(lab->estate, IMPORT_LEFT_OUT, network, "virtual network",
	           "the files do not say its address space");
	return false;
}

static bool is_hub(struct estate_lab *lab, const struct estate_resource *hub)
{
	if (hub->route_server)
		return false;
	if (estate_text(hub, HUB_PREFIX) != NULL)
		return true;
	estate_say(lab->estate, IMPORT_LEFT_OUT, hub, "virtual hub",
	           "the files do not say its address prefix");
	return false;
}

static bool is_placed(struct estate_lab *lab, const struct estate_resource *resource)
{
	(void)lab;
	return resource->owner != NULL && resource->owner->lab_name != NULL;
}

static bool is_any(struct estate_lab *lab, const struct estate_resource *resource)
{
	(void)lab;
	(void)resource;
	return true;
}

/* In this order names are given. */
static const struct {
	enum estate_kind kind;
	enum estate_names scope;
	bool (*wanted)(struct estate_lab *lab, const struct estate_resource *resource);
} rows[] = {
    {ESTATE_NETWORK, ESTATE_NAMES_ELEMENTS, has_prefixes},
    {ESTATE_HUB, ESTATE_NAMES_ELEMENTS, is_hub},
    {ESTATE_GATEWAY, ESTATE_NAMES_ELEMENTS, is_placed},
    {ESTATE_HUB_GATEWAY, ESTATE_NAMES_ELEMENTS, is_placed},
    {ESTATE_HUB, ESTATE_NAMES_ELEMENTS, is_placed},
    {ESTATE_CIRCUIT, ESTATE_NAMES_ELEMENTS, is_any},
    {ESTATE_LOCAL_GATEWAY, ESTATE_NAMES_LOCAL_GATEWAYS, is_any},
    {ESTATE_ROUTE_TABLE, ESTATE_NAMES_ROUTE_TABLES, is_any},
};

static int by_key(const void *a, const void *b)
{
	const struct estate_resource *const *left = a;
	const struct estate_resource *const *right = b;

	return strcmp((*left)->key, (*right)->key);
}

/* What an earlier import has named keeps its name, before others can take it. */
static void keep_names(struct estate_lab *lab, size_t row)
{
	struct estate *estate = lab->estate;

	for (size_t i = 0; i < estate->count && lab->options->naming != NULL; i++) {
		struct estate_resource *at = estate->all[i];
		const char *name = at->kind == rows[row].kind && at->lab_name == NULL
		                       ? name_map_get(&lab->options->naming->by_key, at->key)
		                       : NULL;

		if (name != NULL && rows[row].wanted(lab, at) &&
		    take(lab, rows[row].scope, name, at))
			at->lab_name = name;
	}
}

static void remember_names(const struct estate_lab *lab)
{
	struct import_naming *naming = lab->options->naming;

	for (size_t i = 0; i < lab->estate->count && naming != NULL; i++) {
		const struct estate_resource *at = lab->estate->all[i];

		if (at->lab_name != NULL)
			name_map_add(&naming->by_key, arena_strdup(naming->by_key.arena, at->key),
			             arena_strdup(naming->by_key.arena, at->lab_name));
	}
}

void estate_name_all(struct estate_lab *lab)
{
	struct estate *estate = lab->estate;

	/* The placeholders, too, take their turn by id. */
	if (estate->count > 0)
		qsort(estate->all, estate->count, sizeof(struct estate_resource *), by_key);
	for (size_t row = 0; row < COUNT_OF(rows); row++)
		keep_names(lab, row);
	for (size_t row = 0; row < COUNT_OF(rows); row++) {
		for (size_t i = 0; i < estate->count; i++) {
			struct estate_resource *at = estate->all[i];

			if (at->kind == rows[row].kind && at->lab_name == NULL &&
			    rows[row].wanted(lab, at))
				at->lab_name = estate_free_name(lab, rows[row].scope, at->name, at);
		}
	}
	remember_names(lab);
}
