/* ExpressRoute circuits. */
#include "azure/azure.h"

const struct kind_hooks azure_circuit = {0};
