/* Prints the sessions of nodes as text. */
#include "report/peers_table.h"

#include <inttypes.h>

#include "bgp/message.h"
#include "report/frame/table.h"
#include "report/frr.h"

enum column {
	COLUMN_NODE,
	COLUMN_NEIGHBOR,
	COLUMN_ADDRESS,
	COLUMN_AS,
	COLUMN_STATE,
	COLUMN_AGE,
	COLUMN_HOLD,
	COLUMN_IN,
	COLUMN_OUT,
	COLUMN_RECEIVED,
	COLUMN_ACCEPTED,
	COLUMN_SENT,
	COLUMN_LIMIT,
	COLUMN_TROUBLE,
};

static struct table *new_table(void)
{
	struct table *table = table_new();

	table_column(table, "Node", TABLE_LEFT);
	table_column(table, "Neighbor", TABLE_LEFT);
	table_column(table, "Address", TABLE_LEFT);
	table_column(table, "AS", TABLE_RIGHT);
	table_column(table, "State", TABLE_LEFT);
	table_column(table, "Since", TABLE_RIGHT);
	table_column(table, "Hold", TABLE_OPTIONAL_RIGHT);
	table_column(table, "MsgRcvd", TABLE_RIGHT);
	table_column(table, "MsgSent", TABLE_RIGHT);
	table_column(table, "PfxRcd", TABLE_RIGHT);
	table_column(table, "Accepted", TABLE_RIGHT);
	table_column(table, "PfxSnt", TABLE_RIGHT);
	table_column(table, "Limit", TABLE_OPTIONAL_RIGHT);
	table_column(table, "Trouble", TABLE_OPTIONAL);
	return table;
}

static uint32_t total(const uint32_t by_family[3])
{
	return by_family[ADDR_IPV4] + by_family[ADDR_IPV6];
}

/* A limit counts for one address family: both are shown when there are both. */
static void add_limit(struct table *table, const uint32_t limit[3])
{
	uint32_t ipv4 = limit[ADDR_IPV4];
	uint32_t ipv6 = limit[ADDR_IPV6];

	if (ipv4 > 0 && ipv6 > 0)
		table_cellf(table, COLUMN_LIMIT, "%" PRIu32 "+%" PRIu32, ipv4, ipv6);
	else if (ipv4 + ipv6 > 0)
		table_cellf(table, COLUMN_LIMIT, "%" PRIu32, ipv4 + ipv6);
}

static void add_trouble(struct table *table, const struct snapshot_peer *peer)
{
	if (peer->last_error != 0)
		table_cellf(table, COLUMN_TROUBLE, "%s %s",
		            peer->last_error_sent ? "sent" : "received",
		            bgp_notify_name(peer->last_error));
	else if (peer->last_fault != NULL)
		table_cell(table, COLUMN_TROUBLE, peer->last_fault);
}

static void add_peer(struct table *table, const struct snapshot_node *node,
                     const struct snapshot_peer *peer)
{
	char address[ADDR_TEXT_MAX];
	char age[FRR_DURATION_MAX];

	table_row(table);
	table_cell(table, COLUMN_NODE, node->name);
	table_cell(table, COLUMN_NEIGHBOR, peer->name);
	table_cell(table, COLUMN_ADDRESS, addr_format(&peer->address, address));
	table_cellf(table, COLUMN_AS, "%" PRIu32, peer->asn);
	table_cell(table, COLUMN_STATE, peer->state);
	table_cell(table, COLUMN_AGE, frr_duration(peer->state_age_us, age));
	if (peer->hold_time_s > 0)
		table_cellf(table, COLUMN_HOLD, "%u", (unsigned)peer->hold_time_s);
	table_cellf(table, COLUMN_IN, "%" PRIu64, peer->messages_in);
	table_cellf(table, COLUMN_OUT, "%" PRIu64, peer->messages_out);
	table_cellf(table, COLUMN_RECEIVED, "%" PRIu32, total(peer->received));
	table_cellf(table, COLUMN_ACCEPTED, "%" PRIu32, total(peer->accepted));
	table_cellf(table, COLUMN_SENT, "%" PRIu32, total(peer->sent));
	add_limit(table, peer->prefix_limit);
	add_trouble(table, peer);
}

void peers_table_print(const struct snapshot_node *const *nodes, uint32_t count, struct text *out)
{
	struct table *table = new_table();
	uint32_t established = 0;
	uint32_t sessions = 0;

	for (uint32_t i = 0; i < count; i++) {
		for (uint32_t p = 0; p < nodes[i]->peer_count; p++) {
			add_peer(table, nodes[i], &nodes[i]->peers[p]);
			established += nodes[i]->peers[p].established;
			sessions++;
		}
	}
	table_print(table, out);
	text_addf(out, "%s%" PRIu32 " of %" PRIu32 " neighbors established\n",
	          sessions == 0 ? "" : "\n", established, sessions);
	table_free(table);
}
