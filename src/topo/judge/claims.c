/* Prefixes that must lie apart from each other, or within others. */
#include "topo/judge/claims.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"

/* Deepest nesting of prefixes: one for each length of an IPv6 prefix, and equals above each other,
 * of which only the last stays on the stack. */
enum { STACK_MAX = 130 };

enum { BROKEN_CLAIMS_MAX = 1000000 };

void judge_claim(struct judge_claims *claims, const struct judge_claim *claim)
{
	CHECK(claim->prefix.addr.family == ADDR_IPV4 || claim->prefix.addr.family == ADDR_IPV6);
	claims->items =
	    mem_grow(claims->items, &claims->capacity, claims->count + 1, sizeof(*claims->items));
	claims->items[claims->count++] = *claim;
}

void judge_claim_prefix(struct judge_claims *claims, const struct lab_vnet *vnet,
                        const struct lab_prefixes *space, uint32_t at, uint32_t group,
                        const char *through)
{
	CHECK(at < space->count);
	judge_claim(claims, &(struct judge_claim){
				.prefix = space->items[at],
				.place = space->places[at],
				.group = group,
				.what = lab_vnet_is_hub(vnet) ? "virtual hub" : "virtual network",
				.name = vnet->name,
				.through = through,
			    });
}

void judge_claim_network(struct judge_claims *claims, const struct lab_vnet *vnet,
                         const struct lab_prefixes *space, uint32_t group, const char *through)
{
	for (uint32_t i = 0; i < space->count; i++)
		judge_claim_prefix(claims, vnet, space, i, group, through);
}

static int by_place(const struct place *a, const struct place *b)
{
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	return (a->column > b->column) - (a->column < b->column);
}

static int by_claim(const void *a, const void *b)
{
	const struct judge_claim *left = a;
	const struct judge_claim *right = b;

	if (left->group != right->group)
		return left->group < right->group ? -1 : 1;
	int order = prefix_compare(&left->prefix, &right->prefix);
	return order != 0 ? order : by_place(&left->place, &right->place);
}

void judge_claims(const struct judge *judge, struct judge_claims *claims, judge_say_overlap *say)
{
	const struct judge_claim *stack[STACK_MAX];
	size_t depth = 0;

	if (claims->count > 0)
		qsort(claims->items, claims->count, sizeof(*claims->items), by_claim);
	for (size_t i = 0; i < claims->count; i++) {
		const struct judge_claim *claim = &claims->items[i];
		while (depth > 0 && (stack[depth - 1]->group != claim->group ||
		                     !prefix_contains(&stack[depth - 1]->prefix, &claim->prefix)))
			depth--;
		if (depth > 0)
			say(judge, stack[depth - 1], claim);
		if (depth > 0 && prefix_equal(&stack[depth - 1]->prefix, &claim->prefix))
			continue;
		CHECK(depth < STACK_MAX);
		stack[depth++] = claim;
	}
	free(claims->items);
	*claims = (struct judge_claims){0};
}

void judge_say_own_overlap(const struct judge *judge, const struct judge_claim *outer,
                           const struct judge_claim *inner)
{
	char texts[2][PREFIX_TEXT_MAX];

	judge_say(judge, SEVERITY_ERROR, inner->place, NULL,
	          "%s of %s \"%s\" overlaps with %s in line %u; expected prefixes apart from each "
	          "other; remove one",
	          prefix_format(&inner->prefix, texts[0]), inner->what, inner->name,
	          prefix_format(&outer->prefix, texts[1]), outer->place.line);
}

void judge_say_at_later(const struct judge *judge, const struct judge_claim *a,
                        const struct judge_claim *b, const char *rule, const char *because)
{
	bool a_is_later = by_place(&a->place, &b->place) > 0;
	const struct judge_claim *later = a_is_later ? a : b;
	const struct judge_claim *first = a_is_later ? b : a;
	char texts[2][PREFIX_TEXT_MAX];

	judge_say(judge, SEVERITY_ERROR, later->place, rule,
	          "%s of %s \"%s\" overlaps with %s of %s \"%s\", and %s; expected prefixes apart "
	          "from each other; renumber one",
	          prefix_format(&later->prefix, texts[0]), later->what, later->name,
	          prefix_format(&first->prefix, texts[1]), first->what, first->name, because);
}

bool judge_claims_are_bounded(const struct judge *judge, uint64_t claims)
{
	return claims <= BROKEN_CLAIMS_MAX || findings_errors(judge->findings) == 0;
}

static int by_prefix(const void *a, const void *b)
{
	return prefix_compare(a, b);
}

struct judge_cover judge_cover_of(const struct lab_prefixes *prefixes)
{
	struct judge_cover cover = {.items = xcalloc(prefixes->count, sizeof(*cover.items))};

	if (prefixes->count == 0)
		return cover;
	memcpy(cover.items, prefixes->items, prefixes->count * sizeof(*cover.items));
	qsort(cover.items, prefixes->count, sizeof(*cover.items), by_prefix);
	for (uint32_t i = 0; i < prefixes->count; i++) {
		if (cover.count == 0 ||
		    !prefix_contains(&cover.items[cover.count - 1], &cover.items[i]))
			cover.items[cover.count++] = cover.items[i];
	}
	return cover;
}

bool judge_cover_holds(const struct judge_cover *cover, const struct prefix *prefix)
{
	uint32_t low = 0;
	uint32_t high = cover->count;

	/* The last one that does not come behind `prefix` is the only one that may hold it. */
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (prefix_compare(&cover->items[middle], prefix) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 && prefix_contains(&cover->items[low - 1], prefix);
}
