/*
 * Prefixes that must lie apart from each other, or within others. Prefixes overlap only by one
 * holding the other, and in the order of prefix_compare() what holds comes before what is held: one
 * walk of a sorted list with a stack finds all overlaps.
 */
#include "topo/judge/judge.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "document/name_map.h"

/* A prefix, and who has it. Only claims of the same group must lie apart. */
struct claim {
	struct prefix prefix;
	struct place place;
	uint32_t group;
	const char *what;    /* "virtual network", "the primary link of circuit" */
	const char *name;    /* of the owner; no two owners share the text itself */
	bool is_link;        /* a circuit's, not a network's */
	const char *through; /* what brings the two together: the name of a circuit or network */
};

struct claims {
	struct claim *items;
	size_t count;
	size_t capacity;
};

/* Deepest nesting of prefixes: one for each length of an IPv6 prefix, and equals above each other,
 * of which only the last stays on the stack. */
enum { STACK_MAX = 130 };

/* Claims of networks come once for each circuit and each peering. The limits bound that product,
 * but not in a lab that breaks them: such a lab is judged up to this many. */
enum { BROKEN_CLAIMS_MAX = 1000000 };

static void claims_add(struct claims *claims, struct claim claim)
{
	claims->items =
	    mem_grow(claims->items, &claims->capacity, claims->count + 1, sizeof(*claims->items));
	claims->items[claims->count++] = claim;
}

static int by_place(const struct place *a, const struct place *b)
{
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	return (a->column > b->column) - (a->column < b->column);
}

static int by_claim(const void *a, const void *b)
{
	const struct claim *left = a;
	const struct claim *right = b;

	if (left->group != right->group)
		return left->group < right->group ? -1 : 1;
	int order = prefix_compare(&left->prefix, &right->prefix);
	return order != 0 ? order : by_place(&left->place, &right->place);
}

typedef void say_overlap(const struct judge *judge, const struct claim *outer,
                         const struct claim *inner);

/* Sorts, and tells `say` of each claim that lies in another of its group, with the nearest such.
 * Ends the list. */
