/* The parts of the kind, put together in route_server.c. */
#ifndef AZURE_ROUTE_SERVER_ROUTE_SERVER_H
#define AZURE_ROUTE_SERVER_ROUTE_SERVER_H

extern const struct load_hooks route_server_load;

#endif
