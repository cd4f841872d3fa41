/* Route Servers. */
#include "azure/route_server/route_server.h"

#include "azure/azure.h"

const struct kind_hooks azure_route_server = {
    .load = &route_server_load,
    .judge = &route_server_judge,
    .plan = &route_server_plan,
};
