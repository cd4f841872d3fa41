/* The kinds of events, and how they are read. */
#include "topo/event/event.h"

#include <string.h>

#include "base/check.h"
#include "topo/event/event_table.h"

#define PREFIX_RETRY "prefix-limit-retry"

/* clang-format off */
static const struct event_row rows[EVENT_KIND_COUNT] = {
	[EVENT_LINK_DOWN] = {
		.name = "link-down", .members = MAY_DETECTION, .target = TARGET_LINK,
		.check = event_check_detection, .each = event_link_down,
	},
	[EVENT_LINK_UP] = {
		.name = "link-up", .target = TARGET_LINK, .each = event_link_up,
	},
	[EVENT_NODE_DOWN] = {
		.name = "node-down", .members = MAY_DETECTION, .target = TARGET_NODE,
		.each = event_node_down,
	},
	[EVENT_NODE_UP] = {
		.name = "node-up", .target = TARGET_NODE, .each = event_node_up,
	},
	[EVENT_PEERING_DISABLE] = {
		.name = "peering-disable", .target = TARGET_CIRCUIT, .each = event_all_sessions,
		.assumption = {
			"peering-disabled",
			"a disabled peering ends the sessions with gateways as well",
		},
	},
	[EVENT_PEERING_ENABLE] = {
		.name = "peering-enable", .target = TARGET_CIRCUIT, .each = event_all_sessions,
	},
	[EVENT_CONNECTION_DELETE] = {
		.name = "connection-delete", .target = TARGET_CONNECTION,
		.each = event_connection_session,
	},
	[EVENT_CONNECTION_CREATE] = {
		.name = "connection-create", .target = TARGET_CONNECTION,
		.each = event_connection_session,
	},
	[EVENT_SESSION_STOP] = {
		.name = "session-stop", .members = NEEDS_PEER, .target = TARGET_NODE,
		.each = event_peer_session,
	},
	[EVENT_SESSION_START] = {
		.name = "session-start", .members = NEEDS_PEER, .target = TARGET_NODE,
		.each = event_peer_session,
	},
	[EVENT_MAINTENANCE_BEGIN] = {
		.name = "maintenance-begin", .members = NEEDS_VALUE, .target = TARGET_MSEE,
		.each = event_maintenance,
		.assumption = {
			"msee-maintenance",
			"how often an MSEE prepends is the scenario's choice",
		},
	},
	[EVENT_MAINTENANCE_END] = {
		.name = "maintenance-end", .target = TARGET_MSEE, .each = event_maintenance,
	},
	[EVENT_ADVERTISE] = {
		.name = "advertise", .members = NEEDS_PREFIX | MAY_COUNT, .target = TARGET_ANNOUNCER,
		.edit = event_edit_advertise,
		.assumption = {
			PREFIX_RETRY,
			"a session that a prefix limit ends is tried again every 5 s",
		},
	},
	[EVENT_WITHDRAW] = {
		.name = "withdraw", .members = NEEDS_PREFIX | MAY_COUNT, .target = TARGET_ANNOUNCER,
		.edit = event_edit_advertise,
	},
	[EVENT_ADD_ADDRESS_SPACE] = {
		.name = "add-address-space", .members = NEEDS_PREFIX | MAY_COUNT,
		.target = TARGET_VNET, .edit = event_edit_address_space,
		.assumption = {
			PREFIX_RETRY,
			"a connection that a prefix limit ends is tried again every 5 s",
		},
	},
	[EVENT_REMOVE_ADDRESS_SPACE] = {
		.name = "remove-address-space", .members = NEEDS_PREFIX | MAY_COUNT,
		.target = TARGET_VNET, .edit = event_edit_address_space,
	},
	[EVENT_SET_READVERTISE] = {
		.name = "set-readvertise", .members = NEEDS_CIRCUIT | NEEDS_ENABLED,
		.target = TARGET_ROUTER, .check = event_check_circuit, .edit = event_edit_links,
	},
	[EVENT_SET_PREPEND] = {
		.name = "set-prepend", .members = NEEDS_CIRCUIT | NEEDS_VALUE,
		.target = TARGET_ROUTER, .check = event_check_circuit, .edit = event_edit_links,
	},
	[EVENT_SET_WEIGHT] = {
		.name = "set-weight", .members = NEEDS_VALUE, .target = TARGET_ER_CONNECTION,
		.edit = event_edit_connection,
	},
	[EVENT_SET_FAST_PATH] = {
		.name = "set-fast-path", .members = NEEDS_ENABLED, .target = TARGET_ER_CONNECTION,
		.edit = event_edit_connection,
	},
	[EVENT_SET_REMOTE_VNET] = {
		.name = "set-allow-remote-vnet-traffic", .members = NEEDS_ENABLED,
		.target = TARGET_GATEWAY, .edit = event_edit_gateway,
	},
	[EVENT_SET_VIRTUAL_WAN] = {
		.name = "set-allow-virtual-wan-traffic", .members = NEEDS_ENABLED,
		.target = TARGET_GATEWAY, .edit = event_edit_gateway,
	},
	[EVENT_SET_BRANCH_TO_BRANCH] = {
		.name = "set-branch-to-branch", .members = NEEDS_ENABLED,
		.target = TARGET_ROUTE_SERVER, .edit = event_edit_route_server,
	},
	[EVENT_SET_PROPAGATION] = {
		.name = "set-bgp-route-propagation", .members = NEEDS_ENABLED,
		.target = TARGET_ROUTE_TABLE, .edit = event_edit_route_table,
	},
	[EVENT_SET_VNET_PEERING] = {
		.name = "set-virtual-network-peering", .members = NEEDS_ENABLED,
		.target = TARGET_VNET_PEERING, .edit = event_edit_vnet_peering,
	},
};

