/* Who reaches whom, in the calm lab and after failures. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "query/path/path.h"
#include "query/reach/reach.h"
#include "study/sweep_world.h"

/* One fabric's answers for the ends of one family. */
struct sweep_asking {
	struct fabric *fabric;
	const struct sweep_ends *ends;
	struct arena *arena;
	struct reach_classes classes;
	struct sweep_cell *cells; /* by class of source, then of target */
};

static void begin(struct sweep_asking *asking, struct fabric *fabric, const struct sweep_ends *ends)
{
	*asking = (struct sweep_asking){.fabric = fabric, .ends = ends, .arena = arena_new()};
	asking->classes = reach_classify(fabric, ends->ends, ends->count, asking->arena);
	asking->cells =
	    xcalloc((size_t)asking->classes.source_count * asking->classes.target_count + 1,
	            sizeof(*asking->cells));
}

static void finish(struct sweep_asking *asking)
{
	free(asking->cells);
	arena_free(asking->arena);
}

static const struct sweep_cell *ask(struct sweep_asking *asking, uint32_t from, uint32_t to)
{
	size_t source = asking->classes.source[from];
	struct sweep_cell *cell =
	    &asking->cells[source * asking->classes.target_count + asking->classes.target[to]];

	if (!cell->walked) {
		struct arena *scratch = arena_new();
		struct path_direction direction = path_walk(
		    asking->fabric, &asking->ends->ends[from], &asking->ends->ends[to], scratch);

		*cell = (struct sweep_cell){
		    .walked = true,
		    .state = (uint8_t)direction.state,
		    .rtt_us = direction.basis == RTT_UNKNOWN ? 0 : direction.rtt_us,
		    .bandwidth_mbps = direction.bottleneck.bandwidth_mbps,
		};
		arena_free(scratch);
	}
	return cell;
}

static void find_family(struct sweep *sweep, uint8_t family, struct sweep_ends *out)
{
	const struct lab *lab = sweep->question.lab;
	struct sweep_asking asking;

	out->ends = arena_alloc(sweep->arena, ((size_t)lab->vnet_count + lab->site_count + 1) *
	                                          sizeof(*out->ends));
	for (uint32_t i = 0; i < lab->vnet_count; i++)
		out->count += !lab_vnet_is_hub(&lab->vnets[i]) &&
		              path_end_of_vnet(sweep->fabric, &lab->vnets[i], family,
		                               &out->ends[out->count]) == PATH_END_FOUND;
	for (uint32_t i = 0; i < lab->site_count; i++)
		out->count += path_end_of_site(sweep->fabric, &lab->sites[i], family,
		                               &out->ends[out->count]) == PATH_END_FOUND;
	out->calm =
	    arena_alloc(sweep->arena, ((size_t)out->count * out->count + 1) * sizeof(*out->calm));
	begin(&asking, sweep->fabric, out);
	for (uint32_t a = 0; a < out->count; a++) {
		for (uint32_t b = 0; b < out->count; b++) {
			if (a != b)
				out->calm[(size_t)a * out->count + b] = *ask(&asking, a, b);
		}
	}
	finish(&asking);
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
	return worse ? SWEEP_WORSE : SWEEP_UNHARMED;
}

/* What one of the failures does alone, no set of several is blamed for. */
static enum sweep_harm harm_alone(const struct sweep *sweep, const struct sweep_record *record,
                                  uint32_t pair)
{
	uint8_t most = SWEEP_UNHARMED;

	for (uint32_t i = 0; record->failure_count > 1 && i < record->failure_count; i++) {
		uint8_t harm =
		    sweep->single[(size_t)record->failures[i] * sweep->pair_count + pair];

		most = harm > most ? harm : most;
	}
	return most;
}

static uint32_t round_trip(const struct sweep_cell *now[2])
{
	if (!is_open(now[0]) || !is_open(now[1]) || now[0]->rtt_us == 0 || now[1]->rtt_us == 0)
		return 0;
	return now[0]->rtt_us / 2 + now[1]->rtt_us / 2;
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
	const struct sweep_cell *calm[2] = {&ends->calm[(size_t)pair->a * ends->count + pair->b],
	                                    &ends->calm[(size_t)pair->b * ends->count + pair->a]};
	const struct sweep_cell *now[2] = {ask(asking, pair->a, pair->b),
	                                   ask(asking, pair->b, pair->a)};
	enum sweep_harm harm = harm_of(calm, now);
	uint32_t rtt_us = harm == SWEEP_WORSE ? round_trip(now) : 0;

	if (harm == SWEEP_UNHARMED)
		return;
	CHECK(record->hurt_count < answer->hurt_room);
	record->hurts[record->hurt_count++] =
	    (struct sweep_hurt){.pair = pair->number, .harm = harm, .rtt_us = rtt_us};
	if (sweep->single != NULL && record->failure_count == 1)
		sweep->single[(size_t)record->failures[0] * sweep->pair_count + pair->number] =
		    (uint8_t)harm;
	if (harm <=
	    (sweep->single == NULL ? SWEEP_UNHARMED : harm_alone(sweep, record, pair->number)))
		return;
	record->pairs[harm]++;
	if (harm > *most)
		say(answer, harm, &ends->ends[pair->a], &ends->ends[pair->b], calm, now);
	*most = harm > *most ? harm : *most;
}

void sweep_compare_pairs(struct sweep *sweep, struct fabric *fabric, struct sweep_answer *answer)
{
	enum sweep_harm most = SWEEP_UNHARMED;

	for (unsigned i = 0; i < COUNT_OF(sweep->families); i++) {
		struct pair pair = {.ends = &sweep->families[i],
		                    .number = sweep->families[i].first_pair};
		struct sweep_asking asking;

		if (pair.ends->count == 0)
			continue;
		begin(&asking, fabric, pair.ends);
		for (pair.a = 0; pair.a < pair.ends->count; pair.a++) {
			for (pair.b = pair.a + 1; pair.b < pair.ends->count; pair.b++) {
				book(sweep, &pair, &asking, answer, &most);
				pair.number++;
			}
		}
		finish(&asking);
	}
}
