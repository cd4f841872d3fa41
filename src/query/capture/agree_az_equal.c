/* What depends on which of equally good routes a router of a customer prefers: the routes that it
 * shows in use, and the links to which it gives copies back. */
#include <stdlib.h>

#include "base/check.h"
#include "bgp/as_path.h"
#include "query/capture/agree_az_reason.h"

enum { AS_MICROSOFT = 12076 };

static const struct agree_az_reason NO_REASON = {NULL, NULL};

/* No step of the decision before the router ID and the age tells them apart. */
static bool are_equal(const struct snapshot_path *a, const struct snapshot_path *b)
{
	return a->verdict == RIB_PASS && b->verdict == RIB_PASS && a->peer >= 0 && b->peer >= 0 &&
	       a->attrs->local_pref == b->attrs->local_pref &&
	       as_path_length(a->attrs->as_path) == as_path_length(b->attrs->as_path) &&
	       a->attrs->origin == b->attrs->origin && a->attrs->med == b->attrs->med;
}

/* The route is one of those from which the router chose by something that Azure does not decide. */
static bool is_among_equals(const struct snapshot_node *node, const struct snapshot_path *path)
{
	const struct snapshot_path *best = snapshot_best_to(node, &path->prefix);

	return best != NULL && best->why >= RIB_STEP_OLDEST && are_equal(path, best);
}

/* How many rows of the network are predicted to be in use. */
static uint32_t count_used(const struct az_table *table, const struct prefix *key)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < table->count; i++)
		count += prefix_equal(&table->rows[i].key, key) &&
		         agree_az_member(&table->rows[i], AZ_STAR)[0] != '\0';
	return count;
}

/* The route to the network that the router prefers, as the prediction has it; NULL: it is not
 * predicted. */
static const struct az_row *preferred(const struct agree_az_tables *tables,
                                      const struct prefix *key)
{
	const char *hop = NULL;

	for (uint32_t i = 0; i < tables->actual->count; i++) {
		if (prefix_equal(&tables->actual->rows[i].key, key) &&
		    agree_az_is(&tables->actual->rows[i], AZ_STAR, ">"))
			hop = agree_az_member(&tables->actual->rows[i], AZ_NEXT_HOP);
	}
	for (uint32_t i = 0; hop != NULL && i < tables->predicted->count; i++) {
		const struct az_row *row = &tables->predicted->rows[i];

		if (prefix_equal(&row->key, key) && agree_az_is(row, AZ_NEXT_HOP, hop))
			return row;
	}
	return NULL;
}

/* The router took another of the routes among which nothing in the lab decides. */
static bool chose_among_equals(const struct agree_az_tables *tables, const struct az_row *predicted)
{
	const struct az_row *best = preferred(tables, &predicted->key);

	return predicted->path != NULL && is_among_equals(predicted->node, predicted->path) &&
	       best != NULL && best->path != NULL && is_among_equals(best->node, best->path);
}

/* In use beside the best one, though the router balances over one neighbouring AS alone. */
static bool is_relaxed(const struct az_row *actual, const struct az_row *predicted)
{
	const struct snapshot_path *best = snapshot_best_to(predicted->node, &predicted->key);

	CHECK(predicted->path != NULL);
	return agree_az_is(actual, AZ_STAR, "=") && best != NULL &&
	       as_path_first(best->attrs->as_path) !=
	           as_path_first(predicted->path->attrs->as_path);
}

struct agree_az_reason agree_az_router_star(const struct agree_az_tables *tables,
                                            const struct az_row *actual,
                                            const struct az_row *predicted)
{
	if (agree_az_member(predicted, AZ_STAR)[0] != '\0' &&
	    count_used(tables->predicted, &predicted->key) > 1)
		return (struct agree_az_reason){
		    "router-stand-in",
		    "of equally good routes this router uses others, or fewer: maximum-paths"};
	if (chose_among_equals(tables, predicted) && !is_relaxed(actual, predicted))
		return (struct agree_az_reason){
		    "customer-chooses-among-equals",
		    "which of equally good routes a router prefers nothing in the lab says"};
	return NO_REASON;
}

