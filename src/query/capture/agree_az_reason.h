/* The insides of agree_az.h: why a difference is known not to be the model's. */
#ifndef QUERY_CAPTURE_AGREE_AZ_REASON_H
#define QUERY_CAPTURE_AGREE_AZ_REASON_H

#include <string.h>

#include "query/capture/agree_az.h"

/* What is compared. */
struct agree_az_tables {
	const struct lab *lab;
	const struct snapshot *snapshot;
	const struct az_table *predicted;
	const struct az_table *actual;
};

/* Both NULL: no reason is known. */
struct agree_az_reason {
	const char *rule; /* id in data/rules.json */
	const char *why;
};

/* "" for what is not told. */
static inline const char *agree_az_member(const struct az_row *row, enum az_member which)
{
	return row->members[which] == NULL ? "" : row->members[which];
}

static inline bool agree_az_is(const struct az_row *row, enum az_member which, const char *value)
{
	return strcmp(agree_az_member(row, which), value) == 0;
}

/* Both tell the member, differently. */
bool agree_az_differs(const struct az_row *actual, const struct az_row *predicted,
                      enum az_member which);

/* The speaker behind a predicted effective route, if it is of this kind; or NULL. */
const struct snapshot_node *agree_az_leads_to(const struct agree_az_tables *tables,
                                              const struct az_row *predicted, enum lab_kind kind);

/* The peer, which may be NULL, is of this kind. */
bool agree_az_has_role(const struct agree_az_tables *tables, const struct snapshot_peer *peer,
                       enum lab_kind kind);

/* Of the two ends of some circuit's link. */
bool agree_az_is_link_address(const struct lab *lab, const struct addr *addr);

/* Of one member that differs in two rows, of a row that only the prediction has, and of one that
 * only the capture has. */
struct agree_az_reason agree_az_member_reason(const struct agree_az_tables *tables,
                                              const struct az_row *actual,
                                              const struct az_row *predicted, enum az_member which);
struct agree_az_reason agree_az_missing_reason(const struct agree_az_tables *tables,
                                               const struct az_row *predicted);
struct agree_az_reason agree_az_unexpected_reason(const struct agree_az_tables *tables,
                                                  const struct az_row *actual);

/* Of a row of an MSEE's table that only one side has, and of the number of prefixes that a customer
 * sent: it depends on which of equally good routes the customer's router prefers. */
struct agree_az_reason agree_az_copy(const struct agree_az_tables *tables,
                                     const struct az_row *row);
struct agree_az_reason agree_az_copies(const struct agree_az_tables *tables,
                                       const struct az_row *actual, const struct az_row *predicted);

/* Of a router's table: of several routes that are predicted to be in use another one is the best,
 * or not all are. */
struct agree_az_reason agree_az_router_star(const struct agree_az_tables *tables,
                                            const struct az_row *actual,
                                            const struct az_row *predicted);

#endif
