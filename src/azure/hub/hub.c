/* Virtual hubs. */
#include "azure/azure.h"

const struct kind_hooks azure_hub = {0};