static void claims_judge(const struct judge *judge, struct claims *claims, say_overlap *say)
{
	const struct claim *stack[STACK_MAX];
	size_t depth = 0;

	if (claims->count > 0)
		qsort(claims->items, claims->count, sizeof(*claims->items), by_claim);
	for (size_t i = 0; i < claims->count; i++) {
		const struct claim *claim = &claims->items[i];
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
	*claims = (struct claims){0};
}

static void say_own_overlap(const struct judge *judge, const struct claim *outer,
                            const struct claim *inner)
{
	char texts[2][PREFIX_TEXT_MAX];

	judge_say(judge, SEVERITY_ERROR, inner->place, NULL,
	          "%s of %s \"%s\" overlaps with %s in line %u; expected prefixes apart from each "
	          "other; remove one",
	          prefix_format(&inner->prefix, texts[0]), inner->what, inner->name,
	          prefix_format(&outer->prefix, texts[1]), outer->place.line);
}

void judge_address_spaces(const struct judge *judge)
{
	struct claims claims = {0};

	for (uint32_t i = 0; i < judge->lab->vnet_count; i++) {
		const struct lab_vnet *vnet = &judge->lab->vnets[i];
		for (uint32_t k = 0; k < vnet->address_space.count; k++)
			claims_add(&claims, (struct claim){
						.prefix = vnet->address_space.items[k],
						.place = vnet->address_space.places[k],
						.group = i,
						.what = "the address space of",
						.name = vnet->name,
					    });
	}
	claims_judge(judge, &claims, say_own_overlap);
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

static void judge_subnets_within(const struct judge *judge, const struct lab_vnet *vnet,
                                 struct claims *claims)
{
	struct judge_cover cover = judge_cover_of(&vnet->address_space);
	char text[PREFIX_TEXT_MAX];

	bool known = vnet->address_space.count > 0 && !vnet->address_space.partial;
	for (uint32_t i = 0; i < vnet->subnet_count; i++) {
		const struct lab_subnet *subnet = &vnet->subnets[i];
		for (uint32_t k = 0; k < subnet->prefixes.count; k++) {
			const struct prefix *prefix = &subnet->prefixes.items[k];
			if (known && !judge_cover_holds(&cover, prefix))
				judge_say(
				    judge, SEVERITY_ERROR, subnet->prefixes.places[k], NULL,
				    "subnet \"%s\" has %s, which is outside the address space "
				    "of \"%s\"; expected a prefix within it",
				    subnet->name, prefix_format(prefix, text), vnet->name);
			claims_add(claims, (struct claim){
					       .prefix = *prefix,
					       .place = subnet->prefixes.places[k],
					       .group = vnet->index,
					       .what = "subnet",
					       .name = subnet->name,
					   });
		}
	}
	free(cover.items);
}

void judge_subnets(const struct judge *judge)
{
	struct claims claims = {0};

	for (uint32_t i = 0; i < judge->lab->vnet_count; i++)
		judge_subnets_within(judge, &judge->lab->vnets[i], &claims);
	claims_judge(judge, &claims, say_own_overlap);
}

static void say_link_overlap(const struct judge *judge, const struct claim *outer,
                             const struct claim *inner)
{
	char texts[2][PREFIX_TEXT_MAX];

	judge_say(judge, SEVERITY_ERROR, inner->place, "customer-first-address",
	          "%s of %s \"%s\" overlaps with %s of %s \"%s\"; expected a prefix of its own for "
	          "each link",
	          prefix_format(&inner->prefix, texts[0]), inner->what, inner->name,
	          prefix_format(&outer->prefix, texts[1]), outer->what, outer->name);
}

/* Links of a wrong size are none: judge_circuits() says so. */
static bool is_link_prefix(const struct judge *judge, const struct prefix *prefix)
{
	bool ipv4 = prefix->addr.family == ADDR_IPV4;

	return addr_is_set(&prefix->addr) &&
	       prefix->length == facts_limit(judge->facts, ipv4 ? "link-prefix-length-ipv4"
	                                                        : "link-prefix-length-ipv6");
}

static void claim_links(const struct judge *judge, struct claims *claims,
                        const struct lab_circuit *circuit, uint32_t group)
{
	static const char *const what[] = {
	    [LAB_PRIMARY] = "the primary link of circuit",
	    [LAB_SECONDARY] = "the secondary link of circuit",
	};

	for (unsigned link = 0; link < LAB_LINK_COUNT; link++) {
		const struct prefix *prefixes[] = {&circuit->link[link], &circuit->link_ipv6[link]};
		for (size_t i = 0; i < COUNT_OF(prefixes); i++) {
			if (!is_link_prefix(judge, prefixes[i]))
				continue;
			claims_add(claims, (struct claim){
					       .prefix = *prefixes[i],
					       .place = circuit->place,
					       .group = group,
					       .what = what[link],
					       .name = circuit->name,
					       .is_link = true,
					       .through = circuit->name,
					   });
		}
	}
}

/* On `group` of the claims; wrong lengths are judge_global_reach()'s. */
static void claim_reach(const struct judge *judge, struct claims *claims,
                        const struct lab_global_reach *reach, uint32_t group, const char *through)
{
	uint32_t length = facts_limit(judge->facts, "global-reach-prefix-length");

	if (addr_is_set(&reach->prefix.addr) && reach->prefix.length == length)
		claims_add(claims, (struct claim){
				       .prefix = reach->prefix,
				       .place = reach->place,
				       .group = group,
				       .what = "Global Reach",
				       .name = reach->name,
				       .is_link = true,
				       .through = through,
				   });
}

void judge_link_overlaps(const struct judge *judge)
{
	struct claims claims = {0};

	for (uint32_t i = 0; i < judge->lab->circuit_count; i++)
		claim_links(judge, &claims, &judge->lab->circuits[i], 0);
	for (uint32_t i = 0; i < judge->lab->global_reach_count; i++)
		claim_reach(judge, &claims, &judge->lab->global_reaches[i], 0, NULL);
	claims_judge(judge, &claims, say_link_overlap);
}

static void claim_address_space(struct claims *claims, const struct lab_vnet *vnet, uint32_t group,
                                const char *through)
{
	for (uint32_t i = 0; i < vnet->address_space.count; i++)
		claims_add(claims,
		           (struct claim){
			       .prefix = vnet->address_space.items[i],
			       .place = vnet->address_space.places[i],
			       .group = group,
			       .what = vnet->hub == NULL ? "virtual network" : "virtual hub",
			       .name = vnet->name,
			       .through = through,
			   });
}

/* Which of the two to blame: the one that stands later in the file. */
static void say_at_later(const struct judge *judge, const struct claim *a, const struct claim *b,
                         const char *rule, const char *because)
{
	bool a_is_later = by_place(&a->place, &b->place) > 0;
	const struct claim *later = a_is_later ? a : b;
	const struct claim *first = a_is_later ? b : a;
	char texts[2][PREFIX_TEXT_MAX];

	judge_say(judge, SEVERITY_ERROR, later->place, rule,
	          "%s of %s \"%s\" overlaps with %s of %s \"%s\", and %s; expected prefixes apart "
	          "from each other; renumber one",
	          prefix_format(&later->prefix, texts[0]), later->what, later->name,
	          prefix_format(&first->prefix, texts[1]), first->what, first->name, because);
}

static void say_circuit_overlap(const struct judge *judge, const struct claim *outer,
                                const struct claim *inner)
{
	bool link = outer->is_link || inner->is_link;
	struct text because = {0};

	if (outer->name == inner->name || (outer->is_link && inner->is_link))
		return;
	text_addf(&because, "both are on circuit \"%s\"", inner->through);
	say_at_later(judge, outer, inner,
	             link ? "link-no-overlap" : "gateway-announces-address-space",
	             text_str(&because));
	text_done(&because);
}

static bool is_bounded(const struct judge *judge, uint64_t claims)
{
	return claims <= BROKEN_CLAIMS_MAX || findings_errors(judge->findings) == 0;
}

static uint64_t circuit_claims(const struct lab *lab)
{
	uint64_t claims = 0;

	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		const struct lab_gateway *gateway = lab_serving_gateway(&lab->vnets[i]);
		if (gateway != NULL)
			claims +=
			    (uint64_t)gateway->connection_count * lab->vnets[i].address_space.count;
	}
	return claims;
}

static uint64_t peering_claims(const struct lab *lab)
{
	uint64_t claims = 0;

	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		for (uint32_t k = 0; k < lab->vnets[i].peering_count; k++) {
			const struct lab_vnet *remote = lab->vnets[i].peerings[k].remote;
			claims += remote == NULL ? 0 : remote->address_space.count;
		}
	}
	return claims;
}

