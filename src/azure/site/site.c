/* Sites on-premises, and their routers. */
#include "azure/site/site.h"

#include "azure/azure.h"

const struct kind_hooks azure_site = {
    .forward = &site_forward,
    .load = &site_load,
};

const struct kind_hooks azure_router = {
    .forward = &router_forward,
    .load = &router_load,
};
