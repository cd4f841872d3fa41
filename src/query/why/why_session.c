/* Why a session does not bring a route that one of its ends has. */
#include "base/check.h"
#include "base/text.h"
#include "query/why/speaker.h"
#include "query/why/why_search.h"
#include "topo/plan/plan_words.h"

/* Both ends in the plan, and the session between them. */
static bool find_session(const struct why_search *search, uint32_t node, uint32_t peer,
                         struct why_at *at)
{
	const struct plan *plan = search->tracer->plan;
	const struct snapshot_node *sender = why_node_at(search, node);
	int64_t found = plan == NULL ? -1 : plan_find_node(plan, sender->name);

	if (found < 0 || peer >= plan->nodes[found].conf.peer_count || plan->lab == NULL)
		return false;
	*at = (struct why_at){
	    .plan = plan,
	    .session = &plan->sessions[plan->nodes[found].sessions[peer]],
	    .sender = &plan->nodes[found],
	    .receiver = &plan->nodes[plan_peer_node(plan, (uint32_t)found, peer)],
	    .group = PLAN_GROUP_COUNT,
	    .prefix = &search->why->prefix,
	    .arena = search->why->arena,
	};
	return true;
}

static const char *keep(struct arena *arena, struct text *text)
{
	const char *kept = arena_strdup(arena, text_str(text));

	text_done(text);
	return kept;
}

/* The receiver was told. */
static void say_refused(struct why_search *search, uint32_t node, uint32_t peer,
                        const struct snapshot_path *path, struct why_stop *stop)
{
	const struct snapshot_node *far =
	    why_node_at(search, why_node_at(search, node)->peers[peer].node);
	struct text policy = {0};
	struct why_at at;

	CHECK(path->verdict != RIB_PASS);
	stop->kind = WHY_REFUSED;
	stop->verdict = path->verdict;
	stop->reason = plan_verdict_text(path->verdict);
	if (search->tracer->plan != NULL)
		policy_trace_import(search->tracer, far, path, &policy);
	stop->policy = keep(search->why->arena, &policy);
	if (!find_session(search, node, peer, &at))
		return;
	at.verdict = path->verdict;
	if (path->verdict == RIB_POLICY)
		policy_trace_rejects(search->tracer, far, path, &at.policy, &at.statement);
	stop->rule = why_rule_of(&at);
}

static void say_withheld(struct why_search *search, uint32_t node, uint32_t peer,
                         const struct speaker *speaker, struct why_stop *stop)
{
	const struct snapshot_node *sender = why_node_at(search, node);
	enum rib_verdict verdict = speaker_verdict(speaker, peer);
	struct text policy = {0};
	struct why_at at;

	CHECK(peer < sender->peer_count);
	stop->kind = WHY_WITHHELD;
	stop->verdict = verdict;
	if (verdict == RIB_PASS) {
		stop->kind = WHY_UNKNOWN;
		stop->reason = "nothing keeps it from doing so, and the tables are not at rest";
		return;
	}
	stop->reason = plan_verdict_text(verdict);
	if (verdict == RIB_POLICY)
		policy_trace_export(search->tracer, sender, peer, &search->why->prefix, &policy);
	stop->policy = keep(search->why->arena, &policy);
	if (!find_session(search, node, peer, &at))
		return;
	at.verdict = verdict;
	at.group = speaker_group(speaker);
	if (verdict == RIB_POLICY)
		policy_trace_withholds(search->tracer, sender, peer, &search->why->prefix,
		                       &at.policy, &at.statement);
	stop->rule = why_rule_of(&at);
}

static void say_beaten(struct why_search *search, uint32_t node, struct why_stop *stop)
{
	const struct snapshot_node *at = why_node_at(search, node);
	const struct snapshot_path *best;

	CHECK(snapshot_paths_to(at, &search->why->prefix, &best) > 0);
	stop->kind = WHY_BEATEN;
	stop->reason = arena_printf(search->why->arena, "its best route is that of %s, by %s",
	                            best->peer < 0 ? "its own" : at->peers[best->peer].name,
	                            rib_step_name(best->why));
}

void why_judge_session(struct why_search *search, uint32_t node, uint32_t peer,
                       struct why_stop *stop)
{
	const struct snapshot_node *sender = why_node_at(search, node);
	const struct snapshot_peer *session = &sender->peers[peer];
	const struct snapshot_path *path = why_path_from(search, node, peer);
	struct speaker *speaker;

	CHECK(search->holds[node] && peer < sender->peer_count);
	if (!session->established || session->link_down) {
		stop->kind = WHY_DOWN;
		stop->reason =
		    session->link_down
			? "the link is dead"
			: arena_printf(search->why->arena, "the session is %s", session->state);
		return;
	}
	if (path != NULL && path->verdict != RIB_PASS) {
		say_refused(search, node, peer, path, stop);
		return;
	}
	if (sender->present && !search->passes[node]) {
		say_beaten(search, node, stop);
		return;
	}
	speaker = speaker_again(search->tracer, sender, &search->why->prefix);
	if (speaker == NULL) {
		stop->kind = WHY_UNKNOWN;
		stop->reason =
		    sender->present ? "the plan does not say why" : "it does not run here";
		return;
	}
	say_withheld(search, node, peer, speaker, stop);
	speaker_free(speaker);
}
