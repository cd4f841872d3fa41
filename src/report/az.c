/* Writes tables in the shapes of the Azure CLI. Members stand in its order, which is that of the
 * alphabet. */
#include "report/az.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "query/capture/az_predict.h"

/* az scrapes the tables of MSEEs from their screens: a line break and the blanks before the next
 * line stay at the end of a path (rule msee-output-dialects). */
static const char path_tail[] = "\n                    ";

/* How a member is written. */
enum shape {
	SHAPE_TEXT,
	SHAPE_NUMBER,
	SHAPE_FLAG,
	SHAPE_LIST, /* of one text, or of none */
};

static const enum shape shapes_of_members[AZ_MEMBER_COUNT] = {
    [AZ_WEIGHT] = SHAPE_NUMBER,
    [AZ_ASN] = SHAPE_NUMBER,
    [AZ_ROUTES_RECEIVED] = SHAPE_NUMBER,
    [AZ_MESSAGES_RECEIVED] = SHAPE_NUMBER,
    [AZ_MESSAGES_SENT] = SHAPE_NUMBER,
    [AZ_VERSION] = SHAPE_NUMBER,
    [AZ_AGE] = SHAPE_NUMBER,
    [AZ_DISABLE_PROPAGATION] = SHAPE_FLAG,
};

/* Members that a kind writes in its own way. */
static const struct habit {
	enum az_kind kind;
	enum az_member member;
	const char *name;
	enum shape shape;
} habits[] = {
    {AZ_ROUTE_TABLE, AZ_AS_PATH, "path", SHAPE_TEXT},
    {AZ_SUMMARY, AZ_ASN, "as", SHAPE_NUMBER},
    {AZ_EFFECTIVE, AZ_NETWORK, "addressPrefix", SHAPE_LIST},
    {AZ_EFFECTIVE, AZ_NEXT_HOP, "nextHopIpAddress", SHAPE_LIST},
    {AZ_HUB_ROUTES, AZ_NETWORK, "addressPrefixes", SHAPE_LIST},
    {AZ_HUB_ROUTES, AZ_NEXT_HOP, "nextHops", SHAPE_LIST},
};

/* Nothing is null for these, and left out for the others. */
static bool is_null_without(enum az_kind kind, enum az_member member)
{
	return member == AZ_CONNECTED_DURATION || member == AZ_NAME ||
	       (kind == AZ_ADVERTISED && member == AZ_SOURCE_PEER);
}

static struct habit habit_of(enum az_kind kind, enum az_member member)
{
	for (uint32_t i = 0; i < COUNT_OF(habits); i++)
		if (habits[i].kind == kind && habits[i].member == member)
			return habits[i];
	return (struct habit){kind, member, az_member_name(member), shapes_of_members[member]};
}

static void add_capitals(struct text *out, const char *text)
{
	for (; *text != '\0'; text++)
		text_addf(out, "%c", toupper((unsigned char)*text));
}

/* IPv6 in capitals in one of the dialects. */
static void add_address(struct text *out, const char *text, enum az_dialect dialect)
{
	if (dialect == AZ_IOS)
		add_capitals(out, text);
	else
		text_add(out, text);
}

static void add_table_path(struct text *out, const struct az_row *row, enum az_dialect dialect)
{
	const char *path = row->members[AZ_AS_PATH];
	const char *origin = row->members[AZ_ORIGIN];

	text_add(out, path);
	if (dialect == AZ_JUNOS)
		text_addf(out, " %s%s", origin, path_tail);
	else if (strcmp(origin, "I") != 0)
		text_addf(out, "%s%s", path[0] == '\0' ? "" : " ", origin);
}

static void add_dashed(struct text *out, const char *path)
{
	for (; *path != '\0'; path++)
		text_addf(out, "%c", *path == ' ' ? '-' : *path);
}

/* The text of a member as this kind spells it. */
static void spell(const struct az_row *row, enum az_kind kind, enum az_member member,
                  enum az_dialect dialect, struct text *out)
{
	const char *value = row->members[member];

	if (kind != AZ_ROUTE_TABLE && member == AZ_AS_PATH) {
		add_dashed(out, value);
	} else if (kind != AZ_ROUTE_TABLE) {
		text_add(out, value);
	} else if (member == AZ_AS_PATH) {
		add_table_path(out, row, dialect);
	} else if (member == AZ_LOC_PRF) {
		text_add(out, dialect == AZ_IOS ? "" : value);
	} else {
		add_address(out, value, dialect);
		if (member == AZ_NEXT_HOP)
			text_add(out, row->members[AZ_STAR]);
	}
}

