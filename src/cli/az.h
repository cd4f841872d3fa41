/* What the verbs share that answer in the words of the Azure CLI. */
#ifndef CLI_AZ_H
#define CLI_AZ_H

#include "base/addr.h"
#include "cli/cli.h"
#include "query/state/snapshot.h"
#include "report/state/rib_select.h"

/* {"table", "json", "csv", "az", NULL}: the choices of -o. */
extern const char *const cli_all_forms[];

/* {"junos", "ios", NULL}: the choices of --dialect, how an MSEE writes its table. */
extern const char *const cli_az_dialects[];

/* True when -o asks for the shape of az. */
bool cli_wants_az(const struct cli *cli);

/* Prints as az does the table that `select` names, or the sessions, of those among `nodes` that az
 * would ask: the first instance of an ExpressRoute gateway, both of a VPN gateway or Route Server,
 * one MSEE. False after complaining. */
bool cli_az_rib(struct cli *cli, const struct snapshot *snapshot,
                const struct snapshot_node *const *nodes, uint32_t count,
                const struct rib_select *select);
bool cli_az_peers(struct cli *cli, const struct snapshot *snapshot,
                  const struct snapshot_node *const *nodes, uint32_t count);

#endif
