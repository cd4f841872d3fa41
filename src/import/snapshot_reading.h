/* A snapshot being read from JSON: where the reader is, and how it takes one value. After a fault,
 * values are 0 or "", and reading goes on until somebody asks whether it failed. Only for
 * snapshot_read.c. */
#ifndef IMPORT_SNAPSHOT_READING_H
#define IMPORT_SNAPSHOT_READING_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/findings.h"
#include "document/name_map.h"
#include "query/state/snapshot.h"

struct reading {
	const char *name;
	struct findings *findings;
	bool failed;
	struct snapshot *snapshot;
	const struct bgp_attrs **sets;
	uint32_t set_count;
	/* Where the reader is: "nodes[3].paths[7]". */
	const char *list;
	uint32_t list_index;
	const char *inner;
	uint32_t inner_index;
	bool kept; /* of the layout SNAPSHOT_LINES: nodes and peers by what they are called */
	struct name_map nodes;   /* by name, if so: struct snapshot_node */
	struct name_map by_peer; /* and the peers of the present node by address */
};

/* Reports that the member is wrong, unless something was before. */
void reading_fail(struct reading *reading, const char *member, const char *what);

/* The member of an object, or NULL. Case counts. */
const cJSON *reading_member(const cJSON *object, const char *name);

/* A whole number from 0 to `max`, which is at most 2^53; 0 where it is missing. */
uint64_t reading_number(struct reading *reading, const cJSON *object, const char *name,
                        uint64_t max);
uint32_t reading_u32(struct reading *reading, const cJSON *object, const char *name);

/* False where it is missing. */
bool reading_flag(struct reading *reading, const cJSON *object, const char *name);

/* A text, which must be there. The first is borrowed from the document, the other belongs to the
 * snapshot. */
const char *reading_string(struct reading *reading, const cJSON *object, const char *name);
const char *reading_keep_string(struct reading *reading, const cJSON *object, const char *name);

/* An address; "-" is none. */
struct addr reading_addr(struct reading *reading, const cJSON *object, const char *name);

/* A router ID in the form of an IPv4 address; 0 where it is missing. */
uint32_t reading_router_id(struct reading *reading, const cJSON *object, const char *name);

/* The member "prefix". */
struct prefix reading_prefix(struct reading *reading, const cJSON *object);

/* The number of the name in a table of `count` names; 0 after a fault. */
unsigned reading_name(struct reading *reading, const cJSON *object, const char *name,
                      const char *(*name_of)(unsigned), unsigned count);

/* An attribute set; see bgp/attr_members.h. It belongs to the snapshot. */
const struct bgp_attrs *reading_attrs(struct reading *reading, const cJSON *object);

#endif
