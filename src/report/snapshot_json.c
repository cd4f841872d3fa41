/* Writes a snapshot as JSON. Attribute sets are numbered in the order of their first use. */
#include "report/snapshot_json.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "bgp/attr_members.h"
#include "query/state/snapshot_format.h"
#include "report/frame/json.h"
#include "topo/plan/plan_words.h"

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

static cJSON *attrs_object(const struct bgp_attrs *attrs)
{
	cJSON *object = cJSON_CreateObject();
	struct bgp_member_writer members = json_member_writer(object);

	bgp_attrs_write(attrs, &members);
	return object;
}

static void add_counts(cJSON *object, const char *name, const uint32_t by_family[3])
{
	cJSON *counts;

	if (by_family[ADDR_IPV4] == 0 && by_family[ADDR_IPV6] == 0)
		return;
	counts = cJSON_AddObjectToObject(object, name);
	json_number_unless_zero(counts, "ipv4", by_family[ADDR_IPV4]);
	json_number_unless_zero(counts, "ipv6", by_family[ADDR_IPV6]);
}

static cJSON *peer_object(const struct snapshot_peer *peer)
{
	cJSON *object = cJSON_CreateObject();

	json_number(object, "node", peer->node);
	json_text(object, "name", peer->name);
	json_addr(object, "address", &peer->address);
	json_addr(object, "localAddress", &peer->local_address);
	json_number(object, "as", peer->asn);
	json_router_id(object, "routerId", peer->router_id);
	json_text(object, "state", peer->state);
	json_flag(object, "established", peer->established);
	json_flag(object, "linkDown", peer->link_down);
	json_number(object, "stateAgeUs", peer->state_age_us);
	json_number_unless_zero(object, "holdTime", peer->hold_time_s);
	json_number_unless_zero(object, "messagesIn", peer->messages_in);
	json_number_unless_zero(object, "messagesOut", peer->messages_out);
	add_counts(object, "received", peer->received);
	add_counts(object, "accepted", peer->accepted);
	add_counts(object, "sent", peer->sent);
	add_counts(object, "prefixLimit", peer->prefix_limit);
	json_number_unless_zero(object, "lastError", peer->last_error);
	json_flag(object, "lastErrorSent", peer->last_error_sent);
	json_text(object, "lastFault", peer->last_fault);
	return object;
}

/* Routes are most of a document. They hold numbers and our own words only, so nothing in them needs
 * an escape, and they are written without the detour through a tree. */
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

static const char *row_begin(bool first)
{
	return first ? "\n" : ",\n";
}

static void add_row(struct text *out, bool first, cJSON *row)
{
	text_add(out, row_begin(first));
	json_print_line(row, out);
}

/* The head is an object of its own, whose closing brace makes room for the long lists. */
static void add_head(struct text *out, cJSON *head)
{
	json_print_line(head, out);
	out->at[--out->size] = '\0';
}

static void add_node(struct text *out, const struct snapshot_node *node, struct numbers *numbers)
{
	cJSON *head = cJSON_CreateObject();

	json_text(head, "name", node->name);
	json_text(head, "role", lab_kind_role(node->kind));
	json_text(head, "element", node->element);
	json_text(head, "group", node->group);
	json_number(head, "instance", node->instance);
	json_number(head, "as", node->asn);
	json_router_id(head, "routerId", node->router_id);
	json_flag(head, "external", node->external);
	json_flag(head, "present", node->present);
	add_head(out, head);
	text_add(out, ",\"peers\":[");
	for (uint32_t i = 0; i < node->peer_count; i++)
		add_row(out, i == 0, peer_object(&node->peers[i]));
	text_add(out, "],\n\"paths\":[");
	for (uint32_t i = 0; i < node->path_count; i++) {
		text_add(out, row_begin(i == 0));
		add_path(out, &node->paths[i], number_of(numbers, node->paths[i].attrs));
	}
	text_add(out, "],\n\"told\":[");
	for (uint32_t i = 0; i < node->told_count; i++) {
		text_add(out, row_begin(i == 0));
		add_told(out, &node->told[i], number_of(numbers, node->told[i].attrs));
	}
	text_add(out, "]}");
}

char *snapshot_to_json(const struct snapshot *snapshot)
{
	struct numbers numbers = {0};
	struct text out = {0};
	cJSON *head = cJSON_CreateObject();

	json_text(head, "format", SNAPSHOT_FORMAT);
	json_number(head, "version", SNAPSHOT_VERSION);
	json_text(head, "lab", snapshot->lab);
	json_text(head, "source", snapshot->source);
	json_number(head, "timeUs", snapshot->time_us);
	json_flag(head, "converged", snapshot->converged);
	add_head(&out, head);
	text_add(&out, ",\n\"nodes\":[");
	for (uint32_t i = 0; i < snapshot->node_count; i++) {
		text_add(&out, row_begin(i == 0));
		add_node(&out, &snapshot->nodes[i], &numbers);
	}
	text_add(&out, "],\n\"attributes\":[");
	for (uint32_t i = 0; i < numbers.count; i++)
		add_row(&out, i == 0, attrs_object(numbers.sets[i]));
	text_add(&out, "]}\n");
	free(numbers.sets);
	free(numbers.slots);
	return text_take(&out);
}
