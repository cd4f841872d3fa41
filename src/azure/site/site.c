/* Sites on-premises, and their routers. */
#include "azure/site/site.h"

#include "azure/azure.h"

const struct kind_hooks azure_site = {
    .forward = &site_forward,
    .load = &site_load,
};

const struct kind_hooks azure_router = {
    .forward = &router_forward,
    .table = &router_table,
    .load = &router_load,
    .plan = &router_plan,
};
