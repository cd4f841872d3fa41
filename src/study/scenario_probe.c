/* What flows see while things happen, and what nodes learn and lose. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "study/scenario_world.h"

bool scenario_find_ends(struct scenario_world *world)
{
	const struct scenario *scenario = world->scenario;
	size_t errors = findings_errors(world->findings);
	struct look look = scenario_look(world);

	for (uint32_t i = 0; i < scenario->probe_count; i++) {
		const struct scenario_probe *probe = &scenario->probes[i];
		const char *texts[2] = {probe->from, probe->to};

		for (unsigned e = 0; e < 2; e++) {
			struct path_end *end = &world->ends[i][e];
			struct findings found = {0};

			if (!path_end_find(look.fabric, texts[e], probe->family, end, &found)) {
				findings_add(world->findings, SEVERITY_ERROR, probe->place, "%s",
				             found.count > 0 ? found.items[0].text : texts[e]);
			} else {
				/* The name may live in the fabric, which ends before the probe. */
				end->name = arena_strdup(world->arena, end->name);
			}
			findings_done(&found);
		}
		if (world->ends[i][0].kind == PATH_END_OUTSIDE)
			findings_add(world->findings, SEVERITY_ERROR, probe->place,
			             "a probe begins in a virtual network or at a site");
	}
	scenario_look_done(&look);
	return findings_errors(world->findings) == errors;
}

/* Looking */

/* The same ends in another version of the lab, where everything has its old place. */
static void move_end(struct path_end *end, const struct lab *from, const struct lab *to)
{
	if (end->vnet != NULL) {
		CHECK(&from->vnets[end->vnet->index] == end->vnet);
		const struct lab_vnet *vnet = &to->vnets[end->vnet->index];

		if (end->subnet != NULL)
			end->subnet = &vnet->subnets[end->subnet - end->vnet->subnets];
		end->vnet = vnet;
	}
	if (end->site != NULL) {
		CHECK(&from->sites[end->site->index] == end->site);
		end->site = &to->sites[end->site->index];
	}
}

static void move_ends(struct scenario_world *world, const struct lab *lab)
{
	for (uint32_t i = 0; i < world->scenario->probe_count && lab != world->ends_of; i++) {
		for (unsigned e = 0; e < 2; e++)
			move_end(&world->ends[i][e], world->ends_of, lab);
	}
	world->ends_of = lab;
}

struct look scenario_look(struct scenario_world *world)
{
	const struct lab *lab = event_lab_seen(world->events);
	struct look look = {.snapshot = sim_snapshot(world->sim)};

	if (world->ends_of != NULL)
		move_ends(world, lab);
	world->ends_of = lab;
	look.fabric = fabric_new(lab, look.snapshot);
	return look;
}

void scenario_look_done(struct look *look)
{
	fabric_free(look->fabric);
	snapshot_free(look->snapshot);
	*look = (struct look){0};
}

/* Views */

static uint32_t delivered(const struct path_direction *direction)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < direction->way_count; i++)
		count += direction->ways[i].stop == PATH_DELIVERED;
	return count;
}

static const char *stop_of(const struct path_direction *direction)
{
	for (uint32_t i = 0; i < direction->way_count; i++) {
		if (direction->ways[i].stop != PATH_DELIVERED)
			return direction->ways[i].stop_text;
	}
	return NULL;
}

static enum probe_state state_of(const struct path *path)
{
	bool there_lost = path->there.state == PATH_UNREACHABLE;
	bool back_lost = path->back.state == PATH_UNREACHABLE;

	if (there_lost && back_lost)
		return PROBE_LOST;
	if (there_lost || back_lost)
		return PROBE_ONE_WAY;
	return path->reachable ? PROBE_REACHABLE : PROBE_PARTLY;
}

static const char *keep(struct scenario_world *world, const char *text)
{
	return text == NULL ? NULL : arena_strdup(world->arena, text);
}

