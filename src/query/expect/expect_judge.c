/* Judges expectations, one after the other. */
#include <fnmatch.h>
#include <stdarg.h>
#include <string.h>

#include "bgp/as_path.h"
#include "query/expect/expect_evidence.h"

bool expect_name_matches(const char *pattern, const char *name, const char *group)
{
	return fnmatch(pattern, name, 0) == 0 || (group != NULL && fnmatch(pattern, group, 0) == 0);
}

static char *format_into(struct arena *arena, const char *format, va_list args)
{
	struct text text = {0};
	char *copy;

	text_addv(&text, format, args);
	copy = arena_strdup(arena, text_str(&text));
	text_done(&text);
	return copy;
}

void expect_pass(struct expect_check *check, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	check->result->message = format_into(check->arena, format, args);
	va_end(args);
	check->result->passed = true;
}

void expect_fail(struct expect_check *check, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	check->result->message = format_into(check->arena, format, args);
	va_end(args);
	check->result->passed = false;
}

void expect_evidence(struct expect_check *check, const char *format, ...)
{
	struct expect_result *result = check->result;
	va_list args;

	if (result->evidence == NULL)
		result->evidence = arena_alloc(check->arena, (EXPECT_EVIDENCE_MAX + 2) *
		                                                 sizeof(*result->evidence));
	if (result->evidence_count == EXPECT_EVIDENCE_MAX) {
		check->left_out++;
		return;
	}
	va_start(args, format);
	result->evidence[result->evidence_count++] = format_into(check->arena, format, args);
	va_end(args);
}

static void count_left_out(struct expect_check *check)
{
	struct expect_result *result = check->result;

	if (check->left_out > 0)
		result->evidence[result->evidence_count++] =
		    arena_printf(check->arena, "... and %u more lines", check->left_out);
	if (check->directions_left_out > 0)
		result->evidence[result->evidence_count++] = arena_printf(
		    check->arena, "... and %u more directions", check->directions_left_out);
}

static void add_step(struct expect_check *check, const struct route_step *step, int width)
{
	struct text as_path = {0};

	if (step->attrs != NULL)
		as_path_format(step->attrs->as_path, " ", &as_path);
	if (step->originates)
		expect_evidence(check, "    %-*s  originates it", width, step->node);
	else if (step->attrs == NULL)
		expect_evidence(check, "    %-*s  announces it", width, step->node);
	else
		expect_evidence(check, "    %-*s  AS path %s", width, step->node,
		                text_str(&as_path));
	text_done(&as_path);
}

void expect_evidence_of_route(struct expect_check *check, uint32_t node,
                              const struct held_route *route)
{
	struct route_step steps[ROUTE_TRACE_MAX];
	uint32_t count = route_trace(check->fabric, node, route, steps);
	char prefix[PREFIX_TEXT_MAX];
	int width = 0;

	for (uint32_t i = 0; i < count; i++) {
		int size = (int)strlen(steps[i].node);

		width = size > width ? size : width;
	}
	expect_evidence(check, "  the way of %s to %s:", prefix_format(&route->prefix, prefix),
	                check->fabric->nodes[node].node->name);
	for (uint32_t i = 0; i < count; i++)
		add_step(check, &steps[i], width);
}

/* Ids are words of the program, which outlive the ways. */
static void rest_on(struct expect_check *check, const char *rule)
{
	struct expect_result *result = check->result;

	for (uint32_t i = 0; i < result->rule_count; i++) {
		if (result->rules[i] == rule || strcmp(result->rules[i], rule) == 0)
			return;
	}
	if (result->rules == NULL)
		result->rules =
		    arena_alloc(check->arena, EXPECT_RULES_MAX * sizeof(*result->rules));
	if (result->rule_count < EXPECT_RULES_MAX)
		result->rules[result->rule_count++] = rule;
}

void expect_rest_on(struct expect_check *check, const struct path_direction *direction)
{
	for (uint32_t w = 0; w < direction->way_count; w++) {
		const struct path_way *way = &direction->ways[w];

		for (uint32_t h = 0; h < way->hop_count; h++) {
			const struct path_hop *hop = &way->hops[h];

			for (unsigned r = 0; r < PATH_RULES_MAX && hop->rules[r] != NULL; r++)
				rest_on(check, hop->rules[r]);
		}
		if (way->stop_rule != NULL)
			rest_on(check, way->stop_rule);
	}
}

void expect_not_found(struct expect_check *check, struct place place, const char *what,
                      const char *name, const char *const *names, size_t name_count)
{
	const char *near = nearest_word(name, names, name_count);
	bool is_pattern = strpbrk(name, "*?") != NULL;

	findings_add(check->findings, SEVERITY_ERROR, place, "%s %s '%s' in lab '%s'%s%s%s",
	             is_pattern ? "nothing matches as" : "there is no", what, name,
	             check->fabric->lab->name, near == NULL ? "" : "; did you mean '",
	             near == NULL ? "" : near, near == NULL ? "" : "'?");
}

struct expect_report *expect_judge(struct fabric *fabric, const struct expectations *expectations,
                                   struct findings *findings)
{
	static void (*const judges[EXPECT_KIND_COUNT])(struct expect_check *) = {
	    [EXPECT_ROUTE] = expect_judge_route,
	    [EXPECT_REACHABILITY] = expect_judge_reachability,
	    [EXPECT_ISOLATED] = expect_judge_isolated,
	    [EXPECT_PATH_AVOIDS] = expect_judge_path_avoids,
	};
	struct arena *arena = arena_new();
	struct expect_report *report = arena_alloc(arena, sizeof(*report));
	size_t errors = findings_errors(findings);

	report->arena = arena;
	report->count = expectations->count;
	report->results = arena_alloc(arena, (report->count + 1) * sizeof(*report->results));
	for (uint32_t i = 0; i < report->count; i++) {
		struct expect_check check = {.fabric = fabric,
		                             .arena = arena,
		                             .findings = findings,
		                             .expectation = &expectations->items[i],
		                             .result = &report->results[i]};

		check.result->expectation = check.expectation;
		judges[check.expectation->kind](&check);
		count_left_out(&check);
		report->failed += !check.result->passed;
	}
	if (findings_errors(findings) == errors)
		return report;
	expect_report_free(report);
	return NULL;
}

void expect_report_free(struct expect_report *report)
{
	if (report != NULL)
		arena_free(report->arena);
}
