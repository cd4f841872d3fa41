/* The parts of the kind, put together in site.c. */
#ifndef AZURE_SITE_SITE_H
#define AZURE_SITE_SITE_H

extern const struct forward_hooks site_forward;
extern const struct forward_hooks router_forward;

#endif
