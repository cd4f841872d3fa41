/* Collects the ends that are asked for, puts equal ones together, and walks between groups. */
#include "query/reach/reach_ask.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"

struct asking {
	struct reach_answer *out;
	struct fabric *fabric;
	const struct reach_question *question;
	struct findings *findings;
	struct path_end *ends;
	bool *from; /* by end */
	bool *to;
	size_t room;
	bool named; /* an end that is more than a whole VNet or site is among them */
};

static bool same_end(const struct path_end *a, const struct path_end *b)
{
	return a->kind == b->kind && addr_equal(&a->address, &b->address) && a->vnet == b->vnet &&
	       a->site == b->site;
}

/* The number of the end, which is added unless it is there. Whole VNets and sites come in order and
 * once for each list, so what is there is looked for among `known` only. */
static uint32_t add_end(struct asking *asking, const char *name, const struct path_end *end)
{
	struct reach_answer *out = asking->out;

	for (uint32_t i = 0; i < out->end_count; i++) {
		if (same_end(&asking->ends[i], end) && strcmp(out->names[i], name) == 0)
			return i;
	}
	CHECK(out->end_count < asking->room);
	asking->ends[out->end_count] = *end;
	out->names[out->end_count] = arena_strdup(out->arena, name);
	return out->end_count++;
}

static bool matches(const char *name, const char *const *texts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (fnmatch(texts[i], name, 0) == 0)
			return true;
	}
	return count == 0;
}

static size_t subnets_apart(const struct lab *lab)
{
	size_t count = 0;

	for (uint32_t i = 0; i < lab->vnet_count; i++)
		count += lab_vnet_is_divided(&lab->vnets[i]) ? lab->vnets[i].subnet_count : 0;
	return count;
}

/* The network; or each of its subnets where only some of them are peered. */
static void add_vnet(struct asking *asking, const struct lab_vnet *vnet, bool *list)
{
	struct fabric *fabric = asking->fabric;
	uint8_t family = asking->question->family;
	struct path_end end;

	if (!lab_vnet_is_divided(vnet)) {
		if (path_end_of_vnet(fabric, vnet, family, &end) == PATH_END_FOUND)
			list[add_end(asking, vnet->name, &end)] = true;
		return;
	}
	for (uint32_t i = 0; i < vnet->subnet_count; i++) {
		const struct lab_subnet *subnet = &vnet->subnets[i];
		const char *name = lab_join_name(fabric->arena, vnet->name, subnet->name);

		if (path_vms_stand_in(subnet) &&
		    path_end_of_subnet(fabric, vnet, subnet, family, name, &end) == PATH_END_FOUND)
			list[add_end(asking, name, &end)] = true;
	}
}

/* All VNets and sites that one of the patterns means; false when there is none. */
static bool add_matching(struct asking *asking, const char *const *texts, size_t count, bool *list)
{
	const struct lab *lab = asking->fabric->lab;
	uint8_t family = asking->question->family;
	bool any = false;
	struct path_end end;

	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		const struct lab_vnet *vnet = &lab->vnets[i];

		if (lab_vnet_is_hub(vnet) || !matches(vnet->name, texts, count))
			continue;
		any = true;
		add_vnet(asking, vnet, list);
	}
	for (uint32_t i = 0; i < lab->site_count; i++) {
		const struct lab_site *site = &lab->sites[i];

		if (!matches(site->name, texts, count))
			continue;
		any = true;
		if (path_end_of_site(asking->fabric, site, family, &end) == PATH_END_FOUND)
			list[add_end(asking, site->name, &end)] = true;
	}
	return any;
}

static bool is_pattern(const char *text)
{
	return strpbrk(text, "*?[") != NULL;
}

static void add_named(struct asking *asking, const char *text, bool *list, bool starts)
{
	const struct lab_vnet *vnet = lab_find_vnet(asking->fabric->lab, text);
	struct path_end end;

	if (is_pattern(text)) {
		if (!add_matching(asking, &text, 1, list))
			findings_add(asking->findings, SEVERITY_ERROR,
			             (struct place){.file = asking->fabric->lab->file},
			             "nothing matches as virtual network or site '%s'", text);
		return;
	}
	if (vnet != NULL && lab_vnet_is_divided(vnet)) {
		add_vnet(asking, vnet, list);
		return;
	}
	if (!path_end_find(asking->fabric, text, asking->question->family, &end, asking->findings))
		return;
	if (starts && end.kind == PATH_END_OUTSIDE) {
		findings_add(asking->findings, SEVERITY_ERROR,
		             (struct place){.file = asking->fabric->lab->file},
		             "%s is in no virtual network and announced by no site, so no packets "
		             "begin there",
		             text);
		return;
	}
	asking->named |= strcmp(text, end.name) != 0 || end.kind == PATH_END_OUTSIDE ||
	                 strchr(text, '/') != NULL;
	list[add_end(asking, text, &end)] = true;
}

