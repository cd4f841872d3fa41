/* ExpressRoute circuits: two MSEEs each. */
#include "azure/circuit/circuit.h"

#include "azure/azure.h"

const struct kind_hooks azure_circuit = {
    .load = &circuit_load,
    .judge = &circuit_judge,
    .plan = &circuit_plan,
};
