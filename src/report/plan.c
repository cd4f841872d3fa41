/* Says a plan. */
#include "report/plan.h"

#include <inttypes.h>

#include "base/check.h"
#include "bgp/as_path.h"
#include "bgp/community.h"
#include "report/policy_fields.h"
#include "report/policy_words.h"

enum { CONNECTION_KEY_MAX = 64 };

const char plan_assumed[] = "Assumed, because Microsoft does not publish it";

/* clang-format off */
static const struct view_column node_columns[] = {
	{"name",     "Node",       TABLE_LEFT,     0},
	{"role",     "Role",       TABLE_LEFT,     0},
	{"as",       "AS",         TABLE_RIGHT,    0},
	{"routerId", "Router ID",  TABLE_LEFT,     0},
	{"sessions", "Sessions",   TABLE_RIGHT,    VIEW_IN_WORDS},
	{"own",      "Own routes", TABLE_RIGHT,    VIEW_IN_WORDS | VIEW_GOES},
	{"external", "Runs",       TABLE_OPTIONAL, VIEW_IN_WORDS},
	{0},
};

static const struct view_column session_columns[] = {
	{"from",          "From",          TABLE_LEFT,           VIEW_IN_WORDS},
	{"fromAddress",   "Address",       TABLE_LEFT,           VIEW_IN_WORDS | VIEW_GOES},
	{"to",            "To",            TABLE_LEFT,           VIEW_IN_WORDS},
	{"toAddress",     "Address",       TABLE_LEFT,           VIEW_IN_WORDS | VIEW_GOES},
	{"link",          "Link",          TABLE_LEFT,           0},
	{"delayUs",       "Delay one way", TABLE_RIGHT,          VIEW_IN_WORDS | VIEW_GOES_FIRST},
	{"bandwidthMbps", "Bandwidth",     TABLE_OPTIONAL_RIGHT, VIEW_IN_WORDS | VIEW_GOES},
	{"holdTime",      "Hold time",     TABLE_RIGHT,          VIEW_IN_WORDS | VIEW_GOES_FIRST},
	{"md5",           "Key",           TABLE_OPTIONAL,       VIEW_IN_WORDS | VIEW_GOES_FIRST},
	{0},
};

static const struct view_column policy_columns[] = {
	{"node",   "Node",    TABLE_LEFT,     0},
	{"peer",   "Peer",    TABLE_LEFT,     0},
	{"import", "Accepts", TABLE_OPTIONAL, VIEW_IN_WORDS},
	{"export", "Tells",   TABLE_OPTIONAL, VIEW_IN_WORDS},
	{0},
};
/* clang-format on */

static void tell_route(struct view *view, const struct node_route_conf *route)
{
	struct text words = {0};

	view_row(view);
	view_prefix(view, "prefix", &route->prefix);
	view_text(view, "origin", bgp_origin_name(route->attrs.origin));
	view_unless_zero(view, "weight", route->attrs.weight);
	view_unless_zero(view, "metric", route->attrs.med);
	if (addr_is_set(&route->attrs.next_hop))
		view_addr(view, "nextHop", &route->attrs.next_hop);
	if (route->group != PLAN_OWN)
		view_text(view, "group", plan_group_name((enum plan_group)route->group));
	as_path_format(route->attrs.as_path, " ", &words);
	if (words.size > 0)
		view_as_path(view, "asPath", text_str(&words));
	text_clear(&words);
	community_format(route->attrs.communities, &words);
	view_word_list(view, "communities", text_str(&words));
	view_close(view);
	text_done(&words);
}

/* What the IGP leads to. */
static void tell_interior(struct view *view, const struct rib_choice *choice)
{
	bool any = false;

	for (uint32_t i = 0; i < choice->next_hop_count && !any; i++)
		any = addr_is_set(&choice->next_hops[i].via);
	if (!any)
		return;
	view_list(view, "nextHops", NULL);
	for (uint32_t i = 0; i < choice->next_hop_count; i++) {
		const struct rib_next_hop *hop = &choice->next_hops[i];

		view_row(view);
		view_prefix(view, "prefix", &hop->prefix);
		if (addr_is_set(&hop->via))
			view_addr(view, "via", &hop->via);
		view_unsigned(view, "metric", hop->metric);
		view_close(view);
	}
	view_close(view);
}