static const struct {
	const char *name;
	unsigned needed;
	unsigned allowed;
} members[] = {
	{"peer", NEEDS_PEER, NEEDS_PEER},
	{"circuit", NEEDS_CIRCUIT, NEEDS_CIRCUIT},
	{"prefix", NEEDS_PREFIX, NEEDS_PREFIX},
	{"value", NEEDS_VALUE, NEEDS_VALUE},
	{"enabled", NEEDS_ENABLED, NEEDS_ENABLED},
	{"detection", 0, MAY_DETECTION},
	{"count", 0, MAY_COUNT},
};
/* clang-format on */

static const char *const detection_names[EVENT_DETECTION_COUNT] = {
    [EVENT_CARRIER] = "carrier",
    [EVENT_BFD] = "bfd",
    [EVENT_HOLD_TIMER] = "hold-timer",
};

const struct event_row *event_row_of(enum event_kind kind)
{
	CHECK(kind < EVENT_KIND_COUNT);
	CHECK((rows[kind].each == NULL) != (rows[kind].edit == NULL));
	return &rows[kind];
}

const char *event_kind_name(enum event_kind kind)
{
	return event_row_of(kind)->name;
}

struct event_assumption event_assumption_of(enum event_kind kind)
{
	return event_row_of(kind)->assumption;
}

const char *event_detection_name(enum event_detection detection)
{
	CHECK(detection < EVENT_DETECTION_COUNT);
	return detection_names[detection];
}

/* The schema allows no other word. */
static enum event_kind kind_of(const char *name)
{
	enum event_kind kind = 0;

	while (kind < EVENT_KIND_COUNT && strcmp(rows[kind].name, name) != 0)
		kind++;
	CHECK(kind < EVENT_KIND_COUNT);
	return kind;
}

static enum event_detection detection_of(const char *name)
{
	enum event_detection detection = 0;

	while (detection < EVENT_DETECTION_COUNT && strcmp(detection_names[detection], name) != 0)
		detection++;
	CHECK(detection < EVENT_DETECTION_COUNT);
	return detection;
}

/* Each kind has members of its own; any other would be passed over silently. */
static void judge_members(const struct doc_node *node, const struct event_row *row,
                          struct findings *findings)
{
	for (size_t i = 0; i < COUNT_OF(members); i++) {
		bool there = doc_has(node, members[i].name);

		if (there && !(row->members & members[i].allowed))
			findings_add(findings, SEVERITY_ERROR, doc_place(node, members[i].name),
			             "\"%s\" says nothing about '%s'; remove it", members[i].name,
			             row->name);
		if (!there && (row->members & members[i].needed))
			findings_add(findings, SEVERITY_ERROR, doc_place(node, NULL),
			             "'%s' needs \"%s\"", row->name, members[i].name);
	}
}

static const char *copy(const struct doc_node *node, struct arena *arena, const char *member)
{
	const char *text = doc_text(node, member);

	return text == NULL ? NULL : arena_strdup(arena, text);
}

void event_read(const struct doc_node *node, struct arena *arena, struct findings *findings,
                struct event *out)
{
	const char *prefix = doc_text(node, "prefix");

	*out = (struct event){
	    .kind = kind_of(doc_text(node, "action")),
	    .place = doc_place(node, NULL),
	    .on = copy(node, arena, "on"),
	    .on_place = doc_place(node, "on"),
	    .peer = copy(node, arena, "peer"),
	    .circuit = copy(node, arena, "circuit"),
	    .circuit_place = doc_place(node, "circuit"),
	    .count = doc_u32(node, "count"),
	    .value = doc_u32(node, "value"),
	    .enabled = doc_bool(node, "enabled"),
	    .detection = detection_of(doc_text(node, "detection")),
	};
	judge_members(node, event_row_of(out->kind), findings);
	if (prefix != NULL && prefix_parse(prefix, &out->prefix) == PREFIX_HOST_BITS)
		findings_add(findings, SEVERITY_ERROR, doc_place(node, "prefix"),
		             "\"%s\" has bits set behind its length", prefix);
}
