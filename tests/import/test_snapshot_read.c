/* A snapshot survives the way to JSON and back; nonsense does not get in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/rng.h"
#include "base/text.h"
#include "import/snapshot_read.h"
#include "report/state/snapshot_json.h"
#include "tests/lib/snapshots.h"

static struct snapshot *read_good(const char *json)
{
	struct findings findings = {0};
	struct snapshot *snapshot = snapshot_from_json("test.json", json, strlen(json), &findings);

	if (snapshot == NULL)
		fail_msg("%s", findings.items[0].text);
	assert_int_equal(findings.count, 0);
	findings_done(&findings);
	return snapshot;
}

static void a_snapshot_survives_the_way_to_json_and_back(void **state)
{
	(void)state;
	struct snapshot *before = a_snapshot();
	char *json = snapshot_to_json(before);
	struct snapshot *after = read_good(json);
	char *again = snapshot_to_json(after);
	struct text diff = {0};

	assert_string_equal(json, again);
	snapshot_diff(before, after, &diff);
	assert_string_equal(text_str(&diff), "");
	assert_string_equal(after->lab, "by \"hand\"");
	assert_string_equal(after->source, "sim");
	assert_int_equal(after->time_us, before->time_us);
	assert_true(after->converged);
	assert_true(after->nodes[0].present);
	assert_false(after->nodes[1].present);
	text_done(&diff);
	free(json);
	free(again);
	snapshot_free(before);
	snapshot_free(after);
}

static void peers_keep_all_their_numbers(void **state)
{
	(void)state;
	struct snapshot *before = a_snapshot();

	before->nodes[0].peers[2].idle_left_us = 4250000;
	before->nodes[0].turn = (struct snapshot_turn){1, 2, 3, 4};
	char *json = snapshot_to_json(before);
	struct snapshot *after = read_good(json);

	assert_memory_equal(&before->nodes[0].turn, &after->nodes[0].turn,
	                    sizeof(struct snapshot_turn));
	assert_memory_equal(before->nodes[0].prefix_count, after->nodes[0].prefix_count,
	                    sizeof(before->nodes[0].prefix_count));
	for (uint32_t i = 0; i < before->nodes[0].peer_count; i++) {
		const struct snapshot_peer *a = &before->nodes[0].peers[i];
		const struct snapshot_peer *b = &after->nodes[0].peers[i];
		assert_string_equal(a->name, b->name);
		assert_true(addr_equal(&a->address, &b->address));
		assert_true(addr_equal(&a->local_address, &b->local_address));
		assert_int_equal(a->asn, b->asn);
		assert_int_equal(a->router_id, b->router_id);
		assert_string_equal(a->state, b->state);
		assert_int_equal(a->established, b->established);
		assert_int_equal(a->state_age_us, b->state_age_us);
		assert_int_equal(a->idle_left_us, b->idle_left_us);
		assert_int_equal(a->hold_time_s, b->hold_time_s);
		assert_int_equal(a->messages_in, b->messages_in);
		assert_int_equal(a->messages_out, b->messages_out);
		assert_memory_equal(a->received, b->received, sizeof(a->received));
		assert_memory_equal(a->accepted, b->accepted, sizeof(a->accepted));
		assert_memory_equal(a->sent, b->sent, sizeof(a->sent));
		assert_memory_equal(a->prefix_limit, b->prefix_limit, sizeof(a->prefix_limit));
		assert_int_equal(a->last_error, b->last_error);
		assert_int_equal(a->last_error_sent, b->last_error_sent);
		assert_int_equal(a->last_fault == NULL, b->last_fault == NULL);
		if (a->last_fault != NULL)
			assert_string_equal(a->last_fault, b->last_fault);
	}
	free(json);
	snapshot_free(before);
	snapshot_free(after);
}

struct gathered {
	struct text text;
	unsigned pieces;
	unsigned wanted;
};

static bool gather(void *user, const char *at, size_t size)
{
	struct gathered *gathered = user;

	assert_true(size > 0 && size < 2 * 65536);
	text_add_bytes(&gathered->text, at, size);
	return ++gathered->pieces < gathered->wanted;
}

static void the_pieces_of_a_document_are_the_document(void **state)
{
	(void)state;
	enum { MANY = 5000 };
	struct snapshot *snapshot = a_snapshot();
	struct snapshot_node *node = &snapshot->nodes[0];
	struct snapshot_told *many = arena_alloc(snapshot->arena, MANY * sizeof(*many));
	struct gathered all = {.wanted = UINT32_MAX};
	struct gathered some = {.wanted = 2};

	for (unsigned i = 0; i < MANY; i++)
		many[i] = node->told[0];
	node->told = many;
	node->told_count = MANY;
	char *json = snapshot_to_json(snapshot);

	assert_true(snapshot_write_json(snapshot, gather, &all));
	assert_string_equal(json, text_str(&all.text));
	assert_true(all.pieces > 3);
	assert_false(snapshot_write_json(snapshot, gather, &some));
	assert_int_equal(2, some.pieces);
	text_done(&all.text);
	text_done(&some.text);
	free(json);
	snapshot_free(snapshot);
}

static void sessions_without_routes_keep_their_counts(void **state)
{
	(void)state;
	struct snapshot *before = a_snapshot();
	uint32_t counts[3];

	memcpy(counts, before->nodes[0].prefix_count, sizeof(counts));
	assert_int_equal(counts[ADDR_IPV4], 3);
	before->without_routes = true;
	before->nodes[0].path_count = before->nodes[0].told_count = 0;
	char *json = snapshot_to_json(before);
	struct snapshot *after = read_good(json);

	assert_true(after->without_routes);
	assert_memory_equal(counts, after->nodes[0].prefix_count, sizeof(counts));
	free(json);
	snapshot_free(before);
	snapshot_free(after);
}

static void equal_attributes_are_written_once(void **state)
{
	(void)state;
	struct snapshot *before = a_snapshot();

	before->nodes[0].paths[4].attrs = before->nodes[0].paths[3].attrs;
	char *json = snapshot_to_json(before);
	struct snapshot *after = read_good(json);
	const struct snapshot_path *paths = after->nodes[0].paths;
	assert_ptr_equal(paths[4].attrs, paths[3].attrs);
	assert_ptr_not_equal(paths[4].attrs, paths[2].attrs);
	free(json);
	snapshot_free(before);
	snapshot_free(after);
}

#define HEAD  "{\"format\":\"hairpin-snapshot\",\"version\":2,\"lab\":\"x\",\"source\":\"sim\","
#define SET   "{\"origin\":\"IGP\",\"asPath\":\"\",\"nextHop\":\"1.1.1.1\"}"
#define EMPTY "\"attributes\":[],\"nodes\":[]}"
#define PEER                                                                                   \
	"{\"node\":0,\"address\":\"1.1.1.1\",\"localAddress\":\"1.1.1.2\",\"as\":1,\"state\":" \
	"\"Idle\"}"
#define WITH(peers, paths, told)                                                                  \
	HEAD "\"attributes\":[" SET "],\"nodes\":[{\"name\":\"n\",\"role\":\"msee\",\"element\":" \
	     "\"n\",\"group\":\"n\",\"as\":1,"                                                    \
	     "\"peers\":[" peers "],\"paths\":[" paths "],\"told\":[" told "]}]}"
#define WITH_SET(set) HEAD "\"attributes\":[" set "],\"nodes\":[]}"
#define BEST          "\"best\":true,\"multipath\":true,\"why\":\"weight\",\"attributes\":0}"

static const char smallest[] = HEAD EMPTY;
static const char one_of_each[] = WITH(PEER, "{\"prefix\":\"10.0.0.0/8\",\"peer\":0," BEST,
                                       "{\"prefix\":\"10.0.0.0/8\",\"peer\":0,\"attributes\":0}");

/* clang-format off */
static const struct row {
	const char *json;
	const char *finding; /* a part of it */
} rows[] = {
	{"", "JSON"},
	{"{", "JSON"},
	{"null", "format is not"},
	{"[]", "format is not"},
	{"{}", "format is not"},
	{"{\"error\":\"unknown request\"}", "format is not"},
	{"{\"format\":\"hairpin-snapshot\"}", "version"},
	{"{\"format\":\"hairpin-snapshot\",\"version\":1}", "version"},
	{"{\"format\":\"hairpin-snapshot\",\"version\":2}", "lab is missing"},
	{HEAD EMPTY " x", "text after the end"},
	{HEAD "\"nodes\":[]}", "attributes is missing"},
	{HEAD "\"attributes\":[],\"nodes\":{}}", "nodes is not a list"},
	{HEAD "\"attributes\":[],\"nodes\":[1]}", "nodes holds what is no object"},
	{HEAD "\"timeUs\":-1," EMPTY, "timeUs is not a whole number"},
	{HEAD "\"timeUs\":1.5," EMPTY, "timeUs is not a whole number"},
	{HEAD "\"timeUs\":1e300," EMPTY, "timeUs is not a whole number"},
	{HEAD "\"timeUs\":\"1\"," EMPTY, "timeUs is not a whole number"},
	{HEAD "\"converged\":1," EMPTY, "converged is neither"},
	{WITH_SET("{}"), "attributes[0].origin is missing"},
	{WITH_SET("{\"origin\":\"IGP\",\"nextHop\":\"-\"}"), "attributes[0].asPath is missing"},
	{WITH_SET("{\"origin\":\"IGP\",\"asPath\":\"\"}"), "attributes[0].nextHop is missing"},
	{WITH_SET("{\"origin\":\"IGP\",\"asPath\":\"\",\"originatorId\":\"fd00::\",\"nextHop\":\"-\"}"), "originatorId is not an IPv4 address"},
	{WITH_SET("{\"origin\":\"IGP\",\"asPath\":\"\",\"clusterList\":[\"1.2.3\"],\"nextHop\":\"-\"}"), "clusterList holds what is no router ID"},
	{WITH_SET("{\"origin\":\"x\",\"asPath\":\"\",\"nextHop\":\"-\"}"), "origin is not a known word"},
	{WITH_SET("{\"origin\":\"IGP\",\"asPath\":[1,-2],\"nextHop\":\"-\"}"), "asPath is not an AS path"},
	{WITH_SET("{\"origin\":\"IGP\",\"asPath\":[4294967296],\"nextHop\":\"-\"}"), "asPath is not an AS path"},
	{WITH_SET("{\"origin\":\"IGP\",\"asPath\":[[1]],\"nextHop\":\"-\"}"), "asPath is not an AS path"},
	{WITH_SET("{\"origin\":\"IGP\",\"asPath\":7,\"nextHop\":\"-\"}"), "asPath is not"},
	{WITH_SET("{\"origin\":\"IGP\",\"asPath\":\"x\",\"nextHop\":\"-\"}"), "asPath is not an AS path"},
	{WITH_SET("{\"origin\":\"IGP\",\"asPath\":\"\",\"nextHop\":\"1.2.3\"}"), "nextHop is not an address"},
	{WITH_SET("{\"origin\":\"IGP\",\"asPath\":\"\",\"asPathBytes\":\"0201\",\"nextHop\":\"-\"}"), "asPathBytes is not an AS path"},
	{WITH_SET("{\"origin\":\"IGP\",\"asPath\":\"\",\"asPathBytes\":\"021\",\"nextHop\":\"-\"}"), "asPathBytes is not hexadecimal"},
	{WITH_SET("{\"origin\":\"IGP\",\"asPath\":\"\",\"unknown\":\"0g\",\"nextHop\":\"-\"}"), "unknown is not hexadecimal"},
	{WITH_SET("{\"origin\":\"IGP\",\"asPath\":\"\",\"extCommunities\":\"00\",\"nextHop\":\"-\"}"), "extCommunities is cut"},
	{WITH_SET("{\"origin\":\"IGP\",\"asPath\":\"\",\"communities\":[\"1:x\"],\"nextHop\":\"-\"}"), "communities holds what is no community"},
	{WITH_SET("{\"origin\":\"IGP\",\"asPath\":\"\",\"communities\":[7],\"nextHop\":\"-\"}"), "communities holds what is no community"},
	{WITH_SET("{\"origin\":\"IGP\",\"asPath\":\"\",\"largeCommunities\":[\"1:2\"],\"nextHop\":\"-\"}"), "largeCommunities holds what is no community"},
	{WITH_SET("{\"origin\":\"IGP\",\"asPath\":\"\",\"largeCommunities\":[\"1:2:4294967296\"],\"nextHop\":\"-\"}"), "largeCommunities holds what is no community"},
	{WITH_SET("{\"origin\":\"IGP\",\"asPath\":\"\",\"med\":4294967296,\"nextHop\":\"-\"}"), "med is not a whole number"},
	{WITH("{\"address\":\"1.1.1.1\"}", "", ""), "nodes[0].peers[0].localAddress is missing"},
	{WITH("{\"address\":\"1.1.1.1\",\"localAddress\":\"1.1.1.2\",\"state\":\"Idle\"}", "", ""), "nodes[0].peers[0].node names no node"},
	{WITH("{\"node\":1,\"address\":\"1.1.1.1\",\"localAddress\":\"1.1.1.2\",\"state\":\"Idle\"}", "", ""), "nodes[0].peers[0].node names no node"},
	{HEAD "\"attributes\":[],\"nodes\":[{\"name\":\"n\",\"role\":\"x\"}]}", "nodes[0].role is no role"},
	{HEAD "\"attributes\":[],\"nodes\":[{\"name\":\"n\",\"role\":\"msee\"}]}", "nodes[0].element is missing"},
	{WITH("{\"name\":\"p\",\"address\":\"x\"}", "", ""), "nodes[0].peers[0].address is not an address"},
	{WITH("", "{}", ""), "nodes[0].paths[0].prefix is missing"},
	{WITH("", "{\"prefix\":\"10.0.0.1/8\"," BEST, ""), "prefix is not a prefix"},
	{WITH("", "{\"prefix\":\"10.0.0.0/8\"}", ""), "attributes names no attribute set"},
	{WITH("", "{\"prefix\":\"10.0.0.0/8\",\"attributes\":1}", ""), "attributes names no attribute set"},
	{WITH("", "{\"prefix\":\"10.0.0.0/8\",\"peer\":0," BEST, ""), "peer names no peer"},
	{WITH(PEER, "{\"prefix\":\"10.0.0.0/8\",\"peer\":1," BEST, ""), "peer names no peer"},
	{WITH("", "{\"prefix\":\"10.0.0.0/8\",\"best\":true,\"multipath\":true,\"why\":\"x\",\"attributes\":0}", ""), "why is not a known word"},
	{WITH("", "{\"prefix\":\"10.0.0.0/8\",\"best\":true,\"why\":\"weight\",\"attributes\":0}", ""), "multipath must be true"},
	{WITH("", "{\"prefix\":\"10.0.0.0/8\",\"rejected\":\"x\",\"attributes\":0}", ""), "rejected is not a known word"},
	{WITH("", "{\"prefix\":\"10.0.0.0/8\",\"rejected\":\"as-loop\"," BEST, ""), "rejected contradicts"},
	{WITH("", "{\"prefix\":\"11.0.0.0/8\"," BEST ",{\"prefix\":\"10.0.0.0/8\"," BEST, ""), "paths[1].prefix is out of order"},
	{WITH("", "{\"prefix\":\"10.0.0.0/8\"," BEST ",{\"prefix\":\"10.0.0.0/8\"," BEST, ""), "paths[1].prefix is out of order"},
	{WITH(PEER, "{\"prefix\":\"10.0.0.0/8\",\"attributes\":0},{\"prefix\":\"10.0.0.0/8\",\"peer\":0," BEST, ""), "paths[1].prefix is out of order"},
	{WITH(PEER, "", "{\"prefix\":\"10.0.0.0/8\",\"attributes\":0,\"peer\":1}"), "told[0].peer names no peer"},
	{WITH(PEER, "", "{\"prefix\":\"10.0.0.0/8\",\"attributes\":0},{\"prefix\":\"10.0.0.0/8\",\"attributes\":0}"), "told[1].prefix is out of order"},
};
/* clang-format on */

