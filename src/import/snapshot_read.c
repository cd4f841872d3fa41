/* Reads a snapshot from JSON. The first fault ends it: the text was made by a program. */
#include "import/snapshot_read.h"

#include <inttypes.h>
#include <string.h>

#include "import/snapshot_reading.h"
#include "query/state/snapshot_format.h"
#include "topo/plan/plan_words.h"

/* Whole numbers beyond this are not exact in JSON's usual form. */
#define NUMBER_MAX (UINT64_C(1) << 53)

static const char *step_name(unsigned step)
{
	return rib_step_name((enum rib_step)step);
}

static const char *verdict_name(unsigned verdict)
{
	return plan_verdict_name((enum rib_verdict)verdict);
}

static void read_counts(struct reading *reading, const cJSON *object, const char *name,
                        uint32_t by_family[3])
{
	const cJSON *counts = reading_member(object, name);

	by_family[ADDR_IPV4] = reading_u32(reading, counts, "ipv4");
	by_family[ADDR_IPV6] = reading_u32(reading, counts, "ipv6");
}

/* The other end of a session, by name or by number. */
static uint32_t read_far_node(struct reading *reading, const cJSON *object)
{
	const struct snapshot *snapshot = reading->snapshot;
	const struct snapshot_node *found;

	if (!reading->kept)
		return reading_member(object, "node") == NULL
		           ? snapshot->node_count
		           : reading_u32(reading, object, "node");
	found = name_map_get(&reading->nodes, reading_string(reading, object, "node"));
	return found == NULL ? snapshot->node_count : (uint32_t)(found - snapshot->nodes);
}

static void read_peer(struct reading *reading, const cJSON *object, struct snapshot_peer *peer)
{
	*peer = (struct snapshot_peer){
	    .node = read_far_node(reading, object),
	    .address = reading_addr(reading, object, "address"),
	    .local_address = reading_addr(reading, object, "localAddress"),
	    .asn = reading_u32(reading, object, "as"),
	    .router_id = reading_router_id(reading, object, "routerId"),
	    .state = reading_keep_string(reading, object, "state"),
	    .established = reading_flag(reading, object, "established"),
	    .link_down = reading_flag(reading, object, "linkDown"),
	    .state_age_us = (int64_t)reading_number(reading, object, "stateAgeUs", NUMBER_MAX),
	    .idle_left_us = (int64_t)reading_number(reading, object, "idleLeftUs", NUMBER_MAX),
	    .hold_time_s = (uint16_t)reading_number(reading, object, "holdTime", UINT16_MAX),
	    .messages_in = reading_number(reading, object, "messagesIn", NUMBER_MAX),
	    .messages_out = reading_number(reading, object, "messagesOut", NUMBER_MAX),
	    .last_error = (uint16_t)reading_number(reading, object, "lastError", UINT16_MAX),
	    .last_error_sent = reading_flag(reading, object, "lastErrorSent"),
	};
	if (peer->node >= reading->snapshot->node_count)
		reading_fail(reading, "node", "names no node of the snapshot");
	else
		peer->name = reading->snapshot->nodes[peer->node].name;
	if (reading_member(object, "lastFault") != NULL)
		peer->last_fault = reading_keep_string(reading, object, "lastFault");
	read_counts(reading, object, "received", peer->received);
	read_counts(reading, object, "accepted", peer->accepted);
	read_counts(reading, object, "sent", peer->sent);
	read_counts(reading, object, "prefixLimit", peer->prefix_limit);
}

static const struct bgp_attrs *read_set(struct reading *reading, const cJSON *object)
{
	const cJSON *set = reading_member(object, "attributes");
	uint32_t number;

	if (reading->kept && cJSON_IsObject(set))
		return reading_attrs(reading, set);
	if (reading->kept) {
		reading_fail(reading, "attributes", "is not an object");
		return NULL;
	}
	number = reading_u32(reading, object, "attributes");
	if (reading_member(object, "attributes") == NULL || number >= reading->set_count) {
		reading_fail(reading, "attributes", "names no attribute set");
		return NULL;
	}
	return reading->sets[number];
}

