/* What breaks easily by the way it is built, or is there for nothing: gateways, circuits, links. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "query/lint/lint_check.h"

void lint_look_idle_gateway(struct linter *linter)
{
	for (uint32_t i = 0; i < linter->lab->vnet_count; i++) {
		const struct lab_vnet *vnet = &linter->lab->vnets[i];
		const struct lab_gateway *gateway = vnet->gateway;
		const struct lab_vpn_gateway *vpn = vnet->vpn_gateway;

		if (gateway != NULL && gateway->connection_count == 0)
			lint_about(linter,
			           lint_find(linter, gateway->place, "%s: \"%s\" of \"%s\"",
			                     linter->trait->title, gateway->name, vnet->name),
			           gateway->element->name);
		if (vpn != NULL && vpn->connection_count == 0)
			lint_about(linter,
			           lint_find(linter, vpn->place, "%s: \"%s\" of \"%s\"",
			                     linter->trait->title, vpn->name, vnet->name),
			           vpn->element->name);
	}
}

static uint32_t count_connections(const struct lab *lab, const struct lab_circuit *circuit)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		const struct lab_gateway *gateway = lab->vnets[i].gateway;

		for (uint32_t c = 0; gateway != NULL && c < gateway->connection_count; c++)
			count += gateway->connections[c].circuit == circuit;
	}
	return count;
}

static bool has_global_reach(const struct lab *lab, const struct lab_circuit *circuit)
{
	for (uint32_t i = 0; i < lab->global_reach_count; i++) {
		if (lab->global_reaches[i].circuit == circuit ||
		    lab->global_reaches[i].peer == circuit)
			return true;
	}
	return false;
}

/* The routers of a link: the first, and whether there is another. */
struct link_users {
	const struct lab_router *first;
	bool several;
};

static void use_link(struct link_users users[LAB_LINK_COUNT], const struct lab_circuit *circuit,
                     const struct lab_circuit_link *link)
{
	struct link_users *of = &users[link->link];

	CHECK(link->link < LAB_LINK_COUNT);
	if (link->circuit != circuit)
		return;
	of->several |= of->first != NULL && of->first != link->router;
	of->first = link->router;
}

static void find_users(const struct lab *lab, const struct lab_circuit *circuit,
                       struct link_users users[LAB_LINK_COUNT])
{
	memset(users, 0, LAB_LINK_COUNT * sizeof(*users));
	for (uint32_t s = 0; s < lab->site_count; s++) {
		for (uint32_t r = 0; r < lab->sites[s].router_count; r++) {
			const struct lab_router *router = &lab->sites[s].routers[r];

			for (uint32_t l = 0; l < router->link_count; l++)
				use_link(users, circuit, &router->links[l]);
		}
	}
}

/* Routes that the MSEEs of the circuit have from its customers. */
static uint32_t count_taught(const struct fabric *fabric, const struct lab_circuit *circuit,
                             enum lab_link link)
{
	uint32_t index = fabric_node_of(fabric, circuit->element, link);
	const struct snapshot_node *node = index == FIB_NONE ? NULL : fabric->nodes[index].node;
	uint32_t count = 0;

	for (uint32_t i = 0; node != NULL && i < node->path_count; i++) {
		const struct snapshot_path *path = &node->paths[i];

		count += path->peer >= 0 && path->verdict == RIB_PASS &&
		         fabric->nodes[node->peers[path->peer].node].node->kind == LAB_ROUTER;
	}
	return count;
}

/* NULL: somebody is at each of its ends, and has something to say. */
static const char *why_idle(const struct linter *linter, const struct lab_circuit *circuit)
{
	uint32_t connections = count_connections(linter->lab, circuit);
	struct link_users users[LAB_LINK_COUNT];

	find_users(linter->lab, circuit, users);
	if (has_global_reach(linter->lab, circuit))
		return NULL;
	if (connections == 0)
		return "no gateway is connected to it";
	if (users[LAB_PRIMARY].first == NULL && users[LAB_SECONDARY].first == NULL)
		return connections == 1 ? "no router is at its links, and one gateway alone" : NULL;
	if (count_taught(linter->fabric, circuit, LAB_PRIMARY) == 0 &&
	    count_taught(linter->fabric, circuit, LAB_SECONDARY) == 0)
		return "no route comes over its links";
	return NULL;
}

