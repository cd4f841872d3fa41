/* Who reaches whom, in the calm lab and after failures. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "query/path/path.h"
#include "query/reach/reach.h"
#include "study/sweep_world.h"

enum { RTT_BITS = 29 };
_Static_assert(SWEEP_HARM_COUNT <= 1 << (32 - RTT_BITS), "the harm above the time");

/* More than this is not kept about which nodes answers rest on. */
#define TOUCHED_MAX ((size_t)256 << 20)

const struct sweep_cell *sweep_calm_cell(const struct sweep_ends *ends, uint32_t from, uint32_t to,
                                         size_t *number)
{
	*number = (size_t)ends->classes.source[from] * ends->classes.target_count +
	          ends->classes.target[to];
	return &ends->calm[*number];
}

struct sweep_cell sweep_walk(struct fabric *fabric, const struct sweep_ends *ends, uint32_t from,
                             uint32_t to, struct arena *scratch)
{
	struct path_direction direction =
	    path_walk(fabric, &ends->ends[from], &ends->ends[to], scratch);

	return (struct sweep_cell){
	    .walked = true,
	    .state = (uint8_t)direction.state,
	    .rtt_us = direction.basis == RTT_UNKNOWN ? 0 : direction.rtt_us,
	    .bandwidth_mbps = direction.bottleneck.bandwidth_mbps,
	};
}

/* In the calm lab */

static void walk_calm(struct sweep *sweep, struct sweep_ends *ends, uint32_t from, uint32_t to)
{
	size_t number;

	if (from == to || sweep_calm_cell(ends, from, to, &number)->walked)
		return;
	if (ends->touched != NULL)
		fabric_note_touched(sweep->fabric, &ends->touched[number * sweep->touched_words]);
	struct arena *scratch = arena_new();
	ends->calm[number] = sweep_walk(sweep->fabric, ends, from, to, scratch);
	arena_free(scratch);
	fabric_note_touched(sweep->fabric, NULL);
}

static void find_calm(struct sweep *sweep, struct sweep_ends *ends)
{
	size_t cells;

	ends->classes = reach_classify(sweep->fabric, ends->ends, ends->count, sweep->arena);
	cells = (size_t)ends->classes.source_count * ends->classes.target_count + 1;
	ends->calm = arena_alloc(sweep->arena, cells * sizeof(*ends->calm));
	if (cells * sweep->touched_words <= TOUCHED_MAX / sizeof(uint64_t))
		ends->touched =
		    arena_alloc(sweep->arena, cells * sweep->touched_words * sizeof(uint64_t));
	for (uint32_t a = 0; a < ends->count; a++) {
		for (uint32_t b = 0; b < ends->count; b++)
			walk_calm(sweep, ends, a, b);
	}
}

static void find_family(struct sweep *sweep, uint8_t family, struct sweep_ends *out)
{
	const struct lab *lab = sweep->question.lab;

	out->ends = arena_alloc(sweep->arena, ((size_t)lab->vnet_count + lab->site_count + 1) *
	                                          sizeof(*out->ends));
	for (uint32_t i = 0; i < lab->vnet_count; i++)
		out->count += !lab_vnet_is_hub(&lab->vnets[i]) &&
		              path_end_of_vnet(sweep->fabric, &lab->vnets[i], family,
		                               &out->ends[out->count]) == PATH_END_FOUND;
	for (uint32_t i = 0; i < lab->site_count; i++)
		out->count += path_end_of_site(sweep->fabric, &lab->sites[i], family,
		                               &out->ends[out->count]) == PATH_END_FOUND;
	find_calm(sweep, out);
}

static uint32_t pairs_of(const struct sweep_ends *ends)
{
	return ends->count == 0 ? 0 : ends->count * (ends->count - 1) / 2;
}