static void small_documents_are_read(void **state)
{
	(void)state;
	struct snapshot *snapshot = read_good(smallest);
	assert_int_equal(snapshot->node_count, 0);
	snapshot_free(snapshot);

	snapshot = read_good(one_of_each);
	assert_int_equal(snapshot->nodes[0].path_count, 1);
	assert_int_equal(snapshot->nodes[0].paths[0].why, RIB_STEP_WEIGHT);
	assert_int_equal(snapshot->nodes[0].told_count, 1);
	snapshot_free(snapshot);
}

static void nonsense_is_refused_and_its_place_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct findings findings = {0};
		struct snapshot *snapshot =
		    snapshot_from_json("x", rows[i].json, strlen(rows[i].json), &findings);

		if (snapshot != NULL)
			fail_msg("was read: %s", rows[i].json);
		assert_int_equal(findings_errors(&findings), 1);
		if (strstr(findings.items[0].text, rows[i].finding) == NULL)
			fail_msg("%s: %s", rows[i].json, findings.items[0].text);
		findings_done(&findings);
	}
}

typedef char *write_fn(const struct snapshot *snapshot);

static void check_cuts(write_fn *write)
{
	struct snapshot *snapshot = a_snapshot();
	char *json = write(snapshot);
	size_t size = strlen(json) - 1; /* without the line's end */

	for (size_t cut = 0; cut < size; cut++) {
		struct findings findings = {0};
		/* An exact copy, so that a read beyond its end is caught. */
		char *part = xmalloc(cut + 1);
		memcpy(part, json, cut);
		assert_null(snapshot_from_json("x", part, cut, &findings));
		assert_int_equal(findings.count, 1);
		findings_done(&findings);
		free(part);
	}
	free(json);
	snapshot_free(snapshot);
}

