/* The form of Azure's tables: kinds, members, rows, and how durations are written. */
#include "query/capture/az_table.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/instant.h"

const char *const az_kind_names[AZ_KIND_COUNT + 1] = {
    [AZ_LEARNED] = "learned",         [AZ_ADVERTISED] = "advertised", [AZ_PEERS] = "peers",
    [AZ_ROUTE_TABLE] = "route-table", [AZ_SUMMARY] = "summary",       [AZ_ARP] = "arp",
    [AZ_EFFECTIVE] = "effective",     [AZ_HUB_ROUTES] = "hub-routes", [AZ_ROUTER] = "router",
    [AZ_KIND_COUNT] = NULL,
};

static const char *const member_names[AZ_MEMBER_COUNT] = {
    [AZ_NETWORK] = "network",
    [AZ_NEXT_HOP] = "nextHop",
    [AZ_AS_PATH] = "asPath",
    [AZ_ORIGIN] = "origin",
    [AZ_SOURCE_PEER] = "sourcePeer",
    [AZ_LOCAL_ADDRESS] = "localAddress",
    [AZ_WEIGHT] = "weight",
    [AZ_LOC_PRF] = "locPrf",
    [AZ_STAR] = "chosen",
    [AZ_NEIGHBOR] = "neighbor",
    [AZ_ASN] = "asn",
    [AZ_STATE] = "state",
    [AZ_ROUTES_RECEIVED] = "routesReceived",
    [AZ_CONNECTED_DURATION] = "connectedDuration",
    [AZ_MESSAGES_RECEIVED] = "messagesReceived",
    [AZ_MESSAGES_SENT] = "messagesSent",
    [AZ_VERSION] = "v",
    [AZ_UP_DOWN] = "upDown",
    [AZ_STATE_PFX_RCD] = "statePfxRcd",
    [AZ_SOURCE] = "source",
    [AZ_NEXT_HOP_TYPE] = "nextHopType",
    [AZ_NAME] = "name",
    [AZ_DISABLE_PROPAGATION] = "disableBgpRoutePropagation",
    [AZ_ROUTE_ORIGIN] = "routeOrigin",
    [AZ_AGE] = "age",
    [AZ_INTERFACE] = "interface",
    [AZ_IP_ADDRESS] = "ipAddress",
    [AZ_MAC_ADDRESS] = "macAddress",
    [AZ_METRIC] = "metric",
};

const char *az_member_name(enum az_member member)
{
	CHECK(member < AZ_MEMBER_COUNT);
	return member_names[member];
}

enum { MEMBERS_MAX = 9 };

static const enum az_member members_of[AZ_KIND_COUNT][MEMBERS_MAX] = {
    [AZ_LEARNED] = {AZ_AS_PATH, AZ_LOCAL_ADDRESS, AZ_NETWORK, AZ_NEXT_HOP, AZ_ORIGIN,
                    AZ_SOURCE_PEER, AZ_WEIGHT, AZ_MEMBER_COUNT},
    [AZ_ADVERTISED] = {AZ_AS_PATH, AZ_LOCAL_ADDRESS, AZ_NETWORK, AZ_NEXT_HOP, AZ_ORIGIN,
                       AZ_SOURCE_PEER, AZ_WEIGHT, AZ_MEMBER_COUNT},
    [AZ_PEERS] = {AZ_ASN, AZ_CONNECTED_DURATION, AZ_LOCAL_ADDRESS, AZ_MESSAGES_RECEIVED,
                  AZ_MESSAGES_SENT, AZ_NEIGHBOR, AZ_ROUTES_RECEIVED, AZ_STATE, AZ_MEMBER_COUNT},
    [AZ_ROUTE_TABLE] = {AZ_LOC_PRF, AZ_NETWORK, AZ_NEXT_HOP, AZ_AS_PATH, AZ_WEIGHT,
                        AZ_MEMBER_COUNT},
    [AZ_SUMMARY] = {AZ_ASN, AZ_NEIGHBOR, AZ_STATE_PFX_RCD, AZ_UP_DOWN, AZ_VERSION, AZ_MEMBER_COUNT},
    [AZ_ARP] = {AZ_AGE, AZ_INTERFACE, AZ_IP_ADDRESS, AZ_MAC_ADDRESS, AZ_MEMBER_COUNT},
    [AZ_EFFECTIVE] = {AZ_NETWORK, AZ_DISABLE_PROPAGATION, AZ_NAME, AZ_NEXT_HOP, AZ_NEXT_HOP_TYPE,
                      AZ_SOURCE, AZ_STATE, AZ_MEMBER_COUNT},
    [AZ_HUB_ROUTES] = {AZ_NETWORK, AZ_AS_PATH, AZ_NEXT_HOP_TYPE, AZ_NEXT_HOP, AZ_ROUTE_ORIGIN,
                       AZ_MEMBER_COUNT},
    [AZ_ROUTER] = {AZ_NETWORK, AZ_NEXT_HOP, AZ_METRIC, AZ_LOC_PRF, AZ_WEIGHT, AZ_AS_PATH, AZ_ORIGIN,
                   AZ_STATE, AZ_MEMBER_COUNT},
};

