/* A lab, simulated until it has converged, and its fabric. */
#ifndef TESTS_LIB_SIMULATED_H
#define TESTS_LIB_SIMULATED_H

#include "base/text.h"
#include "query/path/path.h"
#include "query/state/fabric.h"
#include "topo/model/model.h"
#include "topo/plan/plan.h"

struct simulated {
	struct lab *lab;
	struct plan *plan;
	struct snapshot *snapshot;
	struct fabric *fabric;
};

/* Takes the lab over. Fails the test when it does not converge. The caller ends it with
 * simulated_done(). */
struct simulated simulate(struct lab *lab);

/* The same from a text that is written with ' for ". */
struct simulated simulate_text(const char *text);

/* The text with the first `what`, which must be there, replaced by `by`. The caller frees. */
char *lab_text_with(const char *text, const char *what, const char *by);

/* The same of the text with the first `what`, which must be there, replaced by `by`. */
struct simulated simulate_text_with(const char *text, const char *what, const char *by);

/* The example lab of this name, of the folder labs/. */
struct simulated simulate_file(const char *name);

/* The lab in this file of the source tree, such as "tests/hubs/vpn-sites/lab.yaml", with the first
 * `what`, which must be in it, replaced by `by`; NULL: as it is. */
struct simulated simulate_at_with(const char *path, const char *what, const char *by);

/* All that is said of such a lab, which may be wrong; text_done() ends it. */
void complaints_at_with(const char *path, const char *what, const char *by, struct text *out);

void simulated_done(struct simulated *s);

/* The IPv4 end of this name; fails the test when there is none. */
struct path_end an_end(struct simulated *s, const char *name);

/* Both directions between two ends; ended with path_free(). */
struct path *a_path(struct simulated *s, const char *from, const char *to);

#endif