static void tell_node(struct view *view, const struct plan_node *node)
{
	view_row(view);
	view_text(view, "name", node->conf.name);
	view_text(view, "role", lab_kind_role(node->element->kind));
	view_unsigned(view, "as", node->conf.asn);
	view_router_id(view, "routerId", node->conf.router_id);
	view_wordsf(view, "sessions", "%" PRIu32, node->conf.peer_count);
	view_wordsf(view, "own", "%" PRIu32, node->conf.route_count);
	view_unless_zero(view, "maximumPaths", node->conf.choice.maximum);
	view_unless_zero(view, "maximumPathsIbgp", node->conf.choice.maximum_internal);
	view_flag(view, "oldestPath", node->conf.choice.keep_oldest);
	view_flag(view, "multipathRelax",
	          node->element->kind == LAB_ROUTER && !node->conf.choice.same_as);
	view_flag(view, "external", node->external);
	if (node->external)
		view_words(view, "external", "a real router, outside");
	tell_interior(view, &node->conf.choice);
	view_list(view, "routes", NULL);
	for (uint32_t i = 0; i < node->conf.route_count; i++)
		tell_route(view, &node->conf.routes[i]);
	view_close(view);
	view_close(view);
}

static void tell_policy(struct view *view, const char *key, const struct node_peer_conf *peer,
                        const struct policy_field *fields, unsigned count)
{
	view_open(view, key);
	for (unsigned i = 0; i < count; i++) {
		if (fields[i].tell != NULL)
			fields[i].tell(&fields[i], peer, view);
	}
	view_close(view);
}

static void tell_end(struct view *view, const struct plan *plan, const struct plan_end *end)
{
	const struct plan_node *node = &plan->nodes[end->node];
	const struct node_peer_conf *peer = &node->conf.peers[end->peer];

	view_row(view);
	view_text(view, "node", node->conf.name);
	view_addr(view, "address", &end->address);
	view_flag(view, "passive", end->passive);
	view_unsigned(view, "holdTime", peer->session.hold_time_s);
	view_flag(view, "acceptAsSets", peer->session.as_sets);
	view_unless_zero(view, "siteOfOrigin", peer->rib.site_of_origin);
	if (peer->rib.group != PLAN_OWN)
		view_text(view, "group", plan_group_name((enum plan_group)peer->rib.group));
	view_flag(view, "client", peer->rib.client);
	view_flag(view, "ipv4", peer->rib.families[ADDR_IPV4]);
	view_flag(view, "ipv6", peer->rib.families[ADDR_IPV6]);
	tell_policy(view, "import", peer, policy_import_fields, policy_import_field_count);
	tell_policy(view, "export", peer, policy_export_fields, policy_export_field_count);
	view_close(view);
}

static void tell_delay_words(struct view *view, const struct plan_session *session)
{
	static const char *const bases[] = {
	    [RTT_MEASURED] = "",
	    [RTT_ESTIMATED] = " (estimate)",
	    [RTT_GIVEN] = " (given)",
	    [RTT_UNKNOWN] = "",
	};
	struct text words = {0};

	if (session->basis == RTT_UNKNOWN)
		text_add(&words, "unknown");
	else
		duration_words(session->delay_us, &words);
	view_wordsf(view, "delayUs", "%s%s", text_str(&words), bases[session->basis]);
	text_done(&words);
}

/* In JSON the ends are a list, in text they are columns. */
static void tell_session_words(struct view *view, const struct plan *plan,
                               const struct plan_session *session)
{
	const struct node_conf *a = &plan->nodes[session->end[0].node].conf;
	const struct node_conf *b = &plan->nodes[session->end[1].node].conf;
	struct text bandwidth = {0};
	char address[ADDR_TEXT_MAX];

	view_words(view, "from", a->name);
	view_words(view, "fromAddress", addr_format(&session->end[0].address, address));
	view_words(view, "to", b->name);
	view_words(view, "toAddress", addr_format(&session->end[1].address, address));
	tell_delay_words(view, session);
	if (session->bandwidth_mbps > 0)
		bandwidth_words(session->bandwidth_mbps, &bandwidth);
	view_words(view, "bandwidthMbps", text_str(&bandwidth));
	view_wordsf(view, "holdTime", "%u s",
	            (unsigned)a->peers[session->end[0].peer].session.hold_time_s);
	if (session->md5_key != NULL)
		view_words(view, "md5", "MD5");
	text_done(&bandwidth);
}