static void tell_shaped(struct view *view, const struct habit *habit, const char *text)
{
	switch (habit->shape) {
	case SHAPE_NUMBER:
		view_number(view, habit->name, atoll(text));
		break;
	case SHAPE_FLAG:
		view_bool(view, habit->name, strcmp(text, "true") == 0);
		break;
	case SHAPE_LIST:
		view_list(view, habit->name, NULL);
		if (text[0] != '\0')
			view_text(view, NULL, text);
		view_close(view);
		break;
	default:
		view_text(view, habit->name, text);
		break;
	}
}

/* A gateway's own routes have no next hop, which is left out; an empty AS path is written. */
static bool is_left_out(const struct az_row *row, enum az_kind kind, enum az_member member)
{
	const char *value = row->members[member];

	return value == NULL || (kind == AZ_LEARNED && member == AZ_NEXT_HOP && value[0] == '\0');
}

static void tell_member(struct view *view, const struct az_row *row, enum az_kind kind,
                        enum az_member member, enum az_dialect dialect)
{
	struct habit habit = habit_of(kind, member);
	const char *value = row->members[member];
	struct text text = {0};

	if ((value == NULL || value[0] == '\0') && is_null_without(kind, member)) {
		view_null(view, habit.name);
	} else if (!is_left_out(row, kind, member)) {
		spell(row, kind, member, dialect, &text);
		tell_shaped(view, &habit, text_str(&text));
	}
	text_done(&text);
}

/* az's spelling is JSON's; text and CSV show the value. */
static void tell_row(struct view *view, const struct az_row *row, enum az_kind kind,
                     enum az_dialect dialect)
{
	view_row(view);
	for (const enum az_member *m = az_kind_members(kind); *m != AZ_MEMBER_COUNT; m++) {
		if (view_is(view, VIEW_JSON))
			tell_member(view, row, kind, *m, dialect);
		else if (row->members[*m] != NULL)
			view_cell(view, habit_of(kind, *m).name, row->members[*m]);
	}
	view_close(view);
}

static bool is_selected(const struct az_row *row, const struct rib_select *select)
{
	struct rib_select here;

	if (select == NULL || row->node == NULL)
		return true;
	here = rib_select_for(select, row->node);
	return (row->path == NULL || rib_select_path(&here, row->path)) &&
	       (row->told == NULL || rib_select_told(&here, row->told));
}

static void make_columns(enum az_kind kind, struct view_column columns[AZ_MEMBER_COUNT + 1])
{
	unsigned count = 0;

	for (const enum az_member *m = az_kind_members(kind); *m != AZ_MEMBER_COUNT; m++) {
		const char *name = habit_of(kind, *m).name;

		CHECK(count < AZ_MEMBER_COUNT);
		columns[count++] = (struct view_column){name, name, TABLE_OPTIONAL, VIEW_CSV_TOO};
	}
	columns[count] = (struct view_column){0};
}

static void tell_table(struct view *view, const struct az_table *table,
                       const struct rib_select *select, enum az_dialect dialect)
{
	struct view_column columns[AZ_MEMBER_COUNT + 1];

	make_columns(table->kind, columns);
	view_list(view, "value", columns);
	for (uint32_t i = 0; i < table->count; i++) {
		if (is_selected(&table->rows[i], select))
			tell_row(view, &table->rows[i], table->kind, dialect);
	}
	view_close(view);
}

/* What az can show of one kind of node. */
struct az_shape {
	enum lab_kind kind;
	bool all_instances;
	const char *learned; /* commands */
	const char *advertised;
	const char *peers;
};

static const struct az_shape shapes[] = {
    {LAB_GATEWAY, false, "network vnet-gateway list-learned-routes",
     "network vnet-gateway list-advertised-routes", "network vnet-gateway list-bgp-peer-status"},
    {LAB_VPN_GATEWAY, true, "network vnet-gateway list-learned-routes",
     "network vnet-gateway list-advertised-routes", "network vnet-gateway list-bgp-peer-status"},
    {LAB_ROUTE_SERVER, true, "network routeserver peering list-learned-routes",
     "network routeserver peering list-advertised-routes", NULL},
    {LAB_CIRCUIT, false, "network express-route list-route-tables", NULL,
     "network express-route list-route-tables-summary"},
};

