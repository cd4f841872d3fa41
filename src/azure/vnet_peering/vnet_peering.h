/* The parts of the kind, put together in vnet_peering.c. */
#ifndef AZURE_VNET_PEERING_VNET_PEERING_H
#define AZURE_VNET_PEERING_VNET_PEERING_H

#include <stdint.h>

#include "topo/model/model_load.h"

/* At most how many sides of peerings connectivity configurations make in the network. */
uint32_t connectivity_peerings(const struct lab *lab, const struct lab_vnet *vnet);

/* Makes them, behind those of the file, which go before them; in the room that the other promised.
 */
void connectivity_add_peerings(struct loader *loader);

extern const struct load_hooks vnet_peering_load;
extern const struct judge_hooks vnet_peering_judge;

#endif