static uint32_t read_peer_number(struct reading *reading, const cJSON *object,
                                 const struct snapshot_node *node)
{
	const struct snapshot_peer *found;
	uint32_t peer;

	if (reading->kept) {
		found = name_map_get(&reading->by_peer, reading_string(reading, object, "peer"));
		peer = found == NULL ? node->peer_count : (uint32_t)(found - node->peers);
	} else {
		peer = reading_u32(reading, object, "peer");
	}
	if (peer >= node->peer_count)
		reading_fail(reading, "peer", "names no peer of the node");
	return peer;
}

/* 0 best, 1 equally good, 2 other. */
static int path_rank(const struct snapshot_path *path)
{
	return path->best ? 0 : path->multipath ? 1 : 2;
}

/* Look-ups rely on the order, so it is not taken on trust. */
static bool paths_in_order(const struct snapshot_path *a, const struct snapshot_path *b)
{
	int order = prefix_compare(&a->prefix, &b->prefix);

	if (order != 0)
		return order < 0;
	if (path_rank(a) != path_rank(b))
		return path_rank(a) < path_rank(b);
	return !b->best && a->peer < b->peer;
}

static void read_path(struct reading *reading, const cJSON *object, struct snapshot_node *node,
                      uint32_t index)
{
	struct snapshot_path *path = &node->paths[index];

	*path = (struct snapshot_path){
	    .prefix = reading_prefix(reading, object),
	    .peer = -1,
	    .best = reading_flag(reading, object, "best"),
	    .multipath = reading_flag(reading, object, "multipath"),
	    .attrs = read_set(reading, object),
	};
	if (reading_member(object, "peer") != NULL)
		path->peer = (int32_t)read_peer_number(reading, object, node);
	if (path->best)
		path->why =
		    (enum rib_step)reading_name(reading, object, "why", step_name, RIB_STEP_COUNT);
	if (reading_member(object, "rejected") != NULL)
		path->verdict = (enum rib_verdict)reading_name(reading, object, "rejected",
		                                               verdict_name, RIB_VERDICT_COUNT);
	if (path->best && !path->multipath)
		reading_fail(reading, "multipath", "must be true for the best path");
	if (path->multipath && path->verdict != RIB_PASS)
		reading_fail(reading, "rejected", "contradicts that the path is in use");
	if (index > 0 && !paths_in_order(path - 1, path))
		reading_fail(reading, "prefix", "is out of order");
}

static void read_told(struct reading *reading, const cJSON *object, struct snapshot_node *node,
                      uint32_t index)
{
	struct snapshot_told *told = &node->told[index];

	*told = (struct snapshot_told){
	    .prefix = reading_prefix(reading, object),
	    .peer = read_peer_number(reading, object, node),
	    .attrs = read_set(reading, object),
	};
	if (index == 0)
		return;
	int order = prefix_compare(&told[-1].prefix, &told->prefix);
	if (order > 0 || (order == 0 && told[-1].peer >= told->peer))
		reading_fail(reading, "prefix", "is out of order");
}

/* The list's length and an array for it; the members of the list must be objects. */
static void *list_room(struct reading *reading, const cJSON *object, const char *name, size_t size,
                       uint32_t *count)
{
	const cJSON *list = reading_member(object, name);
	const cJSON *item;

	*count = 0;
	if (!cJSON_IsArray(list)) {
		reading_fail(reading, name, list == NULL ? "is missing" : "is not a list");
		return NULL;
	}
	cJSON_ArrayForEach(item, list)
	{
		if (!cJSON_IsObject(item)) {
			reading_fail(reading, name, "holds what is no object");
			return NULL;
		}
		++*count;
	}
	return arena_alloc(reading->snapshot->arena, *count * size + 1);
}

static enum lab_kind read_role(struct reading *reading, const cJSON *object)
{
	enum lab_kind kind = lab_kind_of_role(reading_string(reading, object, "role"));

	if (kind == LAB_KIND_COUNT) {
		reading_fail(reading, "role", "is no role that a speaker has");
		return LAB_CIRCUIT;
	}
	return kind;
}

static struct snapshot_turn read_turn(struct reading *reading, const cJSON *turn)
{
	return (struct snapshot_turn){
	    .wall_us = reading_number(reading, turn, "wallUs", NUMBER_MAX),
	    .cpu_us = reading_number(reading, turn, "cpuUs", NUMBER_MAX),
	    .bytes = reading_number(reading, turn, "bytes", NUMBER_MAX),
	    .routes = reading_number(reading, turn, "routes", NUMBER_MAX),
	};
}

