/* Network virtual appliances. */
#include "azure/nva/nva.h"

#include "azure/azure.h"

const struct kind_hooks azure_nva = {
    .forward = &nva_forward,
};
