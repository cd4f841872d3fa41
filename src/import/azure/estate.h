/*
 * All resources of all files, whatever shape they were read from: found by their ids, each with its
 * parent and its children. One resource may have several bodies, as when a list shows a network and
 * a second one its peerings: then the first body that says something counts.
 */
#ifndef IMPORT_AZURE_ESTATE_H
#define IMPORT_AZURE_ESTATE_H

#include "import/azure/kind.h"
#include "import/azure/report.h"

struct azure_body {
	struct azure_body *next;
	const struct doc_node *node;
	enum azure_dialect dialect;
	const char *file;
};

struct azure_resource {
	enum azure_kind kind;
	const char *name;
	const char *id;           /* as the file writes it, or made up */
	const char *key;          /* the same in lower case */
	const char *group;        /* "" when not known */
	const char *subscription; /* the same */
	struct azure_body *bodies;
	struct azure_resource *parent; /* after azure_estate_join() */
	struct azure_resource *children;
	struct azure_resource *sibling;
	struct azure_resource *owner; /* in the lab: the network or hub of a gateway, the gateway of
	                                 a connection */
	struct azure_resource *owned; /* what has this one as owner */
	struct azure_resource *owned_next;
	struct azure_resource *stands[4]; /* of a network or hub, by enum azure_seat */
	bool placeholder;                 /* only known from an id that names it */
	bool route_server;                /* a hub that is one */
	const struct doc_node *space; /* of a network that is only known as the end of a peering */
	const char *region;      /* the same; of a circuit: of a gateway that is linked to it */
	uint32_t links;          /* of a circuit, from gateways and Global Reach in the files */
	uint32_t authorized;     /* those of them by authorization */
	const char *lab_name;    /* NULL: not in the lab */
	const char *route_table; /* of a subnet: an id that another resource says */
	struct doc_node *made;   /* its element in the lab; NULL: none yet */
};

enum azure_seat {
	AZURE_SEAT_EXPRESS_ROUTE,
	AZURE_SEAT_VPN,
	AZURE_SEAT_ROUTE_SERVER,
};

struct azure_estate {
	struct arena *arena;
	struct findings *findings;
	struct import_report *report;
	struct azure_resource **all; /* by key, after azure_estate_join() */
	size_t count;
	size_t capacity;
	struct name_map by_key;
	struct name_map by_name; /* kind, group and name: how Terraform names parents */
};

struct azure_estate *azure_estate_new(struct findings *findings, struct import_report *report);
void azure_estate_free(struct azure_estate *estate);

/* Adds a body of the resource with this id, and what is listed within it. `name` may be a path of
 * names with slashes. The node and texts must live as long as the estate. */
struct azure_resource *azure_estate_add(struct azure_estate *estate, enum azure_kind kind,
                                        const char *id, const char *name,
                                        const struct azure_body *body);

/* A resource that no file describes. */
struct azure_resource *azure_estate_place(struct azure_estate *estate, enum azure_kind kind,
                                          const char *id);

/* Sorts all by key and joins children with parents. */
void azure_estate_join(struct azure_estate *estate);

/* NULL when no file has it. */
struct azure_resource *azure_estate_find(const struct azure_estate *estate, const char *id);

/* The resource of `kind` that the id names, or that what it names is part of: the network of a
 * subnet, the circuit of a peering; or NULL. */
struct azure_resource *azure_estate_above(const struct azure_estate *estate, const char *id,
                                          enum azure_kind kind);

/* The part of an id that names a resource of `kind`: "/.../virtualNetworks/a" of the id of a
 * subnet. The id itself when there is no such part. */
const char *azure_id_above(struct arena *arena, const char *id, enum azure_kind kind);

/* The last segment of an id. */
const char *azure_id_name(const char *id);

/* "name" of what stands behind "/segment/" in an id; "" when that is not there. */
const char *azure_id_part(struct arena *arena, const char *id, const char *segment);

/* What the bodies of a resource say. */
const struct doc_node *azure_node(const struct azure_resource *resource, enum azure_member member);

/* A scalar as text; NULL when unset. */
const char *azure_text(const struct azure_resource *resource, enum azure_member member);

enum azure_answer {
	AZURE_UNSAID,
	AZURE_NO,
	AZURE_YES,
};

/* Also of the words "true" and "false". */
enum azure_answer azure_flag(const struct azure_resource *resource, enum azure_member member);

/* A whole number; false when unset or none of 64 bits. */
bool azure_number(const struct azure_resource *resource, enum azure_member member, uint64_t *out);

/* Where a resource stands, or one of its members. */
struct place azure_place(const struct azure_resource *resource);
struct place azure_member_place(const struct azure_resource *resource, enum azure_member member);

/* "circuit-name/AzurePrivatePeering": with the names of its parents. */
const char *azure_full_name(const struct azure_estate *estate,
                            const struct azure_resource *resource);

/* A remark about a resource. */
#define azure_say(estate, kind, resource, what, ...)                                   \
	import_remark((estate)->report, kind, what, azure_full_name(estate, resource), \
	              azure_place(resource), __VA_ARGS__)

#endif
