/*
 * What the files that build a lab share: the lab so far, names to what they name, and the reading
 * of leaves. For src/topo/model_*.c alone.
 */
#ifndef TOPO_MODEL_MODEL_LOAD_H
#define TOPO_MODEL_MODEL_LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/findings.h"
#include "base/mem.h"
#include "document/document.h"
#include "document/name_map.h"
#include "topo/facts/facts.h"
#include "topo/model/model.h"

struct loader {
	struct arena *arena;
	struct lab *lab;
	struct facts *facts;
	struct findings *findings;
	struct name_map vnets; /* the ordinary ones */
	struct name_map circuits;
	struct name_map route_tables;
	struct name_map local_gateways;
	struct name_map vpn_gateways;
	struct name_map route_servers;
	struct name_map sites;
	struct name_map routers; /* "SITE/ROUTER" */
};

/* The text in the lab's arena; NULL for NULL. */
const char *load_text(struct loader *loader, const char *text);

/* A name, or when it is wrong, something to call the element by in findings. */
const char *load_name(struct loader *loader, const struct doc_node *node, unsigned *doubts);

/* Maps the name to the element, unless the name is in doubt. */
void load_named(struct name_map *map, const char *name, unsigned doubts, const void *element);

/* The doubt, if there is one about the member. */
unsigned load_doubt(const struct doc_node *node, const char *member, enum lab_doubt doubt);

/* What a reference names; NULL when the reference is wrong. */
const void *load_reference(const struct name_map *map, const struct doc_node *node,
                           const char *leaf);

/* A name that the data does not have. `what` is "region", `file` where the known ones stand. All of
 * them are listed when they are few. */
void load_report_unknown(struct loader *loader, struct place place, const char *what,
                         const char *name, const char *const *known, uint32_t count,
                         const char *file);

const struct region *load_region(struct loader *loader, const struct doc_node *node,
                                 const char *leaf);
const struct gateway_sku *load_gateway_sku(struct loader *loader, const struct doc_node *node);
const struct vpn_gateway_sku *load_vpn_gateway_sku(struct loader *loader,
                                                   const struct doc_node *node);
const struct circuit_sku *load_circuit_sku(struct loader *loader, const struct doc_node *node);
const struct peering_location *load_location(struct loader *loader, const struct doc_node *node);

/* Unset when the leaf is not there. */
struct prefix load_prefix(const struct doc_node *node, const char *leaf);
struct addr load_addr(const struct doc_node *node, const char *leaf);

/* The leaf-list of at most `count` addresses; the others stay unset. */
void load_addrs(const struct doc_node *node, const char *list, struct addr *addrs, size_t count);

struct lab_prefixes load_prefixes(struct loader *loader, const struct doc_node *node,
                                  const char *list);

/* "65020:100", which the module has checked. */
uint32_t load_community(const char *text);

enum lab_routing_preference load_preference(const struct doc_node *node);

/* One floor of the model each, in this order; what they refer to is in the maps by then. */
void load_route_tables(struct loader *loader, const struct doc_node *root);
void load_circuits(struct loader *loader, const struct doc_node *root);
void load_local_gateways(struct loader *loader, const struct doc_node *root);
void load_vnets(struct loader *loader, const struct doc_node *root);
void load_hubs(struct loader *loader, const struct doc_node *root);
void load_sites(struct loader *loader, const struct doc_node *root);

/* Who stands behind the local network gateways: when VPN gateways and routers have their places. */
void load_local_gateway_ends(struct loader *loader, const struct doc_node *root);

/* The members of a network. `vnet` has its name, its subnets and its ExpressRoute gateway. */
void load_vpn_gateway(struct loader *loader, const struct doc_node *node, struct lab_vnet *vnet);
void load_route_server(struct loader *loader, const struct doc_node *node, struct lab_vnet *vnet);
void load_nvas(struct loader *loader, const struct doc_node *node, struct lab_vnet *vnet);

/* The ExpressRoute gateway that `node` describes, or NULL for NULL; of a virtual hub when the
 * network is a hub's. */
struct lab_gateway *load_gateway(struct loader *loader, const struct doc_node *node,
                                 const struct lab_vnet *vnet);

#endif