void sweep_find_ends(struct sweep *sweep)
{
	static const uint8_t families[] = {ADDR_IPV4, ADDR_IPV6};

	for (unsigned i = 0; i < COUNT_OF(families); i++) {
		struct sweep_ends *ends = &sweep->families[i];

		find_family(sweep, families[i], ends);
		ends->first_pair = sweep->pair_count;
		sweep->pair_count += pairs_of(ends);
	}
}

void sweep_pair_names(const struct sweep *sweep, uint32_t pair, const char **from, const char **to)
{
	const struct sweep_ends *ends = &sweep->families[0];
	uint32_t a = 0;

	CHECK(pair < sweep->pair_count);
	if (pair >= sweep->families[1].first_pair)
		ends = &sweep->families[1];
	pair -= ends->first_pair;
	while (pair >= ends->count - 1 - a) {
		pair -= ends->count - 1 - a;
		a++;
	}
	*from = ends->ends[a].name;
	*to = ends->ends[a + 1 + pair].name;
}

static bool is_open(const struct sweep_cell *cell)
{
	return cell->state != PATH_UNREACHABLE;
}

static bool is_worse(const struct sweep_cell *calm, const struct sweep_cell *now)
{
	bool narrower = now->bandwidth_mbps != 0 &&
	                (calm->bandwidth_mbps == 0 || now->bandwidth_mbps < calm->bandwidth_mbps);

	return now->state < calm->state || now->rtt_us > calm->rtt_us || narrower;
}

static enum sweep_harm harm_of(const struct sweep_cell *calm[2], const struct sweep_cell *now[2])
{
	bool open = is_open(calm[0]) || is_open(calm[1]);
	bool worse = (is_open(calm[0]) && is_worse(calm[0], now[0])) ||
	             (is_open(calm[1]) && is_worse(calm[1], now[1]));

	if (open && !is_open(now[0]) && !is_open(now[1]))
		return SWEEP_CUT;
	if ((is_open(calm[0]) && !is_open(now[0])) || (is_open(calm[1]) && !is_open(now[1])))
		return SWEEP_ONE_WAY;
	if ((!is_open(calm[0]) && is_open(now[0])) || (!is_open(calm[1]) && is_open(now[1])))
		return SWEEP_OPENED;
	return worse ? SWEEP_WORSE : SWEEP_UNHARMED;
}

static uint32_t round_trip(const struct sweep_cell *now[2])
{
	if (!is_open(now[0]) || !is_open(now[1]) || now[0]->rtt_us == 0 || now[1]->rtt_us == 0)
		return 0;
	return now[0]->rtt_us / 2 + now[1]->rtt_us / 2;
}

/* The worse harm is the larger number, and of equal harm the longer time. */
static uint32_t badness(enum sweep_harm harm, uint32_t rtt_us)
{
	uint32_t most = (UINT32_C(1) << RTT_BITS) - 1;

	return (uint32_t)harm << RTT_BITS | (rtt_us < most ? rtt_us : most);
}

/* The worst that one of the failures does alone. */
static uint32_t worst_alone(const struct sweep *sweep, const struct sweep_record *record,
                            uint32_t pair)
{
	uint32_t most = 0;

	for (uint32_t i = 0;
	     sweep->single != NULL && record->failure_count > 1 && i < record->failure_count; i++) {
		uint32_t bad =
		    sweep->single[(size_t)record->failures[i] * sweep->pair_count + pair];

		most = bad > most ? bad : most;
	}
	return most;
}