static void every_cut_of_a_document_is_refused(void **state)
{
	(void)state;
	check_cuts(snapshot_to_json);
	check_cuts(snapshot_to_file);
}

static void check_damage(write_fn *write)
{
	struct snapshot *snapshot = a_snapshot();
	char *json = write(snapshot);
	size_t size = strlen(json);
	struct rng rng = rng_of(3);

	for (unsigned round = 0; round < 3000; round++) {
		struct findings findings = {0};
		char *damaged = xstrdup(json);
		for (unsigned i = 0; i <= rng_below(&rng, 3); i++)
			damaged[rng_below(&rng, (uint32_t)size)] = (char)(1 + rng_below(&rng, 126));
		struct snapshot *read = snapshot_from_json("x", damaged, size, &findings);
		assert_true((read == NULL) == (findings.count == 1));
		if (read != NULL)
			free(snapshot_to_json(read));
		snapshot_free(read);
		findings_done(&findings);
		free(damaged);
	}
	free(json);
	snapshot_free(snapshot);
}

static void damaged_documents_do_no_harm(void **state)
{
	(void)state;
	check_damage(snapshot_to_json);
	check_damage(snapshot_to_file);
}

/* What is kept in git has all of the tables, and nothing that another run would have otherwise. */
static void a_file_for_git_is_stable_and_whole(void **state)
{
	(void)state;
	struct snapshot *before = a_snapshot();
	char *file = snapshot_to_file(before);
	struct snapshot *after = read_good(file);
	struct text diff = {0};

	assert_int_equal(snapshot_diff(before, after, &diff), 0);
	for (uint32_t i = 0; i < before->nodes[0].peer_count; i++) {
		before->nodes[0].peers[i].state_age_us += 1000;
		before->nodes[0].peers[i].messages_in++;
		before->nodes[0].peers[i].received[ADDR_IPV4]++;
	}
	before->time_us += 5;
	char *later = snapshot_to_file(before);
	char *again = snapshot_to_file(after);

	assert_string_equal(file, later);
	assert_string_equal(file, again);
	text_done(&diff);
	free(file);
	free(later);
	free(again);
	snapshot_free(before);
	snapshot_free(after);
}