static void collect(struct asking *asking)
{
	const struct reach_question *question = asking->question;
	const struct lab *lab = asking->fabric->lab;
	struct reach_answer *out = asking->out;

	asking->room = (size_t)lab->vnet_count + subnets_apart(lab) + lab->site_count +
	               question->from_count + question->to_count + 1;
	asking->ends = arena_alloc(out->arena, asking->room * sizeof(*asking->ends));
	out->names = arena_alloc(out->arena, asking->room * sizeof(*out->names));
	asking->from = arena_alloc(out->arena, asking->room);
	asking->to = arena_alloc(out->arena, asking->room);
	memset(asking->from, 0, asking->room);
	memset(asking->to, 0, asking->room);
	if (question->from_count == 0 || question->to_count == 0)
		path_ends_say_covered(asking->fabric, question->family, asking->findings);
	if (question->from_count == 0)
		add_matching(asking, NULL, 0, asking->from);
	for (size_t i = 0; i < question->from_count; i++)
		add_named(asking, question->from[i], asking->from, true);
	if (question->to_count == 0)
		add_matching(asking, NULL, 0, asking->to);
	for (size_t i = 0; i < question->to_count; i++)
		add_named(asking, question->to[i], asking->to, false);
}

static uint64_t count_directions(const struct asking *asking)
{
	uint64_t from = 0;
	uint64_t to = 0;
	uint64_t both = 0;

	for (uint32_t i = 0; i < asking->out->end_count; i++) {
		from += asking->from[i];
		to += asking->to[i];
		both += asking->from[i] && asking->to[i];
	}
	return from * to - both;
}

/* What makes ends one group, and which end it is of. */
struct mark {
	uint32_t source;
	uint32_t target;
	bool from;
	bool to;
	uint32_t end;
};

static int compare_marks(const struct mark *a, const struct mark *b)
{
	if (a->source != b->source)
		return a->source < b->source ? -1 : 1;
	if (a->target != b->target)
		return a->target < b->target ? -1 : 1;
	if (a->from != b->from)
		return a->from ? -1 : 1;
	return a->to == b->to ? 0 : a->to ? -1 : 1;
}

static int by_mark(const void *a, const void *b)
{
	const struct mark *left = a;
	const struct mark *right = b;
	int order = compare_marks(left, right);

	return order != 0 ? order : left->end < right->end ? -1 : left->end > right->end;
}

static int by_first_member(const void *a, const void *b)
{
	const struct reach_group *left = a;
	const struct reach_group *right = b;

	return left->members[0] < right->members[0] ? -1 : left->members[0] > right->members[0];
}

static struct mark *mark_ends(const struct asking *asking)
{
	const struct reach_answer *out = asking->out;
	struct mark *marks = xcalloc(out->end_count + 1u, sizeof(*marks));
	struct reach_classes classes = {0};

	if (out->grouped)
		classes = reach_classify(asking->fabric, asking->ends, out->end_count, out->arena);
	for (uint32_t i = 0; i < out->end_count; i++)
		marks[i] = (struct mark){.source = out->grouped ? classes.source[i] : i,
		                         .target = out->grouped ? classes.target[i] : i,
		                         .from = asking->from[i],
		                         .to = asking->to[i],
		                         .end = i};
	if (out->end_count > 0)
		qsort(marks, out->end_count, sizeof(*marks), by_mark);
	return marks;
}

/* "40 virtual networks as spoke-1", with whom they share a gateway: "40 spokes of hub-weu". */
static const char *name_group(const struct asking *asking, const struct reach_group *group)
{
	struct arena *arena = asking->out->arena;
	const struct path_end *first = &asking->ends[group->members[0]];
	const struct lab_vnet *serving = first->vnet == NULL ? NULL : lab_serving_vnet(first->vnet);
	const char *name = asking->out->names[group->members[0]];

	if (group->count == 1)
		return name;
	if (serving != NULL && serving != first->vnet)
		return arena_printf(arena, "%u spokes of %s as %s", group->count,
		                    lab_vnet_is_hub(serving) ? serving->hub->name : serving->name,
		                    name);
	return arena_printf(arena, "%u %s as %s", group->count,
	                    first->vnet != NULL ? "virtual networks" : "sites", name);
}

