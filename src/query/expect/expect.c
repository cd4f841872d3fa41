/* Reads expectations. */
#include "query/expect/expect.h"

#include <string.h>

#include "base/check.h"
#include "base/hash.h"
#include "bgp/community.h"
#include "document/document.h"

static const char *const kind_names[EXPECT_ALL_COUNT] = {
    [EXPECT_ROUTE] = "route",       [EXPECT_REACHABILITY] = "reachability",
    [EXPECT_ISOLATED] = "isolated", [EXPECT_PATH_AVOIDS] = "path-avoids",
    [EXPECT_PROBE] = "probe",       [EXPECT_SESSION] = "session",
};

const char *expect_kind_name(enum expect_kind kind)
{
	CHECK(kind < EXPECT_ALL_COUNT);
	return kind_names[kind];
}

static struct expect_names read_names(struct arena *arena, const struct doc_node *node,
                                      const char *member)
{
	struct expect_names names = {0};
	uint32_t count = doc_count(node, member);

	names.items = arena_alloc(arena, (count + 1) * sizeof(*names.items));
	names.places = arena_alloc(arena, (count + 1) * sizeof(*names.places));
	for (const struct doc_node *at = doc_child(node, member); at != NULL; at = doc_next(at)) {
		names.items[names.count] = arena_strdup(arena, doc_value(at));
		names.places[names.count++] = doc_place(at, NULL);
	}
	return names;
}

static void read_number(const struct doc_node *node, const char *member, bool *set, uint32_t *value)
{
	*set = doc_has(node, member);
	*value = doc_u32(node, member);
}

static void read_attributes(struct arena *arena, const struct doc_node *node,
                            struct expect_attributes *out)
{
	const struct doc_node *attributes = doc_child(node, "attributes");
	uint32_t count;

	if (attributes == NULL)
		return;
	if (doc_has(attributes, "as-path"))
		out->as_path = arena_strdup(arena, doc_text(attributes, "as-path"));
	if (doc_has(attributes, "next-hop"))
		CHECK(addr_parse(doc_text(attributes, "next-hop"), &out->next_hop));
	count = doc_count(attributes, "community");
	out->communities = arena_alloc(arena, (count + 1) * sizeof(*out->communities));
	for (const struct doc_node *at = doc_child(attributes, "community"); at != NULL;
	     at = doc_next(at)) {
		if (community_parse(doc_value(at), &out->communities[out->community_count]))
			out->community_count++;
	}
	read_number(attributes, "weight", &out->weight_set, &out->weight);
	read_number(attributes, "med", &out->med_set, &out->med);
	read_number(attributes, "local-pref", &out->local_pref_set, &out->local_pref);
	out->best_set = doc_has(attributes, "best");
	out->best = doc_bool(attributes, "best");
}

static void read_route(struct arena *arena, const struct doc_node *node, struct expectation *out)
{
	const char *role = doc_text(node, "role");

	out->nodes = read_names(arena, node, "node");
	out->role = role == NULL ? NULL : arena_strdup(arena, role);
	CHECK(prefix_parse(doc_text(node, "prefix"), &out->prefix) == PREFIX_OK);
	out->or_longer = doc_bool(node, "or-longer");
	out->absent = strcmp(doc_text(node, "state"), "absent") == 0;
	read_attributes(arena, node, &out->attributes);
}

static void read_pair(struct arena *arena, const struct doc_node *node, struct expectation *out)
{
	out->from = read_names(arena, node, "from");
	out->to = read_names(arena, node, "to");
	out->both_ways = doc_bool(node, "both-ways");
}

static void read_reachability(struct arena *arena, const struct doc_node *node,
                              struct expectation *out)
{
	const char *by = doc_text(node, "by");

	read_pair(arena, node, out);
	out->reachable = doc_bool(node, "reachable");
	out->family = strcmp(doc_text(node, "family"), "ipv6") == 0 ? ADDR_IPV6 : ADDR_IPV4;
	for (enum path_mechanism m = 0; by != NULL && m < PATH_MECHANISM_COUNT; m++) {
		if (strcmp(by, path_mechanism_name(m)) == 0)
			out->by = m;
	}
}

static void read_isolated(struct arena *arena, const struct doc_node *node, struct expectation *out)
{
	out->from = read_names(arena, node, "a");
	out->to = read_names(arena, node, "b");
	out->both_ways = true;
}

static void read_path_avoids(struct arena *arena, const struct doc_node *node,
                             struct expectation *out)
{
	read_pair(arena, node, out);
	out->elements = read_names(arena, node, "element");
}

struct expectations *expect_read(const struct doc_node *root)
{
	static void (*const read[EXPECT_KIND_COUNT])(struct arena *, const struct doc_node *,
	                                             struct expectation *) = {
	    [EXPECT_ROUTE] = read_route,
	    [EXPECT_REACHABILITY] = read_reachability,
	    [EXPECT_ISOLATED] = read_isolated,
	    [EXPECT_PATH_AVOIDS] = read_path_avoids,
	};
	struct arena *arena = arena_new();
	struct expectations *out = arena_alloc(arena, sizeof(*out));
	const char *description = doc_text(root, "description");
	uint32_t room = 0;

	out->arena = arena;
	out->description = description == NULL ? NULL : arena_strdup(arena, description);
	for (enum expect_kind kind = 0; kind < EXPECT_KIND_COUNT; kind++)
		room += doc_count(root, kind_names[kind]);
	out->items = arena_alloc(arena, (room + 1) * sizeof(*out->items));
	for (enum expect_kind kind = 0; kind < EXPECT_KIND_COUNT; kind++) {
		for (const struct doc_node *at = doc_child(root, kind_names[kind]); at != NULL;
		     at = doc_next(at)) {
			struct expectation *item = &out->items[out->count++];

			item->kind = kind;
			item->name = arena_strdup(arena, doc_text(at, "name"));
			item->place = doc_place(at, NULL);
			read[kind](arena, at, item);
		}
	}
	return out;
}

struct expectations *expect_parse(const char *file, const char *text, size_t size,
                                  struct findings *findings)
{
	struct document *document = document_parse("hairpin-expect", file, text, size, findings);
	struct expectations *out = NULL;

	if (document == NULL)
		return NULL;
	out = expect_read(document_root(document));
	out->fingerprint = hash_bytes(1, text, size);
	if (out->count == 0) {
		findings_add(findings, SEVERITY_ERROR, doc_place(document_root(document), NULL),
		             "there is no expectation in this file, so nothing would be examined");
		expect_free(out);
		out = NULL;
	}
	document_free(document);
	return out;
}

void expect_free(struct expectations *expectations)
{
	if (expectations != NULL)
		arena_free(expectations->arena);
}
