/*
 * Which of several resources a reference of a plan means. Each rule keeps some of the candidates
 * and counts only when it keeps any: the kind, the key of for_each, Azure's own names of subnets,
 * the type of a connection, the module, and in the end words that the names share.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/check.h"
#include "import/estate/plan.h"

enum { WORDS_MAX = 24, WORD_SIZE_MAX = 40 };

static const char *text_at(const struct doc_node *object, const char *name)
{
	const struct doc_node *member = object != NULL ? tree_member(object, name) : NULL;

	return member != NULL && member->kind == TREE_STRING ? member->text : "";
}

static bool same(const char *a, const char *b)
{
	return a[0] != '\0' && strcasecmp(a, b) == 0;
}

static bool has_key(const struct tf_unknown *unknown, const struct tf_resource *candidate)
{
	return same(unknown->resource->index, candidate->index);
}

/* Azure knows these subnets by their names. */
static bool is_its_subnet(const struct tf_unknown *unknown, const struct tf_resource *candidate)
{
	static const struct {
		const char *type;
		const char *subnet;
	} rows[] = {
	    {"azurerm_virtual_network_gateway", "GatewaySubnet"},
	    {"azurerm_route_server", "RouteServerSubnet"},
	    {"azurerm_virtual_hub_ip", "RouteServerSubnet"},
	    {"azurerm_firewall", "AzureFirewallSubnet"},
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		if (strcmp(rows[i].type, unknown->resource->type) == 0)
			return same(text_at(candidate->values, "name"), rows[i].subnet);
	}
	return false;
}

static bool fits_type(const struct tf_unknown *unknown, const struct tf_resource *candidate)
{
	bool route = same(text_at(unknown->resource->values, "type"), "ExpressRoute");
	const char *type = text_at(candidate->values, "type");

	if (candidate->kind != ESTATE_GATEWAY)
		return false;
	return same(type, route ? "ExpressRoute" : "Vpn");
}

/* Global Reach and hubs use the private peering of a circuit. */
static bool is_private(const struct tf_unknown *unknown, const struct tf_resource *candidate)
{
	(void)unknown;
	return same(text_at(candidate->values, "peering_type"), "AzurePrivatePeering");
}

static bool in_module(const struct tf_unknown *unknown, const struct tf_resource *candidate)
{
	return strcmp(unknown->resource->module, candidate->module) == 0;
}

static bool at_location(const struct tf_unknown *unknown, const struct tf_resource *candidate)
{
	return same(text_at(unknown->resource->values, "location"),
	            text_at(candidate->values, "location"));
}

static bool (*const rules[])(const struct tf_unknown *, const struct tf_resource *) = {
    has_key, is_its_subnet, fits_type, is_private, in_module, at_location,
};

static void keep(struct tf_targets *targets, const struct tf_unknown *unknown,
                 bool (*rule)(const struct tf_unknown *, const struct tf_resource *))
{
	size_t kept = 0;

	for (size_t i = 0; i < targets->count; i++)
		kept += rule(unknown, targets->resources[i]);
	if (kept == 0 || kept == targets->count)
		return;
	kept = 0;
	for (size_t i = 0; i < targets->count; i++) {
		if (rule(unknown, targets->resources[i]))
			targets->resources[kept++] = targets->resources[i];
	}
	targets->count = kept;
}

/* A network is not peered with itself. */
static bool is_itself(const struct tf_unknown *unknown, const struct tf_resource *candidate)
{
	return unknown->kind == ESTATE_NETWORK &&
	       same(text_at(unknown->resource->values, "virtual_network_name"),
	            text_at(candidate->values, "name")) &&
	       same(text_at(unknown->resource->values, "resource_group_name"),
	            text_at(candidate->values, "resource_group_name"));
}

static void keep_kind(const struct tf_unknown *unknown, struct tf_targets *targets)
{
	const char *segment = strrchr(estate_kinds[unknown->kind].arm, '/');
	size_t kept = 0;

	for (size_t i = 0; i < targets->count; i++) {
		if (targets->resources[i]->kind == unknown->kind &&
		    !is_itself(unknown, targets->resources[i]))
			targets->resources[kept++] = targets->resources[i];
	}
	targets->count = kept;
	kept = 0;
	for (size_t i = 0; i < targets->id_count; i++) {
		if (strcasestr(targets->ids[i], segment) != NULL)
			targets->ids[kept++] = targets->ids[i];
	}
	targets->id_count = kept;
}

struct words {
	char at[WORDS_MAX][WORD_SIZE_MAX];
	size_t count;
};

static bool has_word(const struct words *words, const char *word)
{
	for (size_t i = 0; i < words->count; i++) {
		if (strcmp(words->at[i], word) == 0)
			return true;
	}
	return false;
}

/* The words of a name, but for those of `except`. */
static void add_words(struct words *words, const char *name, const struct words *except)
{
	while (*name != '\0' && words->count < WORDS_MAX) {
		char *word = words->at[words->count];
		size_t size = 0;

		while (isalnum((unsigned char)*name)) {
			if (size < WORD_SIZE_MAX - 1)
				word[size++] = (char)tolower((unsigned char)*name);
			name++;
		}
		word[size] = '\0';
		if (size > 1 && (except == NULL || !has_word(except, word)) &&
		    !has_word(words, word))
			words->count++;
		name += *name != '\0';
	}
}

static unsigned shared_words(const struct words *words, const char *name)
{
	struct words others = {.count = 0};
	unsigned shared = 0;

	add_words(&others, name, NULL);
	for (size_t i = 0; i < others.count; i++)
		shared += has_word(words, others.at[i]);
	return shared;
}

/* Keeps those whose names share most words with that of the resource, beside what all have. */
static bool keep_by_words(const struct tf_unknown *unknown, struct tf_targets *targets)
{
	struct words own = {.count = 0};
	struct words words = {.count = 0};
	unsigned best = 0;
	size_t kept = 0;

	add_words(&own, text_at(unknown->resource->values, "virtual_network_name"), NULL);
	add_words(&words, text_at(unknown->resource->values, "name"), &own);
	add_words(&words, unknown->resource->index, &own);
	for (size_t i = 0; i < targets->count; i++) {
		unsigned shared =
		    shared_words(&words, text_at(targets->resources[i]->values, "name"));

		if (shared > best)
			kept = 0;
		best = shared > best ? shared : best;
		if (shared == best && best > 0)
			targets->resources[kept++] = targets->resources[i];
	}
	if (best > 0)
		targets->count = kept;
	return best > 0;
}

/* Its own id where the plan knows it already. */
static const char *id_of(const struct tf_plan *plan, const struct tf_resource *resource)
{
	const char *id = text_at(resource->values, "id");

	return id[0] == '/' ? id : estate_made_up_id(plan->arena, resource->address);
}

const char *tf_plan_choose(const struct tf_plan *plan, const struct tf_unknown *unknown,
                           struct tf_targets *targets)
{
	bool by_words = false;

	keep_kind(unknown, targets);
	for (size_t i = 0; i < COUNT_OF(rules) && targets->count > 1; i++)
		keep(targets, unknown, rules[i]);
	bool loose = targets->open || targets->through_each;
	if (targets->count > 1 || (loose && targets->count == 1))
		by_words = keep_by_words(unknown, targets);
	if (targets->count == 1 && (by_words || targets->id_count == 0) &&
	    (!targets->open || by_words))
		return id_of(plan, targets->resources[0]);
	if (targets->count == 0 && targets->id_count == 1)
		return targets->ids[0];
	return NULL;
}
