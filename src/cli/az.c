/* Answers in the words of the Azure CLI, which always asks one gateway or one side of a circuit. */
#include "cli/az.h"

#include <string.h>

#include "report/az.h"
#include "report/json.h"

const char *const cli_table_json_or_az[] = {"table", "json", "az", NULL};

/* Complaints name no more nodes than this. */
enum { NAMES_MAX = 6 };

bool cli_wants_az(const struct cli *cli)
{
	const char *output = cli_value(cli, "output");

	return output != NULL && strcmp(output, "az") == 0;
}

static bool same_element(const struct snapshot_node *a, const struct snapshot_node *b)
{
	size_t size = strcspn(a->name, "/");

	return strncmp(a->name, b->name, size + 1) == 0;
}

static bool is_gateway(const struct snapshot_node *node)
{
	return strcmp(node->role, plan_role_name(PLAN_ER_GATEWAY)) == 0;
}

/* az reports one instance of an ExpressRoute gateway, and not always the same (FACTS 1.2). */
static const struct snapshot_node *
one_node(const struct cli *cli, const struct snapshot_node *const *nodes, uint32_t count)
{
	bool one = count > 0;

	for (uint32_t i = 1; i < count && one; i++)
		one = is_gateway(nodes[0]) && same_element(nodes[0], nodes[i]);
	if (one)
		return nodes[0];
	cli_complain(cli, "-o az shows one gateway or one link of a circuit: name it with --node");
	return NULL;
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
	             select == NULL ? "the sessions" : "this table", node->name, node->role,
	             count == 0 ? "none" : text_str(&names));
	text_done(&names);
}

static void print(struct cli *cli, cJSON *document)
{
	json_print_pretty(document, cli_out(cli));
	text_add(cli_out(cli), "\n");
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

/* Only what a gateway advertises is asked by peer. */
static bool read_peer(const struct cli *cli, const struct snapshot_node *node,
                      const struct rib_select *select, struct addr *peer)
{
	const char *text = cli_value(cli, "peer");

	if (select->table != RIB_SELECT_ADJ_OUT)
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

bool cli_az_rib(struct cli *cli, const struct snapshot *snapshot,
                const struct snapshot_node *const *nodes, uint32_t count,
                const struct rib_select *select)
{
	const struct snapshot_node *node = one_node(cli, nodes, count);
	struct addr peer = {0};

	if (node == NULL)
		return false;
	if (command(node, select) == NULL) {
		complain_command(cli, snapshot, node, select);
		return false;
	}
	if (!read_peer(cli, node, select, &peer))
		return false;
	print(cli, az_rib(node, select, &peer));
	return true;
}

bool cli_az_peers(struct cli *cli, const struct snapshot *snapshot,
                  const struct snapshot_node *const *nodes, uint32_t count)
{
	const struct snapshot_node *node = one_node(cli, nodes, count);

	if (node == NULL)
		return false;
	if (command(node, NULL) == NULL) {
		complain_command(cli, snapshot, node, NULL);
		return false;
	}
	print(cli, az_peers(node));
	return true;
}
