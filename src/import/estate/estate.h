/*
 * All resources of all files, whatever shape they were read from: found by their ids, each with its
 * parent and its children. One resource may have several bodies, as when a list shows a network and
 * a second one its peerings: then the first body that says something counts.
 */
#ifndef IMPORT_ESTATE_ESTATE_H
#define IMPORT_ESTATE_ESTATE_H

#include "import/estate/kind.h"
#include "import/estate/report.h"

struct estate_body {
	struct estate_body *next;
	const struct doc_node *node;
	enum estate_dialect dialect;
	const char *file;
};

struct estate_resource {
	enum estate_kind kind;
	const char *name;
	const char *id;           /* as the file writes it, or made up */
	const char *key;          /* the same in lower case */
	const char *group;        /* "" when not known */
	const char *subscription; /* the same */
	struct estate_body *bodies;
	struct estate_resource *same;   /* that this one is, by another id; NULL: itself */
	struct estate_resource *parent; /* after estate_join() */
	struct estate_resource *children;
	struct estate_resource *sibling;
	struct estate_resource *owner; /* in the lab: the network or hub of a gateway, the gateway
	                                 of a connection */
	struct estate_resource *owned; /* what has this one as owner */
	struct estate_resource *owned_next;
	struct estate_resource *stands[4]; /* of a network or hub, by enum estate_seat */
	bool placeholder;                  /* only known from an id that names it */
	bool route_server;                 /* a hub that is one */
	const struct doc_node *space; /* of a network that is only known as the end of a peering */
	const char *region;      /* the same; of a circuit: of a gateway that is linked to it */
	uint32_t links;          /* of a circuit, from gateways and Global Reach in the files */
	uint32_t authorized;     /* those of them by authorization */
	const char *lab_name;    /* NULL: not in the lab */
	const char *route_table; /* of a subnet: an id that another resource says */
	struct doc_node *made;   /* its element in the lab; NULL: none yet */
};

enum estate_seat {
	ESTATE_SEAT_EXPRESS_ROUTE,
	ESTATE_SEAT_VPN,
	ESTATE_SEAT_ROUTE_SERVER,
};

struct estate {
	struct arena *arena;
	struct findings *findings;
	struct import_report *report;
	struct estate_resource **all; /* by key, after estate_join() */
	size_t count;
	size_t capacity;
	struct name_map by_key;
	struct name_map by_name;  /* kind, group and name: how Terraform names parents */
	struct name_map left_out; /* types and ids of resources of other kinds */
};

/* What ids begin with whose group and subscription no file says. */
#define ESTATE_UNKNOWN_GROUP "/subscriptions/unknown/resourceGroups/unknown/providers/"

struct estate *estate_new(struct findings *findings, struct import_report *report);
void estate_free(struct estate *estate);

/* Adds a body of the resource with this id, and what is listed within it. `name` may be a path of
 * names with slashes. The node and texts must live as long as the estate. */
struct estate_resource *estate_add(struct estate *estate, enum estate_kind kind, const char *id,
                                   const char *name, const struct estate_body *body);

/* A resource that no file describes. */
struct estate_resource *estate_place(struct estate *estate, enum estate_kind kind, const char *id);

/* Sorts all by key and joins children with parents. Before that a resource whose group is not known
 * becomes one with the only one of its type and name whose group is. */
void estate_join(struct estate *estate);

/* NULL when no file has it. */
struct estate_resource *estate_find(const struct estate *estate, const char *id);

/* The resource of `kind` that the id names, or that what it names is part of: the network of a
 * subnet, the circuit of a peering; or NULL. */
struct estate_resource *estate_above(const struct estate *estate, const char *id,
                                     enum estate_kind kind);

/* The part of an id that names a resource of `kind`: "/.../virtualNetworks/a" of the id of a
 * subnet. The id itself when there is no such part. */
const char *estate_id_above(struct arena *arena, const char *id, enum estate_kind kind);

/* An id in lower case, without a slash at its end: ids have no case. */
const char *estate_key_of(struct arena *arena, const char *id);

/* The last segment of an id. */
const char *estate_id_name(const char *id);

/* "name" of what stands behind "/segment/" in an id; "" when that is not there. */
const char *estate_id_part(struct arena *arena, const char *id, const char *segment);

/* What the bodies of a resource say. */
const struct doc_node *estate_node(const struct estate_resource *resource,
                                   enum estate_member member);

/* A scalar as text; NULL when unset. */
const char *estate_text(const struct estate_resource *resource, enum estate_member member);

enum estate_answer {
	ESTATE_UNSAID,
	ESTATE_NO,
	ESTATE_YES,
};

/* Also of the words "true" and "false". */
enum estate_answer estate_flag(const struct estate_resource *resource, enum estate_member member);

/* A whole number; false when unset or none of 64 bits. */
bool estate_number(const struct estate_resource *resource, enum estate_member member,
                   uint64_t *out);

/* Where a resource stands, or one of its members. */
struct place estate_place_of(const struct estate_resource *resource);
struct place estate_member_place(const struct estate_resource *resource, enum estate_member member);

/* "circuit-name/AzurePrivatePeering": with the names of its parents. */
const char *estate_full_name(const struct estate *estate, const struct estate_resource *resource);

/* A remark about a resource. */
#define estate_say(estate, kind, resource, what, ...)                                   \
	import_remark((estate)->report, kind, what, estate_full_name(estate, resource), \
	              estate_place_of(resource), __VA_ARGS__)

#endif
