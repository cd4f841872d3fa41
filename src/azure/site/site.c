/* Sites, and their routers. */
#include "azure/azure.h"

const struct kind_hooks azure_site = {0};

const struct kind_hooks azure_router = {0};