/* One route more is one line more, wherever its peer stands among the others. */
static void one_route_less_is_one_line_less(void **state)
{
	(void)state;
	struct snapshot *snapshot = a_snapshot();
	char *file = snapshot_to_file(snapshot);
	size_t lines = 0;
	size_t left = 0;

	for (const char *at = file; *at != '\0'; at++)
		lines += *at == '\n';
	snapshot->nodes[0].paths++; /* the first, 0.0.0.0/0 */
	snapshot->nodes[0].path_count--;
	char *less = snapshot_to_file(snapshot);
	const char *from = file;

	for (char *line = strtok(less, "\n"); line != NULL; line = strtok(NULL, "\n")) {
		const char *found = strstr(from, line);

		assert_non_null(found);
		from = found + strlen(line);
		left++;
	}
	assert_int_equal(left, lines - 1);
	free(file);
	free(less);
	snapshot_free(snapshot);
}

static void other_versions_are_refused(void **state)
{
	static const struct {
		const char *version;
		const char *said;
	} others[] = {
	    {"1", "version 1 is older than what it reads"},
	    {"4", "version 4 is of a newer hairpin"},
	    {"0", "version 0 is older"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(others); i++) {
		struct findings findings = {0};
		struct text text = {0};

		text_addf(&text,
		          "{\"format\":\"hairpin-snapshot\",\"version\":%s,\"lab\":\"x\","
		          "\"source\":\"sim\",\"nodes\":[]}",
		          others[i].version);
		assert_null(snapshot_from_json("old.json", text_str(&text), text.size, &findings));
		assert_string_equal(findings.items[0].place.file, "old.json");
		if (strstr(findings.items[0].text, others[i].said) == NULL)
			fail_msg("%s", findings.items[0].text);
		text_done(&text);
		findings_done(&findings);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_snapshot_survives_the_way_to_json_and_back),
	    cmocka_unit_test(peers_keep_all_their_numbers),
	    cmocka_unit_test(the_pieces_of_a_document_are_the_document),
	    cmocka_unit_test(sessions_without_routes_keep_their_counts),
	    cmocka_unit_test(equal_attributes_are_written_once),
	    cmocka_unit_test(small_documents_are_read),
	    cmocka_unit_test(nonsense_is_refused_and_its_place_named),
	    cmocka_unit_test(every_cut_of_a_document_is_refused),
	    cmocka_unit_test(damaged_documents_do_no_harm),
	    cmocka_unit_test(a_file_for_git_is_stable_and_whole),
	    cmocka_unit_test(one_route_less_is_one_line_less),
	    cmocka_unit_test(other_versions_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
