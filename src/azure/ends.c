/* One end of a link of a router or an appliance. */
#include "azure/ends.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"

enum { IPV4_BITS = 32, IPV6_BITS = 128 };

static bool is_listed(const struct lab_prefixes *list, const struct prefix *prefix)
{
	for (uint32_t i = 0; i < list->count; i++)
		if (prefix_equal(&list->items[i], prefix))
			return true;
	return false;
}

static struct rib_filter_rule exactly(const struct prefix *prefix)
{
	return (struct rib_filter_rule){
	    .prefix = *prefix, .length_min = prefix->length, .length_max = prefix->length};
}

static struct rib_filter_rule everything(uint8_t family, uint8_t bits)
{
	return (struct rib_filter_rule){
	    .prefix = {.addr = {.family = family}}, .length_max = bits, .permit = true};
}

/* Denies own prefixes that the link does not list. What the speaker has from elsewhere
 * is `readvertise`'s business, not the list's. */
static const struct rib_filter *end_filter(const struct azure_end *end, struct arena *arena)
{
	const struct lab_prefixes *own = end->own;
	struct rib_filter *filter = arena_alloc(arena, sizeof(*filter));
	struct rib_filter_rule *rules = arena_alloc(arena, (own->count + 2u) * sizeof(*rules));

	for (uint32_t i = 0; i < own->count; i++)
		if (!is_listed(end->advertise, &own->items[i]))
			rules[filter->count++] = exactly(&own->items[i]);
	rules[filter->count++] = everything(ADDR_IPV4, IPV4_BITS);
	rules[filter->count++] = everything(ADDR_IPV6, IPV6_BITS);
	filter->rules = rules;
	CHECK(filter->count >= 2 && filter->count <= own->count + 2);
	return filter;
}

void azure_apply_end(struct plan_peer *peer, const struct azure_end *end)
{
	struct rib_export *export = &peer->conf->rib.export;

	CHECK(end->prepend <= UINT8_MAX);
	export->originated_only = !end->readvertise;
	export->prepend = (uint8_t)end->prepend;
	export->med_set = end->med_set;
	export->med = end->med;
	if (end->advertise->count > 0)
		export->filter = end_filter(end, peer->c->arena);
}

static int by_prefix(const void *a, const void *b)
{
	return prefix_compare(a, b);
}

void azure_judge_part(const struct judge *judge, const char *who, const struct lab_prefixes *own,
                      const struct lab_prefixes *part)
{
	uint32_t count = own->count;
	struct prefix *sorted;
	char text[PREFIX_TEXT_MAX];

	CHECK(who[0] != '\0');
	if (own->partial || part->count == 0)
		return;
	sorted = xcalloc(count, sizeof(*sorted));
	if (count > 0)
		memcpy(sorted, own->items, count * sizeof(*sorted));
	qsort(sorted, count, sizeof(*sorted), by_prefix);
	for (uint32_t i = 0; i < part->count; i++) {
		const struct prefix *prefix = &part->items[i];
		if (bsearch(prefix, sorted, count, sizeof(*sorted), by_prefix) != NULL)
			continue;
		judge_say(judge, SEVERITY_ERROR, part->places[i], NULL,
		          "%s shall announce %s here but does not have it; expected one "
		          "of its own \"advertise\"; add it there",
		          who, prefix_format(prefix, text));
	}
	free(sorted);
}
