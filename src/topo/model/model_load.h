/*
 * What the kinds of elements share when a lab is built from a document: the lab so far, names to
 * what they name, the reading of leaves, and the hooks by which a kind takes part.
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
	struct name_map names[LAB_KIND_COUNT]; /* those that others refer to, by kind */
};

struct lister;

/* What a kind reads of a lab file. Any of the hooks may be NULL. */
struct load_hooks {
	/* First, kind by kind in the order of LAB_KINDS: the elements at the root of the file get
	 * their places and names. They may refer to those of earlier kinds. */
	void (*load)(struct loader *loader, const struct doc_node *root);

	/* Then, again kind by kind: what stands within those, and what refers to later kinds. */
	void (*join)(struct loader *loader, const struct doc_node *root);

	/* Of a lab without errors: load_list() for each element, in the order of the file. Called
	 * twice, and has to list the same both times. */
	void (*list)(struct lister *lister, struct lab *lab);
};

/* The text in the lab's arena; NULL for NULL. */
const char *load_text(struct loader *loader, const char *text);

/* A name, or when it is wrong, something to call the element by in findings. */
const char *load_name(struct loader *loader, const struct doc_node *node, unsigned *doubts);

/* Lets others refer to an element of the kind, unless its name is in doubt. */
void load_named(struct loader *loader, enum lab_kind kind, const char *name, unsigned doubts,
                const void *element);

/* The doubt, if there is one about the member. */
unsigned load_doubt(const struct doc_node *node, const char *member, enum lab_doubt doubt);

/* The element of the kind that a reference names; NULL when the reference is wrong. */
const void *load_reference(const struct loader *loader, enum lab_kind kind,
                           const struct doc_node *node, const char *leaf);

/* Room for `count` zeroed elements of `size` bytes each, of a kind whose struct only the kind
 * knows: lab->own[kind], in the lab's arena. Once a kind. */
void *load_own(struct loader *loader, enum lab_kind kind, uint32_t count, size_t size);

/* Calls `load` for each virtual network of the file, or for the network of each virtual hub, with
 * the node of the one or the other. */
typedef void load_in_network(struct loader *loader, const struct doc_node *node,
                             struct lab_vnet *vnet);
void load_in_vnets(struct loader *loader, const struct doc_node *root, load_in_network *load);
void load_in_hubs(struct loader *loader, const struct doc_node *root, load_in_network *load);

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
const struct peering_location *load_location(struct loader *loader, const struct doc_node *node,
                                             const char *leaf);

/* Unset when the leaf is not there. */
struct prefix load_prefix(const struct doc_node *node, const char *leaf);
struct addr load_addr(const struct doc_node *node, const char *leaf);

/* The leaf-list of at most `count` addresses; the others stay unset. */
void load_addrs(const struct doc_node *node, const char *list, struct addr *addrs, size_t count);

struct lab_prefixes load_prefixes(struct loader *loader, const struct doc_node *node,
                                  const char *list);

/* The prefixes of the list by enum addr_family. Of two of one family the last is kept, and true is
 * returned: the judge speaks of it. */
bool load_prefix_pair(struct loader *loader, const struct doc_node *node, const char *list,
                      struct prefix pair[3], unsigned *doubts);

/* The list "announce": appends its prefixes to `advertise`, and gives what each has beside. */
struct lab_announcements load_announcements(struct loader *loader, const struct doc_node *node,
                                            struct lab_prefixes *advertise);

/* The list "static-route"; those that are wrong are left out. */
struct lab_static_route *load_static_routes(struct loader *loader, const struct doc_node *node,
                                            uint32_t *count);

/* "igp" of this leaf; IGP when it is not there. */
uint8_t load_origin(const struct doc_node *node, const char *leaf);

/* The sets and policies of a lab: before all elements. */
void load_policies(struct loader *loader, const struct doc_node *root);

/* "import-policy" and "export-policy" of an element's end of a session. */
struct lab_session_policy load_session_policy(struct loader *loader, const struct doc_node *node);

/* "65020:100", which the module has checked. */
uint32_t load_community(const char *text);

enum lab_routing_preference load_preference(const struct doc_node *node);

/* An element to be listed. */
struct load_listed {
	const char *name;  /* as in the file */
	const char *group; /* what it belongs to, whose name stands before its own; NULL: nothing */
	struct place place;
	const struct lab_vnet *network; /* in which it stands; NULL: in none */
	void *self;                     /* the struct lab_... of its kind */
};

/* Lists an element of the present kind; `*element` becomes its identity when the list is whole. */
void load_list(struct lister *lister, const struct load_listed *listed,
               const struct lab_element **element);

/* An element of one of the structs of model.h, called as in the file, or by what it belongs to,
 * too. */
#define LOAD_LIST_IN(lister, owner, item, in)                   \
	load_list(lister,                                       \
	          &(struct load_listed){.name = (item)->name,   \
	                                .group = (owner),       \
	                                .place = (item)->place, \
	                                .network = (in),        \
	                                .self = (item)},        \
	          &(item)->element)
#define LOAD_LIST(lister, item, in) LOAD_LIST_IN(lister, NULL, item, in)

#endif
