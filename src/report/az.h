/*
 * Answers in the words of the Azure CLI: the same members, the same habits, as published captures
 * show them (docs/captures.md). Each view is what one az command prints with -o json.
 */
#ifndef REPORT_AZ_H
#define REPORT_AZ_H

#include "query/capture/az_table.h"
#include "report/frame/view.h"
#include "report/state/rib_select.h"

/* MSEEs answer in two dialects, by their make (rule msee-output-dialects). */
enum az_dialect {
	AZ_JUNOS, /* local preference "100", path "65515 I" and the tail of the screen */
	AZ_IOS,   /* no local preference, path "65515", IPv6 in capitals */
};

/* The az command that shows this table of such a node, or its sessions; NULL when there is none. */
const char *az_rib_command(const struct snapshot_node *node, enum rib_select_table table);
const char *az_peers_command(const struct snapshot_node *node);

/* True when az shows all instances of such a node, not one. */
bool az_shows_all_instances(const struct snapshot_node *node);

/* What az_rib_command() names, which is not NULL, of these instances of one element. `peer`, for
 * advertised routes only: the address that az asks for; the routes for one that is no peer are an
 * empty list, as in Azure. */
void az_rib_view(struct view *view, const struct snapshot_node *const *nodes, uint32_t count,
                 const struct rib_select *select, const struct addr *peer, enum az_dialect dialect);

/* What az_peers_command() names, which is not NULL. */
void az_peers_view(struct view *view, const struct snapshot_node *const *nodes, uint32_t count);

/* az network nic show-effective-route-table. */
void az_effective_view(struct view *view, const struct effective *effective);

/* az network vhub get-effective-routes; also as text and CSV, under az's headings. */
void az_hub_view(struct view *view, const struct lab_hub *hub, const struct snapshot *snapshot);

#endif