static const char *between(struct scenario_world *world, const struct path_direction *direction)
{
	struct text text = {0};
	const char *kept;

	path_format_between(direction, &text);
	kept = keep(world, text_str(&text));
	text_done(&text);
	return kept;
}

static struct probe_view view_of(struct scenario_world *world, struct fabric *fabric,
                                 struct path *path)
{
	const char *stop;

	path_explain_stop(fabric, &path->there, path->arena);
	path_explain_stop(fabric, &path->back, path->arena);
	stop = stop_of(&path->there);
	if (stop == NULL)
		stop = stop_of(&path->back);
	return (struct probe_view){
	    .state = state_of(path),
	    .there_lost = path->there.state == PATH_UNREACHABLE,
	    .back_lost = path->back.state == PATH_UNREACHABLE,
	    .mechanism = path->there.mechanism,
	    .between = between(world, &path->there),
	    .back = between(world, &path->back),
	    .ways = delivered(&path->there),
	    .rtt_us = path->reachable ? path->rtt.max_us : 0,
	    .asymmetry = keep(world, path->asymmetry),
	    .stop = keep(world, stop),
	};
}

static bool same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool same_view(const struct probe_view *a, const struct probe_view *b)
{
	return a->state == b->state && a->there_lost == b->there_lost &&
	       a->back_lost == b->back_lost && a->mechanism == b->mechanism &&
	       same_text(a->between, b->between) && same_text(a->back, b->back);
}

static void add_directions(const struct probe_view *view, struct text *out)
{
	if (!view->there_lost)
		text_addf(out, " by %s", path_mechanism_text(view->mechanism));
	if (!view->there_lost && view->between[0] != '\0')
		text_addf(out, ", there over %s", view->between);
	if (!view->back_lost && strcmp(view->back, view->between) != 0)
		text_addf(out, "%s back over %s", view->there_lost ? "" : ",", view->back);
}

static void note_view(struct scenario_world *world, const struct scenario_probe *probe,
                      const struct probe_view *view)
{
	struct text text = {0};

	switch (view->state) {
	case PROBE_LOST:
		text_add(&text, "lost");
		break;
	case PROBE_ONE_WAY:
		text_addf(&text, "one way, the way %s is lost;",
		          view->there_lost ? "there" : "back");
		break;
	case PROBE_PARTLY:
		text_add(&text, "some flows are lost;");
		break;
	default:
		text_add(&text, "reachable");
		break;
	}
	if (view->state != PROBE_LOST)
		add_directions(view, &text);
	if (view->state != PROBE_REACHABLE && view->stop != NULL)
		text_addf(&text, ": %s", view->stop);
	scenario_note(world, SCENARIO_ENTRY_PROBE, probe->name, text_str(&text));
	text_done(&text);
}

/* Measuring */

static void book(struct scenario_watch *watch, int64_t us)
{
	CHECK(us >= 0);
	switch (watch->view.state) {
	case PROBE_LOST:
		watch->outage_us += us;
		break;
	case PROBE_ONE_WAY:
		watch->outage_us += us;
		watch->one_way_us += us;
		break;
	case PROBE_PARTLY:
		watch->partly_us += us;
		break;
	default:
		break;
	}
	CHECK(watch->one_way_us <= watch->outage_us);
}

static void measure_probe(struct scenario_world *world, struct fabric *fabric, uint32_t probe)
{
	struct scenario_watch *watch = &world->phase->watches[probe];
	struct path *path = path_find(fabric, &world->ends[probe][0], &world->ends[probe][1]);
	struct probe_view view = view_of(world, fabric, path);

	path_free(path);
	if (world->measured)
		book(watch, sim_now(world->sim).us - world->looked_us);
	if (world->measured && same_view(&view, &watch->view))
		return;
	watch->view = view;
	if (world->measured)
		note_view(world, watch->probe, &view);
}

