/*
 * The compiler of labs at work, and the hooks by which a kind of element takes part: it makes
 * speakers and sessions for its elements, and says by rows what the ends of its sessions are like
 * and what it takes for granted. First all nodes, then all sessions, then the policies of their
 * ends; in each of these kind by kind in the order of LAB_KINDS.
 */
#ifndef TOPO_PLAN_PLAN_COMPILE_H
#define TOPO_PLAN_PLAN_COMPILE_H

#include "base/check.h"
#include "topo/plan/plan_build.h"

struct plan_compiler {
	const struct lab *lab;
	struct plan_builder builder;
	struct arena *arena;             /* the plan's */
	uint32_t *spokes;                /* by VNet index: its first spoke + 1 */
	uint32_t *next_spoke;            /* by VNet index of a spoke: the next + 1 */
	uint32_t node_count;             /* nodes made so far */
	const struct lab_element *maker; /* whose sessions are being made */
};

/* One end of a session, whose policy is being made. */
struct plan_peer {
	struct plan_compiler *c;
	const struct plan_session *session;
	const struct plan_node *own; /* the node at this end */
	const struct plan_node *far; /* and at the other */
	struct node_peer_conf *conf; /* what is being made */
	uint32_t number;             /* of the session */
};

/* What one end of a session of the kind is like, by who stands at both ends. */
struct plan_side {
	enum lab_kind own;
	enum lab_kind far;
	enum plan_group group; /* in which the peer's routes are */
	rib_groups withheld;   /* groups that the peer does not hear of */
	bool next_hop_self;
	bool client;     /* of a reflector */
	bool refuse_own; /* a gateway takes no prefix of its own from elsewhere */
	bool msee_hold;  /* the hold time is that of MSEEs (timers) */
	void (*special)(struct plan_peer *peer); /* what else is special; not NULL */
};

/* What a plan takes for granted although nobody has published it: `nodes` or `sessions` says how
 * many it is about. */
struct plan_assumed {
	unsigned rank;    /* the lowest is told first */
	const char *rule; /* id in data/rules.json */
	bool (*nodes)(const struct plan *plan, const struct plan_node *node);
	bool (*sessions)(const struct plan *plan, const struct plan_session *session);
	const char *text; /* behind the count */
};

/* Any of the hooks may be NULL. */
struct plan_hooks {
	/* How many speakers stand for the element, and making them: plan_compiler_node() for each.
	 * Speakers on-premises stand behind all others. */
	uint32_t (*speakers)(const struct lab_element *element);
	void (*nodes)(struct plan_compiler *c, const struct lab_element *element);
	bool on_premises;

	/* The address of a speaker, as the lab gives it or else as Azure hands it out; for kinds
	 * whose speakers others have sessions with. */
	struct addr (*address)(const struct lab_element *element, uint32_t instance);

	/* The element's sessions with others: plan_compiler_session() for each. */
	void (*sessions)(struct plan_compiler *c, const struct lab_element *element);

	const struct plan_side *sides;      /* of its sessions; ends with one without `special` */
	const struct plan_assumed *assumed; /* ends with one without `rule` */
};

/* The next node: this instance of the element, with its name and AS. The speakers of one element
 * are made one behind the other. */
struct plan_node *plan_compiler_node(struct plan_compiler *c, const struct lab_element *element,
                                     uint32_t instance, uint32_t asn);

/* The number of a speaker that has been made. */
uint32_t plan_speaker(const struct plan_compiler *c, const struct lab_element *element,
                      uint32_t instance);

/* How many speakers the element has, and the address of one: what its kind answers. */
uint32_t plan_speaker_count(const struct lab *lab, const struct lab_element *element);
struct addr plan_speaker_address(const struct lab *lab, const struct lab_element *element,
                                 uint32_t instance);

/* A session of the element whose sessions are being made, between two nodes by their numbers; the
 * second waits to be called. */
struct plan_session *plan_compiler_session(struct plan_compiler *c, enum plan_link_kind kind,
                                           uint32_t a, const struct addr *a_address, uint32_t b,
                                           const struct addr *b_address);

/* A session between speakers, each at its address. */
struct plan_session *plan_compiler_join(struct plan_compiler *c, enum plan_link_kind kind,
                                        const struct lab_element *a, uint32_t a_instance,
                                        const struct lab_element *b, uint32_t b_instance);

static inline const struct facts *plan_facts(const struct plan_peer *peer)
{
	return peer->c->lab->facts;
}

/* plan_sides.c: the policies of all ends. */
void plan_make_policies(struct plan_compiler *c);

#endif
