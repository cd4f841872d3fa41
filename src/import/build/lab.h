/* The insides of import.h: from an estate to the tree of a lab, kind by kind. */
#ifndef IMPORT_BUILD_LAB_H
#define IMPORT_BUILD_LAB_H

#include "base/addr.h"
#include "document/make.h"
#include "import/build/import.h"
#include "import/estate/estate.h"
#include "topo/facts/facts.h"

/* Names that must differ from each other. */
enum estate_names {
	ESTATE_NAMES_ELEMENTS, /* networks, hubs, gateways, Route Servers, circuits, sites */
	ESTATE_NAMES_LOCAL_GATEWAYS,
	ESTATE_NAMES_ROUTE_TABLES,
	ESTATE_NAMES_COUNT,
};

struct estate_lab {
	struct estate *estate;
	struct arena *arena; /* the estate's */
	struct facts *facts;
	const struct import_options *options;
	struct doc_node *root;
	struct doc_node *lab;
	struct name_map names[ESTATE_NAMES_COUNT];
	uint32_t stand_ins; /* link prefixes given to circuits that are not in the files */
};

/* Finds out what stands where: gateways in networks, connections at gateways, and so on. Says what
 * has no place, and makes placeholders for what is only named. */
void estate_attach(struct estate_lab *lab);

/* The same for appliances, when all networks have their peerings. */
void estate_attach_appliances(struct estate_lab *lab);

/* Seats `resource` in its owner. */
void estate_own(struct estate_resource *owner, struct estate_resource *resource);

/* Gives every resource that will be in the lab its name there. */
void estate_name_all(struct estate_lab *lab);

/* A name as the lab allows it, that nothing of `scope` has. */
const char *estate_free_name(struct estate_lab *lab, enum estate_names scope, const char *name,
                             const struct estate_resource *resource);
const char *estate_lab_name(struct estate_lab *lab, const char *name);

/* Says what is wrong with --circuit. */
void estate_check_circuit_options(struct estate_lab *lab);

/* Takes the names from circuits that there is no lab for. */
void estate_drop_circuits(struct estate_lab *lab);

/* The parts of the lab. */
void estate_make_networks(struct estate_lab *lab);
void estate_make_circuits(struct estate_lab *lab);
void estate_make_hubs(struct estate_lab *lab);
void estate_make_local_gateways(struct estate_lab *lab);
void estate_make_route_tables(struct estate_lab *lab);
void estate_make_sites(struct estate_lab *lab);

/* The gateways of a network, into its element. */
void estate_make_gateways(struct estate_lab *lab, const struct estate_resource *network,
                          struct doc_node *element);
void estate_make_instances(struct estate_lab *lab, const struct estate_resource *gateway,
                           struct doc_node *element);

/* An element: an object of the list `list` of `parent`, or its member `list` when `alone`, with the
 * resource's name. It knows where it comes from. */
struct doc_node *estate_element(struct estate_lab *lab, struct doc_node *parent, const char *list,
                                const struct estate_resource *resource, const char *name);

/* Writes the leaves that the table has for the members from `first` to `last`. */
void estate_leaves(struct estate_lab *lab, struct doc_node *element,
                   const struct estate_resource *resource, enum estate_member first,
                   enum estate_member last);

/* Where a circuit that --circuit says nothing about meets Microsoft, into its element. */
void estate_make_location(struct estate_lab *lab, const struct estate_resource *circuit,
                          struct doc_node *element);

/* What an element was made from; NULL for what has no resource. */
const struct estate_resource *estate_origin(const struct doc_node *element);

/* A region that the data has, or what stands in for one that it does not know. */
const char *estate_region(struct estate_lab *lab, const struct estate_resource *resource);

/* Names of members that import need not read. */
extern const char *const estate_harmless[];
extern const size_t estate_harmless_count;

/* Remarks on members that routing depends on and the lab does not have, and on unknown ones. */
void estate_watch(struct estate *estate);

/* Makes the lab valid: validates it, and takes out what is refused, with the reason, as long as
 * that is no network, ExpressRoute gateway or circuit. False when one of these is wrong: the
 * findings say so with their places in the files. */
bool estate_mend(struct estate_lab *lab);

#endif