void scenario_measure(struct scenario_world *world)
{
	struct look look = scenario_look(world);

	for (uint32_t i = 0; i < world->scenario->probe_count; i++)
		measure_probe(world, look.fabric, i);
	world->looked_us = sim_now(world->sim).us;
	world->measured = true;
	scenario_look_done(&look);
}

/* Routes */

/* The best and equally good paths of a prefix stand first. */
struct prefix_row {
	const struct snapshot_path *paths;
	uint32_t count;  /* of all */
	uint32_t chosen; /* best and equally good */
};

static struct prefix_row row_at(const struct snapshot_node *node, uint32_t at)
{
	struct prefix_row row = {.paths = &node->paths[at]};

	while (at + row.count < node->path_count &&
	       prefix_equal(&row.paths[row.count].prefix, &row.paths[0].prefix)) {
		row.chosen += row.paths[row.count].multipath;
		row.count++;
	}
	CHECK(row.count > 0 && row.chosen <= row.count);
	return row;
}

static bool same_span(struct span a, struct span b)
{
	return a.size == b.size && (a.size == 0 || memcmp(a.at, b.at, a.size) == 0);
}

static bool same_choice(const struct prefix_row *a, const struct prefix_row *b)
{
	if (a->chosen != b->chosen)
		return false;
	for (uint32_t i = 0; i < a->chosen; i++) {
		const struct bgp_attrs *left = a->paths[i].attrs;
		const struct bgp_attrs *right = b->paths[i].attrs;

		if (a->paths[i].peer != b->paths[i].peer || left->weight != right->weight ||
		    left->local_pref != right->local_pref ||
		    !addr_equal(&left->next_hop, &right->next_hop) ||
		    !same_span(left->as_path, right->as_path))
			return false;
	}
	return true;
}

static void count_row(struct scenario_change *change, const struct prefix_row *before,
                      const struct prefix_row *now)
{
	bool was = before != NULL && before->chosen > 0;
	bool is = now != NULL && now->chosen > 0;

	if (is && !was)
		change->learned++;
	else if (was && !is)
		change->lost++;
	else if (is && !same_choice(before, now))
		change->moved++;
}

static struct scenario_change compare(const struct snapshot_node *before,
                                      const struct snapshot_node *now)
{
	struct scenario_change change = {0};
	uint32_t a = 0;
	uint32_t b = 0;

	while ((before != NULL && a < before->path_count) || b < now->path_count) {
		bool more_a = before != NULL && a < before->path_count;
		bool more_b = b < now->path_count;
		int order = !more_a ? 1
		            : !more_b
		                ? -1
		                : prefix_compare(&before->paths[a].prefix, &now->paths[b].prefix);
		struct prefix_row left = order <= 0 ? row_at(before, a) : (struct prefix_row){0};
		struct prefix_row right = order >= 0 ? row_at(now, b) : (struct prefix_row){0};

		CHECK(left.count + right.count > 0);
		count_row(&change, order <= 0 ? &left : NULL, order >= 0 ? &right : NULL);
		a += left.count;
		b += right.count;
	}
	return change;
}

void scenario_count_changes(struct scenario_world *world, struct snapshot *snapshot)
{
	struct scenario_phase_report *phase = world->phase;

	CHECK(world->before == NULL || world->before->node_count == snapshot->node_count);
	phase->changes =
	    arena_alloc(world->arena, (snapshot->node_count + 1u) * sizeof(*phase->changes));
	for (uint32_t i = 0; i < snapshot->node_count; i++) {
		struct scenario_change change = compare(
		    world->before == NULL ? NULL : &world->before->nodes[i], &snapshot->nodes[i]);

		change.node = keep(world, snapshot->nodes[i].name);
		if (change.learned + change.lost + change.moved > 0)
			phase->changes[phase->change_count++] = change;
	}
	snapshot_free(world->before);
	world->before = snapshot;
}
