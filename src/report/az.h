/*
 * Answers in the words of the Azure CLI: the same members, the same habits, as published captures
 * show them (FACTS 8). Each function writes what one az command prints with -o json; the caller
 * deletes the document.
 */
#ifndef REPORT_AZ_H
#define REPORT_AZ_H

#include <cjson/cJSON.h>

#include "query/effective.h"
#include "report/rib_select.h"

/* The az command that shows this table of such a node, or its sessions; NULL when there is none. */
const char *az_rib_command(const struct snapshot_node *node, enum rib_select_table table);
const char *az_peers_command(const struct snapshot_node *node);

/* What az_rib_command() names. `peer`, for the advertised routes of a gateway only: the address
 * that az asks for; the routes for one that is no peer are an empty list, as in Azure. NULL when
 * there is no such command. */
cJSON *az_rib(const struct snapshot_node *node, const struct rib_select *select,
              const struct addr *peer);

/* What az_peers_command() names, or NULL. */
cJSON *az_peers(const struct snapshot_node *node);

/* az network nic show-effective-route-table. */
cJSON *az_effective(const struct effective *effective);

/* A .NET TimeSpan: "00:19:22.1105220", "3.03:14:13.1796960". */
enum { AZ_DURATION_MAX = 48 };
const char *az_time_span(int64_t us, char out[AZ_DURATION_MAX]);

/* As an MSEE writes how long a session is up: "25:24", "11:09:15", "1d13h", "3w2d". */
const char *az_up_down(int64_t us, char out[AZ_DURATION_MAX]);

#endif
