/* Writes a snapshot as JSON. Attribute sets are numbered in the order of their first use. */
#include "report/state/snapshot_json.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/hash.h"
#include "bgp/attr_members.h"
#include "query/state/snapshot_format.h"
#include "report/frame/view.h"
#include "report/state/snapshot_rows.h"
#include "topo/plan/plan_words.h"

enum { PIECE_SIZE = 65536 };

/* Numbers the sets of a snapshot, which are known by their address. */
struct numbers {
	const struct bgp_attrs **sets; /* by number */
	size_t count;
	size_t capacity;
	uint32_t *slots; /* number + 1; 0: empty; never walked */
	size_t size;     /* a power of two */
};

static uint32_t *find_slot(const struct numbers *numbers, const struct bgp_attrs *set)
{
	uint64_t hash = hash_mix((uintptr_t)set);

	for (size_t i = hash & (numbers->size - 1);; i = (i + 1) & (numbers->size - 1)) {
		uint32_t *slot = &numbers->slots[i];
		if (*slot == 0 || numbers->sets[*slot - 1] == set)
			return slot;
	}
}

static void grow(struct numbers *numbers)
{
	free(numbers->slots);
	numbers->size = numbers->size == 0 ? 1024 : numbers->size * 2;
	numbers->slots = xcalloc(numbers->size, sizeof(*numbers->slots));
	for (uint32_t i = 0; i < numbers->count; i++)
		*find_slot(numbers, numbers->sets[i]) = i + 1;
}

static uint32_t number_of(struct numbers *numbers, const struct bgp_attrs *set)
{
	if (numbers->count * 2 >= numbers->size)
		grow(numbers);
	uint32_t *slot = find_slot(numbers, set);
	if (*slot == 0) {
		numbers->sets = mem_grow(numbers->sets, &numbers->capacity, numbers->count + 1,
		                         sizeof(*numbers->sets));
		numbers->sets[numbers->count++] = set;
		*slot = (uint32_t)numbers->count;
	}
	return *slot - 1;
}

/* A document under way. */
struct pieces {
	struct text text; /* that was not put yet */
	struct numbers numbers;
	snapshot_put_fn *put; /* NULL: all of it stays in `text` */
	void *user;
	bool unwanted;
};

/* Between two rows: hands over what has gathered. */
static void put_pieces(struct pieces *out, size_t at_least)
{
	if (out->put == NULL || out->unwanted || out->text.size < at_least)
		return;
	out->unwanted = !out->put(out->user, out->text.at, out->text.size);
	text_clear(&out->text);
}

static void tell_peer(struct view *view, const struct snapshot_peer *peer)
{
	view_number(view, "node", peer->node);
	view_text(view, "name", peer->name);
	view_addr(view, "address", &peer->address);
	view_addr(view, "localAddress", &peer->local_address);
	view_unsigned(view, "as", peer->asn);
	view_router_id(view, "routerId", peer->router_id);
	view_text(view, "state", peer->state);
	view_flag(view, "established", peer->established);
	view_flag(view, "linkDown", peer->link_down);
	view_number(view, "stateAgeUs", peer->state_age_us);
	view_unless_zero(view, "idleLeftUs", (uint64_t)peer->idle_left_us);
	view_unless_zero(view, "holdTime", peer->hold_time_s);
	view_unless_zero(view, "messagesIn", peer->messages_in);
	view_unless_zero(view, "messagesOut", peer->messages_out);
	snapshot_tell_counts(view, "received", peer->received);
	snapshot_tell_counts(view, "accepted", peer->accepted);
	snapshot_tell_counts(view, "sent", peer->sent);
	snapshot_tell_counts(view, "prefixLimit", peer->prefix_limit);
	view_unless_zero(view, "lastError", peer->last_error);
	view_flag(view, "lastErrorSent", peer->last_error_sent);
	view_text(view, "lastFault", peer->last_fault);
}

/* Routes are most of a document. They hold numbers and our own words only, so nothing in them needs
 * an escape. */
static void add_path(struct text *out, const struct snapshot_path *path, uint32_t attrs)
{
	char prefix[PREFIX_TEXT_MAX];

	text_addf(out, "{\"prefix\":\"%s\"", prefix_format(&path->prefix, prefix));
	if (path->peer >= 0)
		text_addf(out, ",\"peer\":%" PRId32, path->peer);
	if (path->best)
		text_addf(out, ",\"best\":true,\"why\":\"%s\"", rib_step_name(path->why));
	if (path->multipath)
		text_add(out, ",\"multipath\":true");
	if (path->verdict != RIB_PASS)
		text_addf(out, ",\"rejected\":\"%s\"", plan_verdict_name(path->verdict));
	text_addf(out, ",\"attributes\":%" PRIu32 "}", attrs);
}

