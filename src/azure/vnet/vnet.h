/* The parts of the kind, put together in vnet.c. */
#ifndef AZURE_VNET_VNET_H
#define AZURE_VNET_VNET_H

extern const struct forward_hooks vnet_forward;
extern const struct load_hooks vnet_load;
extern const struct limits_hooks vnet_limits;
extern const struct judge_hooks vnet_judge;

#endif