/* The links of Global Reach are on both circuits. */
static void claim_reaches(const struct judge *judge, struct claims *claims)
{
	for (uint32_t i = 0; i < judge->lab->global_reach_count; i++) {
		const struct lab_global_reach *reach = &judge->lab->global_reaches[i];
		claim_reach(judge, claims, reach, reach->circuit->index, reach->circuit->name);
		if (reach->peer != NULL)
			claim_reach(judge, claims, reach, reach->peer->index, reach->peer->name);
	}
}

/* A circuit is one routing domain (FACTS 4.1): what is linked to it must not overlap, networks that
 * use another's gateway included, nor with the circuit's own links (FACTS 1.1). */
void judge_circuit_overlaps(const struct judge *judge)
{
	const struct lab *lab = judge->lab;
	struct claims claims = {0};

	if (!is_bounded(judge, circuit_claims(lab)))
		return;
	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		const struct lab_vnet *vnet = &lab->vnets[i];
		const struct lab_gateway *gateway = lab_serving_gateway(vnet);
		for (uint32_t k = 0; gateway != NULL && k < gateway->connection_count; k++) {
			const struct lab_circuit *circuit = gateway->connections[k].circuit;
			if (circuit != NULL)
				claim_address_space(&claims, vnet, circuit->index, circuit->name);
		}
	}
	for (uint32_t i = 0; i < lab->circuit_count; i++)
		claim_links(judge, &claims, &lab->circuits[i], i);
	claim_reaches(judge, &claims);
	claims_judge(judge, &claims, say_circuit_overlap);
}

static void say_peering_overlap(const struct judge *judge, const struct claim *outer,
                                const struct claim *inner)
{
	struct text because = {0};

	if (outer->name == inner->name)
		return;
	/* `through` is NULL for the network whose peerings are looked at. */
	if (outer->through == NULL || inner->through == NULL)
		text_add(&because, "the two are peered");
	else
		text_addf(&because, "both are peered with \"%s\"", inner->through);
	say_at_later(judge, outer, inner, "peering-overlap", text_str(&because));
	text_done(&because);
}

/* A network must overlap neither with those it is peered with, nor they with each other. */
void judge_peering_overlaps(const struct judge *judge)
{
	const struct lab *lab = judge->lab;
	struct claims claims = {0};

	if (!is_bounded(judge, peering_claims(lab)))
		return;
	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		const struct lab_vnet *vnet = &lab->vnets[i];
		if (vnet->peering_count == 0)
			continue;
		claim_address_space(&claims, vnet, i, NULL);
		for (uint32_t k = 0; k < vnet->peering_count; k++) {
			if (vnet->peerings[k].remote != NULL)
				claim_address_space(&claims, vnet->peerings[k].remote, i,
				                    vnet->name);
		}
	}
	claims_judge(judge, &claims, say_peering_overlap);
}

static void say_hub_overlap(const struct judge *judge, const struct claim *outer,
                            const struct claim *inner)
{
	struct text because = {0};

	if (outer->name == inner->name)
		return;
	text_addf(&because, "both are in virtual WAN \"%s\"", inner->through);
	say_at_later(judge, outer, inner, "virtual-hub-prefix", text_str(&because));
	text_done(&because);
}

/* The hubs of a virtual WAN exchange their routes: neither their prefixes nor the networks that are
 * connected to them must overlap. */
void judge_hub_overlaps(const struct judge *judge)
{
	const struct lab *lab = judge->lab;
	struct name_map wans = {0};
	struct claims claims = {0};

	for (uint32_t i = 0; i < lab->hub_count; i++) {
		const struct lab_hub *hub = &lab->hubs[i];
		if (hub->virtual_wan == NULL)
			continue;
		const struct lab_hub *first = name_map_add(&wans, hub->virtual_wan, hub);
		uint32_t group = first == NULL ? i : first->index;
		claim_address_space(&claims, hub->vnet, group, hub->virtual_wan);
		for (uint32_t k = 0; k < hub->connected_count; k++) {
			if (hub->connected[k]->connected_hub == hub)
				claim_address_space(&claims, hub->connected[k], group,
				                    hub->virtual_wan);
		}
	}
	name_map_done(&wans);
	claims_judge(judge, &claims, say_hub_overlap);
}
