/* Runs labs for tests of questions. */
#include "tests/lib/simulated.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "azure/azure.h"
#include "base/text.h"
#include "sim/sim.h"
#include "topo/judge/load.h"

struct simulated simulate(struct lab *lab)
{
	struct simulated s = {.lab = lab, .plan = plan_compile(lab)};
	struct sim *sim = sim_new(s.plan, &(struct sim_options){0});

	sim_start(sim);
	assert_true(sim_run(sim, instant_after(INSTANT_START, 3600 * US_PER_S)));
	s.snapshot = sim_snapshot(sim);
	sim_free(sim);
	s.fabric = fabric_new(s.lab, s.snapshot);
	return s;
}

/* Takes the text over. */
static struct simulated simulate_as(const char *name, char *content)
{
	struct findings findings = {0};
	struct text complaints = {0};
	struct lab *lab = azure_parse(name, content, strlen(content), &findings);

	findings_format(&findings, 0, &complaints);
	if (lab == NULL)
		fail_msg("%s", text_str(&complaints));
	text_done(&complaints);
	findings_done(&findings);
	free(content);
	return simulate(lab);
}

struct simulated simulate_text(const char *text)
{
	char *quoted = xstrdup(text);

	for (char *at = quoted; *at != '\0'; at++) {
		if (*at == '\'')
			*at = '"';
	}
	return simulate_as("lab.json", quoted);
}

static char *read_file(const char *path)
{
	const char *srcdir = getenv("srcdir");
	struct text whole = {0};
	struct text content = {0};
	char block[4096];
	size_t size;
	char *out;

	text_addf(&whole, "%s/%s", srcdir == NULL ? "." : srcdir, path);
	FILE *file = fopen(text_str(&whole), "r");
	assert_non_null(file);
	while ((size = fread(block, 1, sizeof(block), file)) > 0)
		text_add_bytes(&content, block, size);
	fclose(file);
	out = xstrdup(text_str(&content));
	text_done(&content);
	text_done(&whole);
	return out;
}

char *lab_text_with(const char *text, const char *what, const char *by)
{
	const char *at = strstr(text, what);
	struct text out = {0};
	char *copy;

	if (at == NULL)
		fail_msg("no %s in the text of the lab", what);
	text_addf(&out, "%.*s%s%s", (int)(at - text), text, by, at + strlen(what));
	copy = xstrdup(text_str(&out));
	text_done(&out);
	return copy;
}

static char *read_with(const char *path, const char *what, const char *by)
{
	char *content = read_file(path);
	char *changed;

	if (what == NULL)
		return content;
	changed = lab_text_with(content, what, by);
	free(content);
	return changed;
}

struct simulated simulate_at_with(const char *path, const char *what, const char *by)
{
	return simulate_as(path, read_with(path, what, by));
}

void complaints_at_with(const char *path, const char *what, const char *by, struct text *out)
{
	struct findings findings = {0};
	char *content = read_with(path, what, by);
	struct lab *lab = azure_parse(path, content, strlen(content), &findings);

	findings_format(&findings, 0, out);
	if (lab != NULL)
		lab_free(lab);
	findings_done(&findings);
	free(content);
}

struct simulated simulate_text_with(const char *text, const char *what, const char *by)
{
	char *changed = lab_text_with(text, what, by);
	struct simulated s = simulate_text(changed);

	free(changed);
	return s;
}

struct simulated simulate_file(const char *name)
{
	struct text path = {0};
	struct simulated s;

	text_addf(&path, "labs/%s/lab.json", name);
	s = simulate_at_with(text_str(&path), NULL, NULL);
	text_done(&path);
	return s;
}

void simulated_done(struct simulated *s)
{
	fabric_free(s->fabric);
	snapshot_free(s->snapshot);
	plan_free(s->plan);
	lab_free(s->lab);
}

struct path_end an_end(struct simulated *s, const char *name)
{
	struct findings findings = {0};
	struct path_end end;

	if (!path_end_find(s->fabric, name, ADDR_NONE, &end, &findings))
		fail_msg("no end '%s'", name);
	findings_done(&findings);
	return end;
}

struct path *a_path(struct simulated *s, const char *from, const char *to)
{
	struct path_end a = an_end(s, from);
	struct path_end b = an_end(s, to);

	return path_find(s->fabric, &a, &b);
}
