/*
 * What came of playing one scenario in many orders: which ends there are, and the smallest set of
 * delays that leads to another one than the plain run's. Made by study/order.h, printed by
 * report/check/order.h.
 */
#ifndef QUERY_EXPECT_ORDER_REPORT_H
#define QUERY_EXPECT_ORDER_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "query/expect/scenario_report.h"

enum order_delay_kind {
	ORDER_SLOWER, /* every message of a session takes so much longer */
	ORDER_LATER,  /* an event happens so much later */
	ORDER_SEED,   /* the timers of the speakers have other jitter */
	ORDER_DELAY_KIND_COUNT,
};

/* "slower", "later", "seed": stable, used in JSON. */
const char *order_delay_kind_name(enum order_delay_kind kind);

struct order_delay {
	enum order_delay_kind kind;
	const char *of; /* "er-ams/primary - ams/ce1"; the name of an event; NULL: of a seed */
	int64_t by;     /* microseconds; or the seed */
};

/* One way in which the scenario ends. */
struct order_outcome {
	uint32_t runs;      /* that ended so */
	const char *phase;  /* the first that ends otherwise than in the plain run */
	const char **lines; /* how it differs; none for the plain run's own */
	uint32_t line_count;
	uint32_t more_lines; /* beyond ORDER_LINES_MAX */
	/* The smallest set of delays that was found to lead here, or to another end than the plain
	 * run's, and the events without which it would not. */
	struct order_delay *delays;
	uint32_t delay_count;
	const char **events;
	uint32_t event_count;
	/* The timeline of that phase under these delays. */
	struct scenario_entry *entries;
	size_t entry_count;
};

/* How long a probe was cut off in a phase, over all runs. */
struct order_spread {
	const char *phase;
	const char *probe;
	int64_t min_us;
	int64_t max_us;
};

struct order_report {
	struct arena *arena;
	const char *lab;
	const char *scenario;
	uint64_t seed;
	int64_t delay_us;  /* sessions are up to so much slower */
	int64_t shift_us;  /* events happen up to so much later */
	uint32_t runs;     /* the plain one included */
	uint32_t restless; /* runs of which a phase did not come to rest */
	bool plain_restless;
	uint32_t expectation_count;
	uint32_t plain_failed;          /* expectations that fail in the plain run */
	struct order_outcome *outcomes; /* the plain run's first, then in the order of runs */
	uint32_t outcome_count;
	uint32_t outcomes_left_out; /* beyond ORDER_OUTCOMES_MAX */
	struct order_spread *spreads;
	uint32_t spread_count;
};

enum { ORDER_OUTCOMES_MAX = 5, ORDER_LINES_MAX = 100 };

/* Accepts NULL. */
void order_report_free(struct order_report *report);

#endif