/* The route by which the router knows the prefix from this speaker; NULL for none. */
static const struct snapshot_path *path_from(const struct snapshot_node *router,
                                             const struct prefix *prefix,
                                             const struct snapshot_node *speaker,
                                             const struct snapshot *snapshot)
{
	for (uint32_t i = 0; i < router->path_count; i++) {
		const struct snapshot_path *path = &router->paths[i];

		if (path->peer >= 0 && prefix_equal(&path->prefix, prefix) &&
		    &snapshot->nodes[router->peers[path->peer].node] == speaker)
			return path;
	}
	return NULL;
}

static bool tells(const struct snapshot_node *router, const struct prefix *prefix)
{
	for (uint32_t i = 0; i < router->told_count; i++) {
		if (prefix_equal(&router->told[i].prefix, prefix))
			return true;
	}
	return false;
}

/* Whether the MSEE gets the router's copy of the prefix depends on which of equally good routes the
 * router prefers: not if it is the MSEE's own. */
static bool depends_on_choice(const struct agree_az_tables *tables,
                              const struct snapshot_node *router, const struct snapshot_node *msee,
                              const struct prefix *prefix)
{
	const struct snapshot_path *mine = path_from(router, prefix, msee, tables->snapshot);

	CHECK(router->kind == LAB_ROUTER);
	return mine != NULL && is_among_equals(router, mine) && tells(router, prefix);
}

/* The customer's router at this address, as the MSEE knows it; NULL for none. */
static const struct snapshot_node *customer_at(const struct agree_az_tables *tables,
                                               const struct snapshot_node *msee,
                                               const struct addr *address)
{
	for (uint32_t i = 0; i < msee->peer_count; i++) {
		const struct snapshot_node *peer = &tables->snapshot->nodes[msee->peers[i].node];

		if (peer->kind == LAB_ROUTER && addr_equal(&msee->peers[i].address, address))
			return peer;
	}
	return NULL;
}

/* The speaker whose table is compared. */
static const struct snapshot_node *owner_of(const struct agree_az_tables *tables)
{
	return tables->predicted->count == 0 ? NULL : tables->predicted->rows[0].node;
}

struct agree_az_reason agree_az_copy(const struct agree_az_tables *tables, const struct az_row *row)
{
	const struct snapshot_node *msee = owner_of(tables);
	const struct snapshot_node *router = NULL;
	struct addr hop;

	CHECK(tables->actual != tables->predicted);
	if (tables->actual->kind != AZ_ROUTE_TABLE || msee == NULL ||
	    strstr(agree_az_member(row, AZ_AS_PATH), " 12076") == NULL)
		return NO_REASON;
	if (addr_parse(agree_az_member(row, AZ_NEXT_HOP), &hop))
		router = customer_at(tables, msee, &hop);
	if (router == NULL || !depends_on_choice(tables, router, msee, &row->key))
		return NO_REASON;
	return (struct agree_az_reason){
	    "customer-chooses-among-equals",
	    "a router gives no copy to the link whose route it prefers among equal ones"};
}

/* Of a session that is down the state stands there. */
static bool is_number(const char *text)
{
	return text[0] != '\0' && text[strspn(text, "0123456789")] == '\0';
}

struct agree_az_reason agree_az_copies(const struct agree_az_tables *tables,
                                       const struct az_row *actual, const struct az_row *predicted)
{
	const struct snapshot_node *msee = predicted->node;
	const struct snapshot_node *router;
	long copies = 0;

	CHECK(msee != NULL && predicted->peer != NULL);
	router = &tables->snapshot->nodes[predicted->peer->node];
	if (tables->actual->kind != AZ_SUMMARY || router->kind != LAB_ROUTER ||
	    !is_number(agree_az_member(actual, AZ_STATE_PFX_RCD)))
		return NO_REASON;
	for (uint32_t i = 0; i < router->path_count; i++)
		copies += router->paths[i].best &&
		          as_path_count(router->paths[i].attrs->as_path, AS_MICROSOFT) > 0 &&
		          depends_on_choice(tables, router, msee, &router->paths[i].prefix);
	if (labs(atol(agree_az_member(actual, AZ_STATE_PFX_RCD)) -
	         atol(agree_az_member(predicted, AZ_STATE_PFX_RCD))) > copies)
		return NO_REASON;
	return (struct agree_az_reason){
	    "customer-chooses-among-equals",
	    "a router gives no copies to the link whose routes it prefers among equal ones"};
}
