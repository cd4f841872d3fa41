/* Runs labs for tests of questions. */
#include "tests/lib/simulated.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
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

struct simulated simulate_text(const char *text)
{
	struct findings findings = {0};
	struct text complaints = {0};
	char *quoted = xstrdup(text);
	struct lab *lab;

	for (char *at = quoted; *at != '\0'; at++) {
		if (*at == '\'')
			*at = '"';
	}
	lab = azure_parse("lab.json", quoted, strlen(quoted), &findings);
	findings_format(&findings, 0, &complaints);
	if (lab == NULL)
		fail_msg("%s", text_str(&complaints));
	text_done(&complaints);
	findings_done(&findings);
	free(quoted);
	return simulate(lab);
}

struct simulated simulate_file(const char *name)
{
	const char *srcdir = getenv("srcdir");
	struct findings findings = {0};
	struct text path = {0};

	text_addf(&path, "%s/labs/%s/lab.json", srcdir == NULL ? "." : srcdir, name);
	struct lab *lab = azure_load(text_str(&path), &findings);
	assert_non_null(lab);
	findings_done(&findings);
	text_done(&path);
	return simulate(lab);
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