const enum az_member *az_kind_members(enum az_kind kind)
{
	CHECK(kind < AZ_KIND_COUNT);
	CHECK(members_of[kind][0] != members_of[kind][1]); /* there are some */
	return members_of[kind];
}

struct az_row *az_table_add(struct az_table *table)
{
	struct az_row *row;

	CHECK(table->count == 0 || table->capacity >= table->count); /* not settled yet */
	table->rows =
	    mem_grow(table->rows, &table->capacity, table->count + 1u, sizeof(*table->rows));
	row = &table->rows[table->count++];
	*row = (struct az_row){.line = 0};
	return row;
}

void az_table_settle(struct az_table *table, struct arena *arena)
{
	size_t size = table->count * sizeof(*table->rows);
	struct az_row *rows = arena_alloc(arena, size + 1);

	if (size > 0)
		memcpy(rows, table->rows, size);
	free(table->rows);
	table->rows = rows;
	table->capacity = 0;
	if (table->lost_count > 0) {
		struct prefix *lost = arena_alloc(arena, table->lost_count * sizeof(*lost));

		memcpy(lost, table->lost, table->lost_count * sizeof(*lost));
		free(table->lost);
		table->lost = lost;
		table->lost_capacity = 0;
	}
}

void az_table_lose(struct az_table *table, const struct prefix *key)
{
	table->lost = mem_grow(table->lost, &table->lost_capacity, table->lost_count + 1u,
	                       sizeof(*table->lost));
	table->lost[table->lost_count++] = *key;
}

const char *az_time_span(int64_t us, char out[AZ_DURATION_MAX])
{
	int64_t s = us < 0 ? 0 : us / US_PER_S;
	int64_t rest = us < 0 ? 0 : us % US_PER_S;
	int64_t days = s / 86400;
	char date[24] = "";

	if (days > 0)
		snprintf(date, sizeof(date), "%" PRId64 ".", days);
	snprintf(out, AZ_DURATION_MAX, "%s%02" PRId64 ":%02" PRId64 ":%02" PRId64 ".%07" PRId64,
	         date, s / 3600 % 24, s / 60 % 60, s % 60, rest * 10);
	return out;
}

const char *az_up_down(int64_t us, char out[AZ_DURATION_MAX])
{
	int64_t s = us < 0 ? 0 : us / US_PER_S;
	int64_t hours = s / 3600;
	int64_t days = hours / 24;

	if (hours == 0)
		snprintf(out, AZ_DURATION_MAX, "%02" PRId64 ":%02" PRId64, s / 60, s % 60);
	else if (days == 0)
		snprintf(out, AZ_DURATION_MAX, "%02" PRId64 ":%02" PRId64 ":%02" PRId64, hours,
		         s / 60 % 60, s % 60);
	else if (days < 7)
		snprintf(out, AZ_DURATION_MAX, "%" PRId64 "d%02" PRId64 "h", days, hours % 24);
	else
		snprintf(out, AZ_DURATION_MAX, "%" PRId64 "w%" PRId64 "d", days / 7, days % 7);
	return out;
}