void lint_look_idle_circuit(struct linter *linter)
{
	for (uint32_t i = 0; i < linter->lab->circuit_count; i++) {
		const struct lab_circuit *circuit = &linter->lab->circuits[i];
		const char *why = why_idle(linter, circuit);

		if (why != NULL)
			lint_about(linter,
			           lint_find(linter, circuit->place, "%s: \"%s\": %s",
			                     linter->trait->title, circuit->name, why),
			           circuit->name);
	}
}

/* A circuit without any router carries packets between networks: nothing is missing there. */
void lint_look_links(struct linter *linter)
{
	for (uint32_t i = 0; i < linter->lab->circuit_count; i++) {
		const struct lab_circuit *circuit = &linter->lab->circuits[i];
		struct link_users users[LAB_LINK_COUNT];

		find_users(linter->lab, circuit, users);
		for (unsigned link = 0; link < LAB_LINK_COUNT; link++) {
			if (users[link].first != NULL || users[!link].first == NULL)
				continue;
			lint_about(linter,
			           lint_find(linter, circuit->place,
			                     "%s: the %s link of \"%s\"; the other is at \"%s\"",
			                     linter->trait->title, lab_link_name(link),
			                     circuit->name, users[!link].first->element->name),
			           circuit->link_names[link]);
		}
	}
}

void lint_look_one_router(struct linter *linter)
{
	for (uint32_t i = 0; i < linter->lab->circuit_count; i++) {
		const struct lab_circuit *circuit = &linter->lab->circuits[i];
		struct link_users users[LAB_LINK_COUNT];
		struct lint_finding *finding;

		find_users(linter->lab, circuit, users);
		if (users[LAB_PRIMARY].first == NULL ||
		    users[LAB_PRIMARY].first != users[LAB_SECONDARY].first ||
		    users[LAB_PRIMARY].several || users[LAB_SECONDARY].several)
			continue;
		finding = lint_find(linter, users[LAB_PRIMARY].first->element->place,
		                    "%s: those of \"%s\" at \"%s\"", linter->trait->title,
		                    circuit->name, users[LAB_PRIMARY].first->element->name);
		lint_about(linter, finding, circuit->name);
		lint_about(linter, finding, users[LAB_PRIMARY].first->element->name);
	}
}

void lint_look_idle_link(struct linter *linter)
{
	for (uint32_t i = 0; i < linter->lab->circuit_count; i++) {
		const struct lab_circuit *circuit = &linter->lab->circuits[i];
		struct link_users users[LAB_LINK_COUNT];
		uint32_t taught[LAB_LINK_COUNT];

		find_users(linter->lab, circuit, users);
		for (unsigned link = 0; link < LAB_LINK_COUNT; link++)
			taught[link] = count_taught(linter->fabric, circuit, link);
		for (unsigned link = 0; link < LAB_LINK_COUNT; link++) {
			if (users[link].first == NULL || taught[link] > 0 || taught[!link] == 0)
				continue;
			lint_about(linter,
			           lint_find(linter, circuit->place,
			                     "%s: the %s link of \"%s\"; the other brings %u",
			                     linter->trait->title, lab_link_name(link),
			                     circuit->name, taught[!link]),
			           circuit->link_names[link]);
		}
	}
}

/* The one place where all its circuits meet Microsoft; NULL: there are several, or no circuit. */
static const struct peering_location *only_location(const struct lab_gateway *gateway)
{
	const struct peering_location *only = NULL;

	for (uint32_t i = 0; i < gateway->connection_count; i++) {
		const struct lab_circuit *circuit = gateway->connections[i].circuit;

		for (unsigned link = 0; link < LAB_LINK_COUNT; link++) {
			const struct peering_location *at = lab_link_location(circuit, link);

			if (only != NULL && at != only)
				return NULL;
			only = at;
		}
	}
	return only;
}

