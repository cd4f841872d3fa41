/*
 * Who reaches whom, direction by direction: between ends that are named, or all VNets and sites.
 *
 * Where there are many, ends that no speaker and no route table tells apart are one group, and one
 * row answers for all pairs of two groups.
 */
#ifndef QUERY_REACH_REACH_ASK_H
#define QUERY_REACH_REACH_ASK_H

#include "query/reach/reach.h"

struct reach_question {
	/* As path_end_find() takes them, or patterns of names of VNets and sites; none: all. */
	const char *const *from;
	size_t from_count;
	const char *const *to;
	size_t to_count;
	uint8_t family;
	/* Only directions of which all that is set is true. */
	enum path_mechanism by; /* PATH_NONE: any */
	bool closed;            /* no flow arrives */
	bool one_way;           /* open, and the other direction is closed, or the reverse */
	bool asymmetric;        /* open both ways, and these differ */
};

/* Ends that are equal, or one. */
struct reach_group {
	const char *name;        /* of the only end, or "40 virtual networks as spoke-1" */
	const uint32_t *members; /* numbers of ends */
	uint32_t count;
	bool from; /* is among those that packets come from, and go to */
	bool to;
};

struct reach_row {
	uint32_t from; /* groups; the same one: among its members */
	uint32_t to;
	uint64_t pairs;
	enum path_state state;
	enum path_mechanism mechanism;
	struct path_rtt rtt; /* of the pair */
	const char *between; /* what stands between the ends; "" for nothing */
	const char *stop;    /* why some flows do not arrive; NULL: all do */
	bool back_known;     /* false for what is outside */
	bool back_closed;
	const char *asymmetry; /* a sentence; NULL: none, or not asked for */
};

struct reach_answer {
	struct arena *arena;
	uint8_t family;
	const char **names; /* of ends */
	uint32_t end_count;
	struct reach_group *groups;
	uint32_t group_count;
	bool grouped; /* a group may have several members */
	struct reach_row *rows;
	uint32_t row_count;
	uint64_t directions; /* looked at, and of these the ones in rows */
	uint64_t shown;
};

/* More directions than this are put in groups. */
enum { REACH_SINGLE_MAX = 1024 };

/* NULL with findings when an end is wrong. Ends whose space others have are left out with a warning
 * where all ends are meant. The caller ends it with reach_answer_free(). */
struct reach_answer *reach_ask(struct fabric *fabric, const struct reach_question *question,
                               struct findings *findings);

/* Accepts NULL. */
void reach_answer_free(struct reach_answer *answer);

#endif
