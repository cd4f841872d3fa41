/* Route Servers. */
#include "azure/route_server/route_server.h"

#include "azure/azure.h"
#include "query/state/fabric.h"

/* It reflects what others have told it, and packets never come to it. */
static const struct table_hooks table = {
    .leaves_out_own = true,
};

const struct kind_hooks azure_route_server = {
    .table = &table,
    .load = &route_server_load,
    .plan = &route_server_plan,
};