static void make_groups(struct asking *asking)
{
	struct reach_answer *out = asking->out;
	struct mark *marks = mark_ends(asking);
	uint32_t *members = arena_alloc(out->arena, (out->end_count + 1u) * sizeof(*members));

	out->groups = arena_alloc(out->arena, (out->end_count + 1u) * sizeof(*out->groups));
	for (uint32_t i = 0; i < out->end_count; i++) {
		members[i] = marks[i].end;
		if (i > 0 && compare_marks(&marks[i - 1], &marks[i]) == 0) {
			out->groups[out->group_count - 1].count++;
			continue;
		}
		out->groups[out->group_count++] = (struct reach_group){
		    .members = &members[i], .count = 1, .from = marks[i].from, .to = marks[i].to};
	}
	if (out->group_count > 0)
		qsort(out->groups, out->group_count, sizeof(*out->groups), by_first_member);
	for (uint32_t i = 0; i < out->group_count; i++)
		out->groups[i].name = name_group(asking, &out->groups[i]);
	free(marks);
}

static void tell_there(const struct asking *asking, const struct path_direction *there,
                       struct reach_row *row)
{
	struct arena *arena = asking->out->arena;
	struct text between = {0};

	row->state = there->state;
	row->mechanism = there->mechanism;
	path_format_between(there, &between);
	row->between = arena_strdup(arena, text_str(&between));
	text_done(&between);
	for (uint32_t i = 0; i < there->way_count && row->stop == NULL; i++) {
		if (there->ways[i].stop != PATH_DELIVERED)
			row->stop = arena_strdup(arena, there->ways[i].stop_text);
	}
}

static void look(const struct asking *asking, uint32_t from, uint32_t to, struct reach_row *row)
{
	struct path *path = path_find(asking->fabric, &asking->ends[from], &asking->ends[to]);

	tell_there(asking, &path->there, row);
	row->rtt = path->rtt;
	row->back_known = asking->ends[to].kind != PATH_END_OUTSIDE;
	row->back_closed = row->back_known && path->back.state == PATH_UNREACHABLE;
	if (path->asymmetry != NULL)
		row->asymmetry = arena_strdup(asking->out->arena, path->asymmetry);
	path_free(path);
}

static bool is_asked_for(const struct reach_question *question, const struct reach_row *row)
{
	bool open = row->state != PATH_UNREACHABLE;

	if (question->by != PATH_NONE && row->mechanism != question->by)
		return false;
	if (question->closed && open)
		return false;
	if (question->one_way && (!row->back_known || open != row->back_closed))
		return false;
	return !question->asymmetric ||
	       (open && row->back_known && !row->back_closed && row->asymmetry != NULL);
}

static uint64_t pairs_of(const struct reach_answer *out, uint32_t from, uint32_t to)
{
	uint64_t many = out->groups[from].count;

	return many * (from == to ? many - 1 : out->groups[to].count);
}

static void ask_pair(struct asking *asking, uint32_t from, uint32_t to)
{
	struct reach_answer *out = asking->out;
	struct reach_row *row = &out->rows[out->row_count];
	uint64_t pairs = pairs_of(out, from, to);

	if (pairs == 0 || !out->groups[from].from || !out->groups[to].to)
		return;
	*row = (struct reach_row){.from = from, .to = to, .pairs = pairs};
	out->directions += pairs;
	look(asking, out->groups[from].members[0], out->groups[to].members[from == to], row);
	if (!is_asked_for(asking->question, row))
		return;
	out->shown += pairs;
	out->row_count++;
}

struct reach_answer *reach_ask(struct fabric *fabric, const struct reach_question *question,
                               struct findings *findings)
{
	struct arena *arena = arena_new();
	struct reach_answer *out = arena_alloc(arena, sizeof(*out));
	struct asking asking = {
	    .out = out, .fabric = fabric, .question = question, .findings = findings};

	*out = (struct reach_answer){.arena = arena, .family = question->family};
	collect(&asking);
	if (findings_errors(findings) > 0) {
		reach_answer_free(out);
		return NULL;
	}
	out->grouped = !asking.named && count_directions(&asking) > REACH_SINGLE_MAX;
	make_groups(&asking);
	out->rows = xcalloc((size_t)out->group_count * out->group_count + 1u, sizeof(*out->rows));
	for (uint32_t from = 0; from < out->group_count; from++) {
		for (uint32_t to = 0; to < out->group_count; to++)
			ask_pair(&asking, from, to);
	}
	CHECK(out->directions == count_directions(&asking) && out->shown <= out->directions);
	return out;
}

void reach_answer_free(struct reach_answer *answer)
{
	if (answer == NULL)
		return;
	free(answer->rows);
	arena_free(answer->arena);
}