static void say(struct sweep_answer *answer, enum sweep_harm harm, const struct path_end *from,
                const struct path_end *to, const struct sweep_cell *calm[2],
                const struct sweep_cell *now[2])
{
	struct text text = {0};
	bool there = is_open(now[0]);

	if (harm == SWEEP_CUT)
		text_addf(&text, "%s and %s do not reach each other", from->name, to->name);
	else if (harm == SWEEP_ONE_WAY)
		text_addf(&text, "%s no longer reaches %s", there ? to->name : from->name,
		          there ? from->name : to->name);
	else if (harm == SWEEP_OPENED)
		text_addf(&text, "%s reaches %s, and does not in the calm lab",
		          !is_open(calm[0]) && there ? from->name : to->name,
		          !is_open(calm[0]) && there ? to->name : from->name);
	else if (now[0]->state < calm[0]->state || now[1]->state < calm[1]->state)
		text_addf(&text, "some flows between %s and %s are lost", from->name, to->name);
	else if (round_trip(now) > round_trip(calm))
		text_addf(&text, "%s and %s: %.1f ms instead of %.1f ms", from->name, to->name,
		          round_trip(now) / 1000.0, round_trip(calm) / 1000.0);
	else
		text_addf(&text, "%s and %s have less bandwidth", from->name, to->name);
	snprintf(answer->record.witness, sizeof(answer->record.witness), "%s", text_str(&text));
	text_done(&text);
}

struct pair {
	const struct sweep_ends *ends;
	uint32_t a;
	uint32_t b;
	uint32_t number;
};

/* Books a pair that is harmed; `*most` is the harm that the witness tells of. */
static void book(struct sweep *sweep, const struct pair *pair, struct sweep_asking *asking,
                 struct sweep_answer *answer, enum sweep_harm *most)
{
	struct sweep_record *record = &answer->record;
	const struct sweep_ends *ends = pair->ends;
	size_t number;
	const struct sweep_cell *calm[2] = {sweep_calm_cell(ends, pair->a, pair->b, &number),
	                                    sweep_calm_cell(ends, pair->b, pair->a, &number)};
	const struct sweep_cell *now[2] = {sweep_ask(asking, pair->a, pair->b),
	                                   sweep_ask(asking, pair->b, pair->a)};
	enum sweep_harm harm = harm_of(calm, now);
	uint32_t rtt_us = harm == SWEEP_WORSE ? round_trip(now) : 0;

	uint32_t alone = worst_alone(sweep, record, pair->number);

	if (harm == SWEEP_UNHARMED || badness(harm, rtt_us) <= alone)
		return;
	CHECK(record->hurt_count < answer->hurt_room);
	record->hurts[record->hurt_count++] =
	    (struct sweep_hurt){.pair = pair->number, .harm = harm, .rtt_us = rtt_us};
	if (sweep->single != NULL && record->failure_count == 1)
		sweep->single[(size_t)record->failures[0] * sweep->pair_count + pair->number] =
		    badness(harm, rtt_us);
	/* No set of several is blamed for what one of the failures does alone. */
	if (harm <= (enum sweep_harm)(alone >> RTT_BITS))
		return;
	record->pairs[harm]++;
	if (harm > *most)
		say(answer, harm, &ends->ends[pair->a], &ends->ends[pair->b], calm, now);
	*most = harm > *most ? harm : *most;
}

static void book_all(struct sweep *sweep, struct pair *pair, struct sweep_asking *asking,
                     struct sweep_answer *answer, enum sweep_harm *most)
{
	for (pair->a = 0; pair->a < pair->ends->count; pair->a++) {
		for (pair->b = pair->a + 1; pair->b < pair->ends->count; pair->b++) {
			if (!sweep_holds(asking, pair->a, pair->b) ||
			    !sweep_holds(asking, pair->b, pair->a))
				book(sweep, pair, asking, answer, most);
			pair->number++;
		}
	}
}

void sweep_compare_pairs(struct sweep *sweep, const struct sweep_after *after,
                         struct sweep_answer *answer)
{
	enum sweep_harm most = SWEEP_UNHARMED;

	for (unsigned i = 0; i < COUNT_OF(sweep->families); i++) {
		struct pair pair = {.ends = &sweep->families[i],
		                    .number = sweep->families[i].first_pair};
		struct sweep_asking *asking;

		if (pair.ends->count == 0)
			continue;
		asking = sweep_asking_new(sweep, after, pair.ends);
		book_all(sweep, &pair, asking, answer, &most);
		sweep_asking_free(asking);
	}
}
