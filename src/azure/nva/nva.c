/* Network virtual appliances. */
#include "azure/azure.h"

const struct kind_hooks azure_nva = {0};
