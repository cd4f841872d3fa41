/* Sites on-premises, and their routers. */
#include "azure/site/site.h"

#include "azure/azure.h"

const struct kind_hooks azure_site = {
    .load = &site_load,
    .judge = &site_judge,
};

const struct kind_hooks azure_router = {
    .load = &router_load,
    .judge = &router_judge,
    .plan = &router_plan,
};