static const struct az_shape *shape_of(const struct snapshot_node *node)
{
	for (uint32_t i = 0; i < COUNT_OF(shapes); i++)
		if (shapes[i].kind == node->kind)
			return &shapes[i];
	return NULL;
}

bool az_shows_all_instances(const struct snapshot_node *node)
{
	const struct az_shape *shape = shape_of(node);

	return shape != NULL && shape->all_instances;
}

/* An MSEE's table has no other than the whole. */
const char *az_rib_command(const struct snapshot_node *node, enum rib_select_table table)
{
	const struct az_shape *shape = shape_of(node);

	if (shape == NULL || (shape->kind == LAB_CIRCUIT && table != RIB_SELECT_LOC))
		return NULL;
	return table == RIB_SELECT_ADJ_OUT ? shape->advertised : shape->learned;
}

const char *az_peers_command(const struct snapshot_node *node)
{
	const struct az_shape *shape = shape_of(node);

	return shape == NULL ? NULL : shape->peers;
}

static const struct az_table *table_of(const struct snapshot_node *const *nodes, uint32_t count,
                                       enum rib_select_table table, const struct addr *peer,
                                       struct arena *arena)
{
	if (nodes[0]->kind == LAB_CIRCUIT)
		return az_predict_route_table(nodes[0], arena);
	if (table != RIB_SELECT_ADJ_OUT)
		return az_predict_learned(nodes, count, arena);
	CHECK(peer != NULL);
	return az_predict_advertised(nodes, count, peer, arena);
}

/* A peering of a Route Server: what its appliances taught it, or were told; each instance in a list
 * of its own. */
static void tell_peering(struct view *view, const struct snapshot_node *const *nodes,
                         uint32_t count, const struct rib_select *select, const struct addr *peer,
                         struct arena *arena)
{
	bool any = peer == NULL || !addr_is_set(peer);

	for (uint32_t i = 0; i < count; i++) {
		const struct az_table *table =
		    select->table == RIB_SELECT_ADJ_OUT
			? az_predict_advertised(&nodes[i], 1, peer, arena)
			: az_predict_peering(&nodes[i], 1, arena);

		view_list(view, arena_printf(arena, "RouteServiceRole_IN_%u", i), NULL);
		for (uint32_t r = 0; r < table->count; r++) {
			const struct az_row *row = &table->rows[r];

			if ((any || addr_equal(&row->peer->address, peer)) &&
			    is_selected(row, select))
				tell_row(view, row, table->kind, AZ_JUNOS);
		}
		view_close(view);
	}
}

void az_rib_view(struct view *view, const struct snapshot_node *const *nodes, uint32_t count,
                 const struct rib_select *select, const struct addr *peer, enum az_dialect dialect)
{
	struct arena *arena = arena_new();

	CHECK(count > 0 && az_rib_command(nodes[0], select->table) != NULL);
	if (shape_of(nodes[0])->kind == LAB_ROUTE_SERVER)
		tell_peering(view, nodes, count, select, peer, arena);
	else
		tell_table(view, table_of(nodes, count, select->table, peer, arena), select,
		           dialect);
	arena_free(arena);
}

void az_peers_view(struct view *view, const struct snapshot_node *const *nodes, uint32_t count)
{
	struct arena *arena = arena_new();

	CHECK(count > 0 && az_peers_command(nodes[0]) != NULL);
	tell_table(view,
	           shape_of(nodes[0])->kind == LAB_CIRCUIT ? az_predict_summary(nodes[0], arena)
	                                                   : az_predict_peers(nodes, count, arena),
	           NULL, AZ_JUNOS);
	arena_free(arena);
}

void az_effective_view(struct view *view, const struct effective *effective)
{
	struct arena *arena = arena_new();

	tell_table(view, az_predict_effective(effective, arena), NULL, AZ_JUNOS);
	arena_free(arena);
}

void az_hub_view(struct view *view, const struct lab_hub *hub, const struct snapshot *snapshot)
{
	struct arena *arena = arena_new();

	tell_table(view, az_predict_hub(hub, snapshot, arena), NULL, AZ_JUNOS);
	arena_free(arena);
}
