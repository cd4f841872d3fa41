/* What is asked of all kinds when a lab is judged, and what their rules share. */
#include "topo/judge/judge.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "topo/judge/judge_policy.h"
#include "topo/judge/load.h"

static const struct judge_hooks *hooks_of(const struct judge *judge, unsigned kind)
{
	static const struct judge_hooks none;
	const struct judge_hooks *hooks = judge->lab->kinds[kind]->judge;

	return hooks == NULL ? &none : hooks;
}

void judge_say(const struct judge *judge, enum severity severity, struct place place,
               const char *rule, const char *format, ...)
{
	struct text said = {0};
	va_list args;

	/* A finding names only reasons that can be looked up. */
	CHECK(rule == NULL || facts_rule(judge->facts, rule) != NULL);
	va_start(args, format);
	text_addv(&said, format, args);
	va_end(args);
	if (rule != NULL)
		text_addf(&said, " [%s]", rule);
	findings_add(judge->findings, severity, place, "%s", text_str(&said));
	text_done(&said);
}

uint32_t judge_count_family(const struct lab_prefixes *prefixes, uint8_t family)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < prefixes->count; i++)
		count += prefixes->items[i].addr.family == family;
	return count;
}

/* Whether Azure lets no peer of this kind have the AS number. */
bool judge_asn_is_refused(const struct judge *judge, enum asn_refuser refuser, uint32_t asn)
{
	uint32_t count;
	const struct asn_range *ranges = facts_refused_asns(judge->facts, refuser, &count);

	for (uint32_t i = 0; i < count; i++) {
		if (asn >= ranges[i].first && asn <= ranges[i].last)
			return true;
	}
	return false;
}

void judge_say_refused_asns(const struct judge *judge, enum asn_refuser refuser, struct text *out)
{
	uint32_t count;
	const struct asn_range *ranges = facts_refused_asns(judge->facts, refuser, &count);

	for (uint32_t i = 0; i < count; i++) {
		text_addf(out, "%s%u", i == 0 ? "" : ", ", ranges[i].first);
		if (ranges[i].last != ranges[i].first)
			text_addf(out, "-%u", ranges[i].last);
	}
}

/* Names: nobody else has them. */

struct named {
	const char *name;
	struct place place;
};

struct judge_names {
	struct named *items;
	size_t count;
	size_t capacity;
};

void judge_name(struct judge_names *names, const char *name, unsigned doubts,
                const struct place *place)
{
	CHECK(name != NULL || doubts != 0);
	if (doubts & LAB_DOUBT_NAME)
		return;
	names->items =
	    mem_grow(names->items, &names->capacity, names->count + 1, sizeof(*names->items));
	names->items[names->count++] = (struct named){name, *place};
}

static int by_place(const struct place *a, const struct place *b)
{
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	return (a->column > b->column) - (a->column < b->column);
}

static int by_name(const void *a, const void *b)
{
	const struct named *left = a;
	const struct named *right = b;
	int order = strcmp(left->name, right->name);

	return order != 0 ? order : by_place(&left->place, &right->place);
}

/* Sessions and nodes are called by these names: "er-fra/primary", "gw-weu/0", "hq/ce1". Of equal
 * ones, all but the first in the file are wrong. */
static void judge_equal_names(const struct judge *judge, struct judge_names *names)
{
	const struct named *first = names->items;

	if (names->count > 0)
		qsort(names->items, names->count, sizeof(*names->items), by_name);
	for (size_t i = 1; i < names->count; i++) {
		const struct named *at = &names->items[i];

		if (strcmp(first->name, at->name) != 0) {
			first = at;
			continue;
		}
		judge_say(judge, SEVERITY_ERROR, at->place, NULL,
		          "the name \"%s\" a second time, the first is in line %u; expected "
		          "gateways, Route Servers, circuits, hubs, sites and networks with "
		          "appliances to have names of their own; rename one",
		          at->name, first->place.line);
	}
	free(names->items);
}

static void judge_names(const struct judge *judge)
{
	struct judge_names names = {0};

	for (unsigned kind = 0; kind < LAB_KIND_COUNT; kind++)
		if (hooks_of(judge, kind)->names != NULL)
			hooks_of(judge, kind)->names(&names, judge->lab);
	judge_equal_names(judge, &names);
}

/* Addresses: each within a network is in its subnet, and nobody else's. */

/* An address of a network, and who has it. */
struct holder {
	struct addr addr;
	struct place place;
	const char *what; /* "private endpoint" */
	const char *name;
};