/* The connection that the session is of, as a member called as its kind: "vpnConnection" for
 * vpn-connection. */
static void tell_connection(struct view *view, const struct lab_element *element)
{
	char key[CONNECTION_KEY_MAX];
	size_t size = 0;

	for (const char *at = lab_kind_name(element->kind); *at != '\0'; at++) {
		bool capital = *at == '-' && at[1] >= 'a' && at[1] <= 'z';

		CHECK(size + 1 < sizeof(key));
		key[size++] = capital ? (char)(*++at - 'a' + 'A') : *at;
	}
	key[size] = '\0';
	view_text(view, key, element->own_name);
}

static void tell_session(struct view *view, const struct plan *plan,
                         const struct plan_session *session)
{
	static const char *const bases[] = {
	    [RTT_MEASURED] = "measured",
	    [RTT_ESTIMATED] = "estimated",
	    [RTT_GIVEN] = "given",
	    [RTT_UNKNOWN] = "unknown",
	};

	view_row(view);
	view_text(view, "link", plan_link_name(session->kind));
	if (session->basis != RTT_UNKNOWN)
		view_number(view, "delayUs", session->delay_us);
	view_text(view, "delayBasis", bases[session->basis]);
	view_unless_zero(view, "bandwidthMbps", session->bandwidth_mbps);
	view_flag(view, "md5", session->md5_key != NULL);
	if (session->element != NULL && lab_kind_role(session->element->kind) == NULL)
		tell_connection(view, session->element);
	tell_session_words(view, plan, session);
	view_list(view, "ends", NULL);
	for (int i = 0; i < 2; i++)
		tell_end(view, plan, &session->end[i]);
	view_close(view);
	view_close(view);
}

/* In JSON the policies stand at the ends of sessions. */
static void tell_policy_words(struct view *view, const struct node_conf *conf,
                              const struct node_peer_conf *peer)
{
	struct text import = {0};
	struct text export = {0};

	policy_import_words(peer, &import);
	policy_export_words(peer, &export);
	view_row(view);
	view_text(view, "node", conf->name);
	view_text(view, "peer", peer->name);
	view_words(view, "import", text_str(&import));
	view_words(view, "export", text_str(&export));
	view_close(view);
	text_done(&import);
	text_done(&export);
}

static void tell_policies(struct view *view, const struct plan *plan)
{
	view_say(view, "\nPolicies (nothing said: plain BGP)\n");
	view_list(view, NULL, policy_columns);
	for (uint32_t i = 0; i < plan->node_count && view_is(view, VIEW_TEXT); i++) {
		const struct node_conf *conf = &plan->nodes[i].conf;

		for (uint32_t p = 0; p < conf->peer_count; p++)
			tell_policy_words(view, conf, &conf->peers[p]);
	}
	view_close(view);
}

void plan_say_assumptions(struct view *view, const struct plan *plan)
{
	if (plan->assumption_count == 0)
		return;
	view_say(view, "\n%s\n", plan_assumed);
	for (uint32_t i = 0; i < plan->assumption_count; i++)
		view_say(view, "- %s (%s)\n", plan->assumptions[i].text, plan->assumptions[i].rule);
}

static void tell_assumptions(struct view *view, const struct plan *plan)
{
	plan_say_assumptions(view, plan);
	view_list(view, "assumptions", NULL);
	for (uint32_t i = 0; i < plan->assumption_count; i++) {
		view_row(view);
		view_text(view, "rule", plan->assumptions[i].rule);
		view_text(view, "text", plan->assumptions[i].text);
		view_close(view);
	}
	view_close(view);
}

void plan_view(struct view *view, const struct plan *plan)
{
	view_format(view, "hairpin-plan", 1);
	if (plan->lab != NULL)
		view_text(view, "lab", plan->lab->name);
	view_say(view, "Speakers (%" PRIu32 ")\n", plan->node_count);
	view_list(view, "nodes", node_columns);
	for (uint32_t i = 0; i < plan->node_count; i++)
		tell_node(view, &plan->nodes[i]);
	view_close(view);
	view_say(view, "\nSessions (%" PRIu32 ")\n", plan->session_count);
	view_list(view, "sessions", session_columns);
	for (uint32_t i = 0; i < plan->session_count; i++)
		tell_session(view, plan, &plan->sessions[i]);
	view_close(view);
	tell_policies(view, plan);
	tell_assumptions(view, plan);
}
