/*
 * Microsoft's resiliency index of each ExpressRoute gateway of a lab, computed off line
 * (resiliency-index): how well the routes of on-premises survive a fault of a peering location,
 * times how lately that was tried, and points for the gateway's zones and for no open
 * recommendation.
 *
 * What a lab cannot say (zones, recommendations, validations) is asked; what nobody said makes the
 * index a range.
 */
#ifndef QUERY_LIMITS_RESILIENCY_H
#define QUERY_LIMITS_RESILIENCY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/mem.h"
#include "query/state/snapshot.h"
#include "topo/model/model.h"

enum resiliency_zones { ZONES_UNKNOWN, ZONES_ONE, ZONES_SEVERAL };
enum resiliency_advice { ADVICE_UNKNOWN, ADVICE_NONE, ADVICE_OPEN };

/* A peering location whose failure was tried (Resiliency Validation). */
struct resiliency_test {
	const struct peering_location *location;
	uint32_t days_ago;
};

struct resiliency_question {
	const struct lab *lab;
	const struct snapshot *snapshot; /* whole and at rest */
	enum resiliency_zones zones;     /* of gateways of SKU ErGw1AZ to ErGw3AZ */
	enum resiliency_advice advice;
	const struct resiliency_test *tests;
	uint32_t test_count;
};

/* Points are counted in halves, for a multiplier may be one. */
struct resiliency_factor {
	const char
	    *name; /* "routes", "validation", "zones", "recommendations": stable, used in JSON */
	uint32_t low;
	uint32_t high; /* more than `low`: not known */
	uint32_t most; /* that it can be */
	const char *why;
	const char *raise; /* what would raise it; NULL: nothing */
};

enum { RESILIENCY_FACTORS = 4 };

/* Routes of on-premises that come by the same circuits. */
struct resiliency_set {
	const char *circuits; /* "er-ams, er-fra" */
	const char *locations;
	uint32_t prefix_count;
	const char *prefix; /* the first of them */
	uint32_t points;    /* halves */
	const char *note;   /* a dead link, a session that is down; or NULL */
};

struct resiliency_gateway {
	const char *name;
	/* Routes, validation (a multiplier of routes), zones, recommendations. */
	struct resiliency_factor factors[RESILIENCY_FACTORS];
	uint32_t low; /* the index, in halves: routes times validation, and the rest */
	uint32_t high;
	struct resiliency_set *sets;
	uint32_t set_count;
};

struct resiliency {
	struct arena *arena;
	struct resiliency_gateway *gateways;
	uint32_t gateway_count;
};

/* The caller ends it with resiliency_free(). */
struct resiliency *resiliency_take(const struct resiliency_question *question);
void resiliency_free(struct resiliency *resiliency);

#endif