static void add_told(struct text *out, const struct snapshot_told *told, uint32_t attrs)
{
	char prefix[PREFIX_TEXT_MAX];

	text_addf(out, "{\"prefix\":\"%s\",\"peer\":%" PRIu32 ",\"attributes\":%" PRIu32 "}",
	          prefix_format(&told->prefix, prefix), told->peer, attrs);
}

static void add_peer(struct text *out, bool first, const struct snapshot_peer *peer)
{
	struct view *view;

	view = snapshot_row(out, first);
	tell_peer(view, peer);
	view_end(view);
}

static void add_attrs(struct text *out, bool first, const struct bgp_attrs *attrs)
{
	struct bgp_member_writer members;
	struct view *view;

	view = snapshot_row(out, first);
	members = view_member_writer(view);
	bgp_attrs_write(attrs, &members);
	view_end(view);
}

static void tell_turn(struct view *view, const struct snapshot_turn *turn)
{
	if (turn->wall_us == 0)
		return;
	view_open(view, "turn");
	view_unsigned(view, "wallUs", turn->wall_us);
	view_unsigned(view, "cpuUs", turn->cpu_us);
	view_unsigned(view, "bytes", turn->bytes);
	view_unsigned(view, "routes", turn->routes);
	view_close(view);
}

static void add_node_head(struct text *out, const struct snapshot_node *node, bool without_routes)
{
	struct view *head = view_begin_line(out);

	snapshot_tell_node(head, node);
	tell_turn(head, &node->turn);
	/* Routes can be counted where they are. */
	if (without_routes)
		snapshot_tell_counts(head, "prefixes", node->prefix_count);
	snapshot_end_head(head, out);
}

static void add_paths(struct pieces *out, const struct snapshot_node *node)
{
	for (uint32_t i = 0; i < node->path_count && !out->unwanted; i++) {
		const struct snapshot_path *path = &node->paths[i];

		text_add(&out->text, snapshot_row_begin(i == 0));
		add_path(&out->text, path, number_of(&out->numbers, path->attrs));
		put_pieces(out, PIECE_SIZE);
	}
}

static void add_all_told(struct pieces *out, const struct snapshot_node *node)
{
	for (uint32_t i = 0; i < node->told_count && !out->unwanted; i++) {
		const struct snapshot_told *told = &node->told[i];

		text_add(&out->text, snapshot_row_begin(i == 0));
		add_told(&out->text, told, number_of(&out->numbers, told->attrs));
		put_pieces(out, PIECE_SIZE);
	}
}

static void add_node(struct pieces *out, const struct snapshot_node *node)
{
	text_add(&out->text, ",\"peers\":[");
	for (uint32_t i = 0; i < node->peer_count; i++) {
		add_peer(&out->text, i == 0, &node->peers[i]);
		put_pieces(out, PIECE_SIZE);
	}
	text_add(&out->text, "],\n\"paths\":[");
	add_paths(out, node);
	text_add(&out->text, "],\n\"told\":[");
	add_all_told(out, node);
	text_add(&out->text, "]}");
}

static void add_head(struct text *out, const struct snapshot *snapshot)
{
	struct view *head = view_begin_line(out);

	view_text(head, "format", SNAPSHOT_FORMAT);
	view_number(head, "version", SNAPSHOT_VERSION);
	view_text(head, "lab", snapshot->lab);
	view_text(head, "source", snapshot->source);
	view_number(head, "timeUs", snapshot->time_us);
	view_flag(head, "converged", snapshot->converged);
	view_flag(head, "withoutRoutes", snapshot->without_routes);
	snapshot_end_head(head, out);
}

static void add_document(struct pieces *out, const struct snapshot *snapshot)
{
	add_head(&out->text, snapshot);
	text_add(&out->text, ",\n\"nodes\":[");
	for (uint32_t i = 0; i < snapshot->node_count && !out->unwanted; i++) {
		text_add(&out->text, snapshot_row_begin(i == 0));
		add_node_head(&out->text, &snapshot->nodes[i], snapshot->without_routes);
		add_node(out, &snapshot->nodes[i]);
	}
	text_add(&out->text, "],\n\"attributes\":[");
	for (uint32_t i = 0; i < out->numbers.count && !out->unwanted; i++) {
		add_attrs(&out->text, i == 0, out->numbers.sets[i]);
		put_pieces(out, PIECE_SIZE);
	}
	text_add(&out->text, "]}\n");
	put_pieces(out, 1);
	free(out->numbers.sets);
	free(out->numbers.slots);
}

bool snapshot_write_json(const struct snapshot *snapshot, snapshot_put_fn *put, void *user)
{
	struct pieces out = {.put = put, .user = user};

	add_document(&out, snapshot);
	text_done(&out.text);
	return !out.unwanted;
}

char *snapshot_to_json(const struct snapshot *snapshot)
{
	struct pieces out = {0};

	add_document(&out, snapshot);
	return text_take(&out.text);
}
