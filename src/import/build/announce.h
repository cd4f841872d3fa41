/* What sites and appliances announce, from tables that were captured in Azure (--routes). */
#ifndef IMPORT_BUILD_ANNOUNCE_H
#define IMPORT_BUILD_ANNOUNCE_H

#include "base/addr.h"
#include "import/build/lab.h"

/* Who may announce: a router or an appliance of the lab. */
struct announcer {
	struct doc_node *element; /* gets "advertise" */
	const char *name;         /* for remarks */
	uint32_t asn;
	bool ipv4_only;
	struct addr addresses[4]; /* the next hops by which its routes are known */
	struct prefix *prefixes;  /* on the heap */
	size_t count;
	size_t capacity;
	uint32_t told; /* prefixes, by a summary; 0: none told */
};

struct announcers {
	struct announcer *items; /* on the heap */
	size_t count;
	size_t capacity;
};

/* Reads the tables and writes "advertise" into the elements; frees the announcers. What is wrong
 * with a table is a finding, and rows that nobody announces a remark. */
void estate_announce(struct estate_lab *lab, struct announcers *announcers);

#endif
