/* The parts of the kind, put together in gateway.c. */
#ifndef AZURE_GATEWAY_GATEWAY_H
#define AZURE_GATEWAY_GATEWAY_H

extern const struct forward_hooks gateway_forward;
extern const struct load_hooks gateway_load;
extern const struct load_hooks connection_load;

#endif
