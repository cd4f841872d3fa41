/* The parts of the kind, put together in vnet_peering.c. */
#ifndef AZURE_VNET_PEERING_VNET_PEERING_H
#define AZURE_VNET_PEERING_VNET_PEERING_H

extern const struct load_hooks vnet_peering_load;
extern const struct judge_hooks vnet_peering_judge;

#endif