void lint_look_one_location(struct linter *linter)
{
	for (uint32_t i = 0; i < linter->lab->vnet_count; i++) {
		const struct lab_gateway *gateway = linter->lab->vnets[i].gateway;
		const struct peering_location *only =
		    gateway == NULL ? NULL : only_location(gateway);

		if (only == NULL)
			continue;
		lint_about(linter,
		           lint_find(linter, gateway->place,
		                     "%s: \"%s\" is cut off from on-premises when %s fails",
		                     linter->trait->title, gateway->name, only->name),
		           gateway->element->name);
	}
}

/* BFD is spoken between a customer and Microsoft, and for IPv4 alone (bfd). */
static bool has_bfd(const struct plan_session *session)
{
	return session->kind == PLAN_LINK_CIRCUIT && session->end[0].address.family == ADDR_IPV4;
}

/* 0: no timer runs, or the session is not up. */
static uint32_t hold_time(const struct linter *linter, const struct plan_session *session)
{
	const struct plan_node *node = &linter->plan->nodes[session->end[0].node];
	uint32_t index = fabric_node_of(linter->fabric, node->element, node->instance);
	const struct snapshot_node *at =
	    index == FIB_NONE ? NULL : linter->fabric->nodes[index].node;

	for (uint32_t i = 0; at != NULL && i < at->peer_count; i++) {
		if (addr_equal(&at->peers[i].address, &session->end[1].address) &&
		    at->peers[i].established)
			return at->peers[i].hold_time_s;
	}
	return 0;
}

void lint_look_detection(struct linter *linter)
{
	const struct plan *plan = linter->plan;

	for (uint32_t i = 0; i < plan->session_count; i++) {
		const struct plan_session *session = &plan->sessions[i];
		uint32_t hold_s;
		struct lint_finding *finding;

		if ((session->kind != PLAN_LINK_CIRCUIT && session->kind != PLAN_LINK_TUNNEL) ||
		    has_bfd(session))
			continue;
		hold_s = hold_time(linter, session);
		if (hold_s <= linter->options->detect_s)
			continue;
		finding = lint_find(
		    linter, session->element == NULL ? (struct place){0} : session->element->place,
		    "%s: between %s and %s%s that takes up to %u s", linter->trait->title,
		    plan->nodes[session->end[0].node].conf.name,
		    plan->nodes[session->end[1].node].conf.name,
		    session->end[0].address.family == ADDR_IPV6 ? ", of IPv6," : "", hold_s);
		lint_about(linter, finding, plan->nodes[session->end[0].node].conf.name);
		lint_about(linter, finding, plan->nodes[session->end[1].node].conf.name);
	}
}

static bool is_farther(const struct linter *linter, const struct lab_connection *heavy,
                       const struct lab_connection *light, uint32_t us[2])
{
	const struct region *region = heavy->gateway->vnet->region;

	return facts_location_rtt_us(linter->lab->facts, region, heavy->circuit->location,
	                             &us[0]) != RTT_UNKNOWN &&
	       facts_location_rtt_us(linter->lab->facts, region, light->circuit->location,
	                             &us[1]) != RTT_UNKNOWN &&
	       us[0] > us[1];
}

static void compare_weights(struct linter *linter, const struct lab_gateway *gateway)
{
	for (uint32_t a = 0; a < gateway->connection_count; a++) {
		for (uint32_t b = 0; b < gateway->connection_count; b++) {
			const struct lab_connection *heavy = &gateway->connections[a];
			const struct lab_connection *light = &gateway->connections[b];
			struct lint_finding *finding;
			uint32_t us[2];

			if (heavy->routing_weight <= light->routing_weight ||
			    !is_farther(linter, heavy, light, us))
				continue;
			finding =
			    lint_find(linter, heavy->place,
			              "%s: \"%s\" to \"%s\" (%.1f ms) before \"%s\" (%.1f ms)",
			              linter->trait->title, heavy->name, heavy->circuit->name,
			              us[0] / 1000.0, light->circuit->name, us[1] / 1000.0);
			lint_about(linter, finding, heavy->element->name);
			lint_about(linter, finding, light->element->name);
		}
	}
}

void lint_look_weights(struct linter *linter)
{
	for (uint32_t i = 0; i < linter->lab->vnet_count; i++) {
		if (linter->lab->vnets[i].gateway != NULL)
			compare_weights(linter, linter->lab->vnets[i].gateway);
	}
}
