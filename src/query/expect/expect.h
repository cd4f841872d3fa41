/*
 * Expectations: what must be true of a lab, and whether it is.
 *
 * A file in JSON or YAML, checked against yang/hairpin-expect.yang. A failure comes with evidence:
 * the data path, and the way by which the route came.
 */
#ifndef QUERY_EXPECT_EXPECT_H
#define QUERY_EXPECT_EXPECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/findings.h"
#include "query/path/path.h"
#include "query/state/fabric.h"

enum expect_kind {
	EXPECT_ROUTE,
	EXPECT_REACHABILITY,
	EXPECT_ISOLATED,
	EXPECT_PATH_AVOIDS,
	EXPECT_KIND_COUNT,
	/* Judged by who runs a scenario, and reported like the others. */
	EXPECT_PROBE = EXPECT_KIND_COUNT,
	EXPECT_SESSION,
	EXPECT_ALL_COUNT,
};

/* "route", "path-avoids": as in the file. */
const char *expect_kind_name(enum expect_kind kind);

/* Names or patterns, each with its place. */
struct expect_names {
	const char **items;
	struct place *places;
	uint32_t count;
};

/* What a route must have besides its prefix. */
struct expect_attributes {
	const char *as_path;  /* NULL: any */
	struct addr next_hop; /* unset: any */
	uint32_t *communities;
	uint32_t community_count;
	bool weight_set, med_set, local_pref_set, best_set;
	uint32_t weight, med, local_pref;
	bool best;
};

/* Members that a kind does not have are zero. */
struct expectation {
	enum expect_kind kind;
	const char *name;
	struct place place;

	struct expect_names nodes; /* route */
	const char *role;          /* route; NULL: any */
	struct prefix prefix;
	bool or_longer;
	bool absent;
	struct expect_attributes attributes;

	struct expect_names from; /* the others; of isolated: a and b */
	struct expect_names to;
	bool both_ways;
	bool reachable;
	enum path_mechanism by; /* PATH_NONE: any */
	uint8_t family;
	struct expect_names elements; /* path-avoids */
};

struct expectations {
	struct arena *arena;
	const char *description; /* or NULL */
	struct expectation *items;
	uint32_t count;
	uint64_t fingerprint; /* of the file's text; 0 of what is within another file */
};

/* Largest file of expectations that is read. */
enum { EXPECT_SIZE_MAX = 16 * 1024 * 1024 };

/* NULL when an error was found. `file` must outlive the result and the findings. The caller ends it
 * with expect_free(). */
struct expectations *expect_parse(const char *file, const char *text, size_t size,
                                  struct findings *findings);

/* The same of a node with the lists of grouping `kinds`; NULL for a node without members. The
 * document must outlive findings, not the result. */
struct doc_node;
struct expectations *expect_read(const struct doc_node *node);

/* Accepts NULL. */
void expect_free(struct expectations *expectations);

struct expect_result {
	const struct expectation *expectation;
	bool passed;
	const char *message;   /* one line: what holds, or what does not */
	const char **evidence; /* lines; indented by blanks where they belong to one before */
	uint32_t evidence_count;
	const char **rules; /* ids in data/rules.json that the ways rest on, in the order met */
	uint32_t rule_count;
};

struct expect_report {
	struct arena *arena;
	struct expect_result *results; /* as many as there are expectations, in their order */
	uint32_t count;
	uint32_t failed;
};

/* NULL with findings when an expectation names what the lab does not have. Both arguments must
 * outlive the report, which the caller ends with expect_report_free(). */
struct expect_report *expect_judge(struct fabric *fabric, const struct expectations *expectations,
                                   struct findings *findings);

/* Accepts NULL. */
void expect_report_free(struct expect_report *report);

#endif