static void read_identity(struct reading *reading, const cJSON *object, struct snapshot_node *node)
{
	*node = (struct snapshot_node){
	    .name = reading_keep_string(reading, object, "name"),
	    .kind = read_role(reading, object),
	    .element = reading_keep_string(reading, object, "element"),
	    .group = reading_keep_string(reading, object, "group"),
	    .instance = reading_u32(reading, object, "instance"),
	    .asn = reading_u32(reading, object, "as"),
	    .router_id = reading_router_id(reading, object, "routerId"),
	    .external = reading_flag(reading, object, "external"),
	    .present = reading_flag(reading, object, "present"),
	    .turn = read_turn(reading, reading_member(object, "turn")),
	};
	if (reading->snapshot->without_routes)
		read_counts(reading, object, "prefixes", node->prefix_count);
}

static void count_prefixes(struct snapshot_node *node)
{
	for (uint32_t i = 0; i < node->path_count; i++)
		node->prefix_count[node->paths[i].prefix.addr.family] += node->paths[i].best;
}

static void note_peer(struct reading *reading, const cJSON *object,
                      const struct snapshot_peer *peer);

/* Peers name nodes, so all of these have their identity by now. */
static void read_node(struct reading *reading, const cJSON *object, struct snapshot_node *node)
{
	const cJSON *item;
	uint32_t i = 0;

	node->peers = list_room(reading, object, "peers", sizeof(*node->peers), &node->peer_count);
	node->paths = list_room(reading, object, "paths", sizeof(*node->paths), &node->path_count);
	node->told = list_room(reading, object, "told", sizeof(*node->told), &node->told_count);
	if (reading->failed)
		return;
	reading->inner = "peers";
	cJSON_ArrayForEach(item, reading_member(object, "peers"))
	{
		reading->inner_index = i;
		read_peer(reading, item, &node->peers[i]);
		note_peer(reading, item, &node->peers[i++]);
	}
	reading->inner = "paths";
	i = 0;
	cJSON_ArrayForEach(item, reading_member(object, "paths"))
	{
		reading->inner_index = i;
		read_path(reading, item, node, i++);
	}
	if (!reading->snapshot->without_routes)
		count_prefixes(node);
	reading->inner = "told";
	i = 0;
	cJSON_ArrayForEach(item, reading_member(object, "told"))
	{
		reading->inner_index = i;
		read_told(reading, item, node, i++);
	}
	reading->inner = NULL;
	name_map_done(&reading->by_peer);
	reading->by_peer = (struct name_map){0};
}

/* By the text of its address, which is written in one way alone. */
static void note_peer(struct reading *reading, const cJSON *object,
                      const struct snapshot_peer *peer)
{
	if (!reading->kept || reading->failed)
		return;
	if (name_map_add(&reading->by_peer, reading_string(reading, object, "address"), peer) !=
	    NULL)
		reading_fail(reading, "address", "is that of another peer, too");
}

static void read_lists(struct reading *reading, const cJSON *document)
{
	struct snapshot *snapshot = reading->snapshot;
	const cJSON *item;
	uint32_t i = 0;

	if (!reading->kept)
		reading->sets = list_room(reading, document, "attributes", sizeof(*reading->sets),
		                          &reading->set_count);
	snapshot->nodes =
	    list_room(reading, document, "nodes", sizeof(*snapshot->nodes), &snapshot->node_count);
	if (reading->failed)
		return;
	reading->list = "attributes";
	cJSON_ArrayForEach(item, reading_member(document, "attributes"))
	{
		reading->list_index = i;
		reading->sets[i++] = reading_attrs(reading, item);
	}
	reading->list = "nodes";
	i = 0;
	cJSON_ArrayForEach(item, reading_member(document, "nodes"))
	{
		reading->list_index = i;
		read_identity(reading, item, &snapshot->nodes[i]);
		if (name_map_add(&reading->nodes, snapshot->nodes[i].name, &snapshot->nodes[i]) !=
		    NULL)
			reading_fail(reading, "name", "is that of another node, too");
		if (reading->failed)
			return;
		i++;
	}
	i = 0;
	cJSON_ArrayForEach(item, reading_member(document, "nodes"))
	{
		reading->list_index = i;
		read_node(reading, item, &snapshot->nodes[i++]);
		if (reading->failed)
			return;
	}
	reading->list = NULL;
}

