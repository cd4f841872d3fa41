/* Answers in the words of the Azure CLI, which always asks one gateway or one side of a circuit. */
#include "cli/az.h"

#include <string.h>

#include "report/az.h"

const char *const cli_all_forms[] = {"table", "json", "jsonl", "csv", "az", NULL};
const char *const cli_az_dialects[] = {"junos", "ios", NULL};

/* Complaints name no more nodes than this. */
enum { NAMES_MAX = 6 };

bool cli_wants_az(const struct cli *cli)
{
	const char *output = cli_value(cli, "output");

	return output != NULL && strcmp(output, "az") == 0;
}

static bool has_links(const struct snapshot_node *node)
{
	return node->kind == LAB_CIRCUIT;
}

/* az reports one instance of an ExpressRoute gateway, and not always the same (rule
 * er-gateway-reports-one-instance); both of a VPN gateway or Route Server. Narrows `nodes` to
 * those; 0 after complaining. */
static uint32_t reported(const struct cli *cli, const struct snapshot_node *const *nodes,
                         uint32_t count)
{
	bool one = count > 0;

	for (uint32_t i = 1; i < count && one; i++)
		one = !has_links(nodes[0]) && snapshot_same_group(nodes[0], nodes[i]);
	if (one)
		return az_shows_all_instances(nodes[0]) ? count : 1;
	cli_complain(cli, "-o az shows one gateway or one link of a circuit: name it with --node");
	return 0;
}

/* A table of a node, or its sessions when there is no `select`. */
static const char *command(const struct snapshot_node *node, const struct rib_select *select)
{
	return select == NULL ? az_peers_command(node) : az_rib_command(node, select->table);
}

static void complain_command(const struct cli *cli, const struct snapshot *snapshot,
                             const struct snapshot_node *node, const struct rib_select *select)
{
	struct text names = {0};
	uint32_t count = 0;

	for (uint32_t i = 0; i < snapshot->node_count; i++) {
		const struct snapshot_node *other = &snapshot->nodes[i];

		if (!other->present || command(other, select) == NULL)
			continue;
		if (count < NAMES_MAX)
			text_addf(&names, "%s%s", count == 0 ? "" : ", ", other->name);
		count++;
	}
	if (count > NAMES_MAX)
		text_add(&names, ", ...");
	cli_complain(cli, "Azure has no command that shows %s of '%s' (%s); these have one: %s",
	             select == NULL ? "the sessions" : "this table", node->name,
	             lab_kind_role(node->kind), count == 0 ? "none" : text_str(&names));
	text_done(&names);
}

static void complain_peer(const struct cli *cli, const struct snapshot_node *node)
{
	struct text names = {0};
	char address[ADDR_TEXT_MAX];

	for (uint32_t i = 0; i < node->peer_count && i < NAMES_MAX; i++)
		text_addf(&names, "%s%s", i == 0 ? "" : ", ",
		          addr_format(&node->peers[i].address, address));
	cli_complain(cli, "az asks for one peer of '%s': --peer %s", node->name,
	             names.size == 0 ? "ADDRESS" : text_str(&names));
	text_done(&names);
}

/* Only what a gateway advertises is asked by peer, and what a Route Server knows may be. */
static bool read_peer(const struct cli *cli, const struct snapshot_node *node,
                      const struct rib_select *select, struct addr *peer)
{
	const char *text = cli_value(cli, "peer");

	if (text == NULL && select->table != RIB_SELECT_ADJ_OUT)
		return true;
	if (text == NULL) {
		complain_peer(cli, node);
		return false;
	}
	if (addr_parse(text, peer))
		return true;
	cli_complain(cli, "'%s' is no address", text);
	return false;
}

static enum az_dialect dialect(const struct cli *cli)
{
	const char *value = cli_value(cli, "dialect");

	return value != NULL && strcmp(value, "ios") == 0 ? AZ_IOS : AZ_JUNOS;
}

bool cli_az_rib(struct cli *cli, const struct snapshot *snapshot,
                const struct snapshot_node *const *nodes, uint32_t count,
                const struct rib_select *select)
{
	struct addr peer = {0};
	struct view *view;

	count = reported(cli, nodes, count);
	if (count == 0)
		return false;
	if (command(nodes[0], select) == NULL) {
		complain_command(cli, snapshot, nodes[0], select);
		return false;
	}
	if (!read_peer(cli, nodes[0], select, &peer))
		return false;
	view = view_begin(VIEW_JSON, cli_out(cli));
	az_rib_view(view, nodes, count, select, &peer, dialect(cli));
	view_end_line(view);
	return true;
}

bool cli_az_peers(struct cli *cli, const struct snapshot *snapshot,
                  const struct snapshot_node *const *nodes, uint32_t count)
{
	struct view *view;

	count = reported(cli, nodes, count);
	if (count == 0)
		return false;
	if (command(nodes[0], NULL) == NULL) {
		complain_command(cli, snapshot, nodes[0], NULL);
		return false;
	}
	view = view_begin(VIEW_JSON, cli_out(cli));
	az_peers_view(view, nodes, count);
	view_end_line(view);
	return true;
}
