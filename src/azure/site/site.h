/* The parts of the kind, put together in site.c. */
#ifndef AZURE_SITE_SITE_H
#define AZURE_SITE_SITE_H

extern const struct forward_hooks site_forward;
extern const struct forward_hooks router_forward;
extern const struct load_hooks site_load;
extern const struct load_hooks router_load;

#endif