struct judge_holders {
	struct holder *items;
	size_t count;
	size_t capacity;
};

void judge_hold(struct judge_holders *holders, const struct addr *addr, struct place place,
                const char *what, const char *name)
{
	if (!addr_is_set(addr))
		return;
	holders->items = mem_grow(holders->items, &holders->capacity, holders->count + 1,
	                          sizeof(*holders->items));
	holders->items[holders->count++] = (struct holder){*addr, place, what, name};
}

static int by_addr(const void *a, const void *b)
{
	const struct holder *left = a;
	const struct holder *right = b;
	int order = addr_compare(&left->addr, &right->addr);

	if (order != 0)
		return order;
	return by_place(&left->place, &right->place);
}

static void judge_twice(const struct judge *judge, struct judge_holders *holders)
{
	char text[ADDR_TEXT_MAX];

	if (holders->count > 0)
		qsort(holders->items, holders->count, sizeof(*holders->items), by_addr);
	for (size_t i = 1; i < holders->count; i++) {
		const struct holder *first = &holders->items[i - 1];
		const struct holder *second = &holders->items[i];
		if (addr_equal(&first->addr, &second->addr))
			judge_say(judge, SEVERITY_ERROR, second->place, NULL,
			          "%s \"%s\" has the address %s, which %s \"%s\" in line %u has; "
			          "expected one of its own",
			          second->what, second->name, addr_format(&second->addr, text),
			          first->what, first->name, first->place.line);
	}
	free(holders->items);
}

/* Addresses that the lab gives must be in the subnet where Azure takes them from. */
static void judge_given(const struct judge *judge, const struct judge_pair *pair,
                        const struct addr *addr, const struct lab_vnet *vnet,
                        const char *subnet_name)
{
	const struct lab_subnet *subnet = lab_find_subnet(vnet, subnet_name);
	char text[ADDR_TEXT_MAX];

	if (!addr_is_set(addr) || subnet == NULL || subnet->prefixes.partial ||
	    lab_prefixes_hold(&subnet->prefixes, addr))
		return;
	judge_say(judge, SEVERITY_ERROR, pair->place, "msee-addresses-in-gateway-subnet",
	          "%s \"%s\" has the address %s, which is outside the %s of \"%s\"; expected one "
	          "within it",
	          pair->what, pair->name, addr_format(addr, text), subnet_name, vnet->name);
}

void judge_hold_pair(const struct judge *judge, struct judge_holders *holders,
                     const struct judge_pair *pair, const struct lab_vnet *vnet, const char *subnet,
                     bool single)
{
	if (!single && addr_is_set(pair->first) && !addr_is_set(pair->second) &&
	    !(pair->doubts & LAB_DOUBT_ADDRESS))
		judge_say(judge, SEVERITY_ERROR, pair->place, "msee-addresses-in-gateway-subnet",
		          "\"%s\" has one address given; expected two, or none", pair->name);
	judge_hold(holders, pair->first, pair->place, pair->what, pair->name);
	judge_hold(holders, pair->second, pair->place, pair->what, pair->name);
	judge_given(judge, pair, pair->first, vnet, subnet);
	judge_given(judge, pair, pair->second, vnet, subnet);
}

static void judge_addresses(const struct judge *judge, const struct lab_vnet *vnet)
{
	struct judge_holders holders = {0};

	for (unsigned kind = 0; kind < LAB_KIND_COUNT; kind++)
		if (hooks_of(judge, kind)->addresses != NULL)
			hooks_of(judge, kind)->addresses(judge, &holders, vnet);
	judge_twice(judge, &holders);
}

static void judge_kind(const struct judge *judge, unsigned kind)
{
	const struct judge_rule *rule = hooks_of(judge, kind)->rules;

	for (; rule != NULL && rule->judge != NULL; rule++)
		if (!rule->by_limits || !(judge->lab->doubts & LAB_DOUBT_LIMITS))
			rule->judge(judge);
}

void lab_judge(const struct lab *lab, struct findings *findings)
{
	struct judge judge = {.lab = lab, .facts = lab->facts, .findings = findings};

	judge_names(&judge);
	for (unsigned kind = 0; kind < LAB_KIND_COUNT; kind++)
		judge_kind(&judge, kind);
	judge_policies(&judge);
	for (uint32_t i = 0; i < lab->vnet_count; i++)
		judge_addresses(&judge, &lab->vnets[i]);
}
