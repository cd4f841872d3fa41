/* A plan, and the summary of a run, as text and as JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "azure/star.h"
#include "report/plan.h"
#include "report/summary.h"
#include "tests/lib/snapshots.h"
#include "tests/lib/viewed.h"

/* clang-format off */
static const char plan_text[] =
"Speakers (3)\n"
"Node            Role           AS  Router ID  Sessions  Own routes\n"
"star/primary    msee        12076  127.0.0.2         1           0\n"
"star/secondary  msee        12076  127.0.0.3         1           0\n"
"gw-0/0          er-gateway  65515  127.1.0.1         2           2\n"
"\n"
"Sessions (2)\n"
"From    Address    To              Address    Link     Delay one way  Bandwidth  Hold time  Key\n"
"gw-0/0  127.1.0.1  star/primary    127.0.0.2  gateway   1 ms (given)    10 Gbps      180 s\n"
"gw-0/0  127.1.0.1  star/secondary  127.0.0.3  gateway   1 ms (given)                 180 s  MD5\n"
"\n"
"Policies (nothing said: plain BGP)\n"
"Node            Peer            Accepts            Tells\n"
"star/primary    gw-0/0                             not back to site 1, 65515 becomes own AS in paths of 65515/65520 only, no-export, no-advertise, local-AS ignored\n"
"star/secondary  gw-0/0          at most 1000 IPv4  not back to site 1, 65515 becomes own AS in paths of 65515/65520 only, no-export, no-advertise, local-AS ignored\n"
"gw-0/0          star/primary    weight 32769       own routes only\n"
"gw-0/0          star/secondary  weight 32769       own routes only\n"
"\n"
"Assumed, because Microsoft does not publish it\n"
"- links are short (a-rule)\n";

static const char summary_text[] =
"by \"hand\": converged after 1.500 s of virtual time; 3 speakers, 2 sessions, 7 events, 8 bytes, seed 3\n"
"\n"
"Node            Role            AS  Sessions  Networks  Paths  Rejected  Told\n"
"er-ams/primary  msee         12076       2/3         4      6         2     3\n"
"hq/ce1          site-router  65020\n"
"\n"
"Worth a look\n"
"- er-ams/primary: faulty UPDATE from hq/ce1: conflicting flags\n"
"- er-ams/primary: the session with gw-b/0 is Idle; sent Cease/Maximum Number of Prefixes Reached\n"
"- er-ams/primary: 1 path rejected, as-loop: own AS in the path\n"
"- er-ams/primary: 1 path rejected, first-as: the path does not begin with the peer's AS\n"
"\n"
"The answer rests on 0 assumptions\n";
/* clang-format on */

static const struct plan_assumption assumptions[] = {{"a-rule", "links are short"}};

/* Of the second MSEE, which carries IPv4 only. */
static void limit_prefixes(struct plan *plan)
{
	struct node_peer_conf *peers = arena_alloc(plan->arena, sizeof(*peers));

	*peers = plan->nodes[1].conf.peers[0];
	peers->prefix_limit[ADDR_IPV4] = 1000;
	peers->prefix_limit[ADDR_IPV6] = 100;
	plan->nodes[1].conf.peers = peers;
}

static struct plan *a_plan(void)
{
	struct plan *plan = plan_star(1, 2);

	plan->sessions[0].bandwidth_mbps = 10000;
	plan->sessions[1].md5_key = "secret-key";
	limit_prefixes(plan);
	plan->assumptions = assumptions;
	plan->assumption_count = 1;
	return plan;
}

static void a_plan_is_told_in_full(void **state)
{
	(void)state;
	struct plan *plan = a_plan();
	struct text out = {0};
	struct view *view = view_begin(VIEW_TEXT, &out);

	plan_view(view, plan);
	viewed_equals(view, &out, plan_text);
	plan_free(plan);
}

static char *print(const cJSON *document, const char *list, int index)
{
	return cJSON_PrintUnformatted(
	    cJSON_GetArrayItem(cJSON_GetObjectItem(document, list), index));
}

static void a_plan_as_json_has_policies_and_no_keys(void **state)
{
	(void)state;
	struct plan *plan = a_plan();
	struct text out = {0};
	struct view *view = view_begin(VIEW_JSON, &out);

	plan_view(view, plan);
	cJSON *document = viewed_json(view, &out);
	char *session = print(document, "sessions", 1);
	char *node = print(document, "nodes", 2);
	char *assumption = print(document, "assumptions", 0);

	assert_string_equal(
	    session,
	    "{\"link\":\"gateway\",\"delayUs\":1000,\"delayBasis\":\"given\",\"md5\":true,\"ends\":"
	    "["
	    "{\"node\":\"gw-0/0\",\"address\":\"127.1.0.1\",\"holdTime\":180,\"ipv4\":true,"
	    "\"import\":{\"checkFirstAs\":true,\"weight\":32769},"
	    "\"export\":{\"originatedOnly\":true}},"
	    "{\"node\":\"star/secondary\",\"address\":\"127.0.0.3\",\"passive\":true,"
	    "\"holdTime\":180,\"siteOfOrigin\":1,\"ipv4\":true,\"import\":{\"checkFirstAs\":true,"
	    "\"prefixLimitIpv4\":1000},"
	    "\"export\":{\"overrideFrom\":65515,\"overrideOnly\":[65515,65520],\"ignoreNoExport\":"
	    "true}}]}");
	assert_string_equal(node,
	                    "{\"name\":\"gw-0/0\",\"role\":\"er-gateway\",\"as\":65515,"
	                    "\"routerId\":\"127.1.0.1\",\"routes\":[{\"prefix\":\"16.0.0.0/24\","
	                    "\"origin\":\"IGP\",\"weight\":32768},{\"prefix\":\"16.0.1.0/24\","
	                    "\"origin\":\"IGP\",\"weight\":32768}]}");
	assert_string_equal(assumption, "{\"rule\":\"a-rule\",\"text\":\"links are short\"}");
	cJSON_free(session);
	cJSON_free(node);
	cJSON_free(assumption);
	cJSON_Delete(document);
	plan_free(plan);
}

static void a_summary_names_what_deserves_a_look(void **state)
{
	(void)state;
	struct plan *plan = plan_star(1, 2);
	struct snapshot *snapshot = a_snapshot();
	struct summary_run run = {.seed = 3, .converged_at = {1500000}, .events = 7, .bytes = 8};
	struct text out = {0};
	struct view *view = view_begin(VIEW_TEXT, &out);

	snapshot->node_count = 2; /* without those of which nothing but the name is known */
	summary_view(view, snapshot, plan, &run);
	viewed_equals(view, &out, summary_text);
	snapshot->converged = false;
	view = view_begin(VIEW_TEXT, &out);
	summary_view(view, snapshot, plan, &run);
	view_end(view);
	assert_non_null(strstr(text_str(&out), "NOT converged after 93785.500 s"));
	text_done(&out);
	snapshot_free(snapshot);
	plan_free(plan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_plan_is_told_in_full),
	    cmocka_unit_test(a_plan_as_json_has_policies_and_no_keys),
	    cmocka_unit_test(a_summary_names_what_deserves_a_look),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
