/* The insides of import.h: from an estate to the tree of a lab, kind by kind. */
#ifndef IMPORT_BUILD_LAB_H
#define IMPORT_BUILD_LAB_H

#include "base/addr.h"
#include "document/make.h"
#include "import/azure/estate.h"
#include "import/build/import.h"
#include "topo/facts/facts.h"

/* Names that must differ from each other. */
enum azure_names {
	AZURE_NAMES_ELEMENTS, /* networks, hubs, gateways, Route Servers, circuits, sites */
	AZURE_NAMES_LOCAL_GATEWAYS,
	AZURE_NAMES_ROUTE_TABLES,
	AZURE_NAMES_COUNT,
};

struct azure_lab {
	struct azure_estate *estate;
	struct arena *arena; /* the estate's */
	struct facts *facts;
	const struct import_options *options;
	struct doc_node *root;
	struct doc_node *lab;
	struct name_map names[AZURE_NAMES_COUNT];
	uint32_t stand_ins; /* link prefixes given to circuits that are not in the files */
};

/* Finds out what stands where: gateways in networks, connections at gateways, and so on. Says what
 * has no place, and makes placeholders for what is only named. */
void azure_attach(struct azure_lab *lab);

/* The same for appliances, when all networks have their peerings. */
void azure_attach_appliances(struct azure_lab *lab);

/* Seats `resource` in its owner. */
void azure_own(struct azure_resource *owner, struct azure_resource *resource);

/* Gives every resource that will be in the lab its name there. */
void azure_name_all(struct azure_lab *lab);

/* A name as the lab allows it, that nothing of `scope` has. */
const char *azure_free_name(struct azure_lab *lab, enum azure_names scope, const char *name,
                            const struct azure_resource *resource);
const char *azure_lab_name(struct azure_lab *lab, const char *name);

/* Says what is wrong with --circuit. */
void azure_check_circuit_options(struct azure_lab *lab);

/* Takes the names from circuits that there is no lab for. */
void azure_drop_circuits(struct azure_lab *lab);

/* The parts of the lab. */
void azure_make_networks(struct azure_lab *lab);
void azure_make_circuits(struct azure_lab *lab);
void azure_make_hubs(struct azure_lab *lab);
void azure_make_local_gateways(struct azure_lab *lab);
void azure_make_route_tables(struct azure_lab *lab);
void azure_make_sites(struct azure_lab *lab);

/* The gateways of a network, into its element. */
void azure_make_gateways(struct azure_lab *lab, const struct azure_resource *network,
                         struct doc_node *element);
void azure_make_instances(struct azure_lab *lab, const struct azure_resource *gateway,
                          struct doc_node *element);

/* An element: an object of the list `list` of `parent`, or its member `list` when `alone`, with the
 * resource's name. It knows where it comes from. */
struct doc_node *azure_element(struct azure_lab *lab, struct doc_node *parent, const char *list,
                               const struct azure_resource *resource, const char *name);

/* Writes the leaves that the table has for the members from `first` to `last`. */
void azure_leaves(struct azure_lab *lab, struct doc_node *element,
                  const struct azure_resource *resource, enum azure_member first,
                  enum azure_member last);

/* What an element was made from; NULL for what has no resource. */
const struct azure_resource *azure_origin(const struct doc_node *element);

/* A region that the data has, or what stands in for one that it does not know. */
const char *azure_region(struct azure_lab *lab, const struct azure_resource *resource);

/* Names of members that import need not read. */
extern const char *const azure_harmless[];
extern const size_t azure_harmless_count;

/* Remarks on members that routing depends on and the lab does not have, and on unknown ones. */
void azure_watch(struct azure_estate *estate);

/* Makes the lab valid: validates it, and takes out what is refused, with the reason, as long as
 * that is no network, ExpressRoute gateway or circuit. False when one of these is wrong: the
 * findings say so with their places in the files. */
bool azure_mend(struct azure_lab *lab);

#endif