static void fail_version(struct reading *reading, uint32_t version)
{
	struct text what = {0};

	text_addf(&what,
	          "%" PRIu32 " is %s; this hairpin reads %d to %d: take it again by "
	          "'hairpin snapshot LAB'",
	          version,
	          version < SNAPSHOT_VERSION_OLDEST ? "older than what it reads"
	                                            : "of a newer hairpin",
	          SNAPSHOT_VERSION_OLDEST, SNAPSHOT_VERSION);
	reading_fail(reading, "version", text_str(&what));
	text_done(&what);
}

/* The layout for git; "numbered" is said by nothing. */
static bool is_kept(struct reading *reading, const cJSON *document)
{
	bool said = reading_member(document, "layout") != NULL;

	if (said && strcmp(reading_string(reading, document, "layout"), SNAPSHOT_LINES) != 0)
		reading_fail(reading, "layout", "is not \"" SNAPSHOT_LINES "\"");
	return said;
}

static void read_document(struct reading *reading, const cJSON *document)
{
	struct snapshot *snapshot = reading->snapshot;
	const cJSON *format = reading_member(document, "format");
	uint32_t version;

	if (!cJSON_IsString(format) || strcmp(format->valuestring, SNAPSHOT_FORMAT) != 0) {
		reading_fail(reading, "format",
		             "is not \"" SNAPSHOT_FORMAT "\"; 'hairpin snapshot LAB' writes one");
		return;
	}
	version = reading_u32(reading, document, "version");
	if (version < SNAPSHOT_VERSION_OLDEST || version > SNAPSHOT_VERSION) {
		fail_version(reading, version);
		return;
	}
	snapshot->lab = reading_keep_string(reading, document, "lab");
	snapshot->source = reading_keep_string(reading, document, "source");
	snapshot->time_us = (int64_t)reading_number(reading, document, "timeUs", NUMBER_MAX);
	snapshot->converged = reading_flag(reading, document, "converged");
	snapshot->without_routes = reading_flag(reading, document, "withoutRoutes");
	reading->kept = is_kept(reading, document);
	read_lists(reading, document);
}

static struct place place_in(const char *name, const char *text, size_t offset)
{
	struct place place = {.file = name, .line = 1, .column = 1};

	for (size_t i = 0; i < offset; i++) {
		place.column = text[i] == '\n' ? 1 : place.column + 1;
		place.line += text[i] == '\n';
	}
	return place;
}

static cJSON *parse(const char *name, const char *text, size_t size, struct findings *findings)
{
	const char *end = text;
	cJSON *document = cJSON_ParseWithLengthOpts(text, size, &end, false);
	size_t offset = end == NULL ? 0 : (size_t)(end - text);

	while (document != NULL && offset < size && strchr(" \t\r\n", text[offset]) != NULL &&
	       text[offset] != '\0')
		offset++;
	if (document != NULL && offset == size)
		return document;
	findings_add(findings, SEVERITY_ERROR, place_in(name, text, offset < size ? offset : size),
	             "not a snapshot: %s",
	             document == NULL ? "not well-formed JSON" : "text after the end");
	cJSON_Delete(document);
	return NULL;
}

struct snapshot *snapshot_from_json(const char *name, const char *text, size_t size,
                                    struct findings *findings)
{
	struct arena *arena;
	cJSON *document = parse(name, text, size, findings);

	if (document == NULL)
		return NULL;
	arena = arena_new();
	struct reading reading = {
	    .name = name,
	    .findings = findings,
	    .snapshot = arena_alloc(arena, sizeof(struct snapshot)),
	};
	reading.snapshot->arena = arena;
	read_document(&reading, document);
	cJSON_Delete(document);
	name_map_done(&reading.nodes);
	name_map_done(&reading.by_peer);
	if (!reading.failed)
		return snapshot_check(reading.snapshot);
	snapshot_free(reading.snapshot);
	return NULL;
}
