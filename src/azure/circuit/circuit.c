/* ExpressRoute circuits: two MSEEs each. */
#include "azure/circuit/circuit.h"

#include "azure/azure.h"

const struct kind_hooks azure_circuit = {
    .forward = &circuit_forward,
    .load = &circuit_load,
    .plan = &circuit_plan,
};
