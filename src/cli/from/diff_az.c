/* hairpin diff --az: tables captured from Azure, against what the model predicts. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "cli/cli.h"
#include "cli/from/diff.h"
#include "cli/source.h"
#include "import/az_read.h"
#include "query/capture/agree_az.h"
#include "report/agree_az_table.h"
#include "report/json.h"

enum { INSTANCES_MAX = 4 };

/* What --at names. */
struct place_at {
	const char *name;
	/* All instances of the gateway or Route Server; one MSEE. */
	const struct snapshot_node *nodes[INSTANCES_MAX];
	uint32_t count;
	const struct snapshot_node *named; /* the one that was named, or NULL */
	const struct lab_circuit *circuit; /* of an MSEE */
	enum lab_link link;
	const struct lab_vnet *vnet; /* of a subnet */
	const struct lab_subnet *subnet;
	const struct lab_hub *hub;
};

struct comparison {
	struct cli *cli;
	struct cli_source source;
	struct arena *arena;
	struct place_at at;
	struct addr peer;            /* --peer; unset: none */
	uint64_t number;             /* --table; 0: none */
	struct fabric *fabric;       /* NULL until needed */
	struct effective *effective; /* the same */
	cJSON *documents;            /* NULL: as text */
	uint32_t shown;
	uint32_t differ;
};

static bool has_role(const struct snapshot_node *node, enum lab_kind kind)
{
	return node->kind == kind;
}

/* Both instances of a gateway stand for it: which one Azure reports is not ours to choose. */
static void find_nodes(const struct snapshot *snapshot, struct place_at *at)
{
	const struct snapshot_node *named = snapshot_find_node(snapshot, at->name);
	bool one = named != NULL && (has_role(named, LAB_CIRCUIT) || has_role(named, LAB_ROUTER) ||
	                             has_role(named, LAB_NVA) || has_role(named, LAB_HUB));

	at->named = named;
	if (one)
		at->nodes[at->count++] = named;
	for (uint32_t i = 0; i < snapshot->node_count && !one; i++) {
		const struct snapshot_node *node = &snapshot->nodes[i];

		bool meant = named != NULL ? snapshot_same_group(node, named)
		                           : strcmp(node->group, at->name) == 0;

		if (meant && !has_role(node, LAB_CIRCUIT) && !has_role(node, LAB_NVA) &&
		    !has_role(node, LAB_ROUTER) && !has_role(node, LAB_HUB) &&
		    at->count < INSTANCES_MAX)
			at->nodes[at->count++] = node;
	}
}

static void find_circuit(const struct lab *lab, struct place_at *at)
{
	for (uint32_t i = 0; i < lab->circuit_count; i++) {
		size_t size = strlen(lab->circuits[i].name);

		if (strncmp(at->name, lab->circuits[i].name, size) != 0 || at->name[size] != '/')
			continue;
		for (unsigned link = 0; link < LAB_LINK_COUNT; link++) {
			if (strcmp(at->name + size + 1, lab_link_name((enum lab_link)link)) != 0)
				continue;
			at->circuit = &lab->circuits[i];
			at->link = (enum lab_link)link;
		}
	}
}

static void find_subnet(const struct lab *lab, struct place_at *at)
{
	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		const struct lab_vnet *vnet = &lab->vnets[i];
		size_t size = strlen(vnet->name);

		if (vnet->hub != NULL || strncmp(at->name, vnet->name, size) != 0)
			continue;
		if (at->name[size] == '\0')
			at->vnet = vnet;
		if (at->name[size] != '/')
			continue;
		for (uint32_t s = 0; s < vnet->subnet_count; s++) {
			if (strcmp(vnet->subnets[s].name, at->name + size + 1) != 0)
				continue;
			at->vnet = vnet;
			at->subnet = &vnet->subnets[s];
		}
	}
}

static void find_hub(const struct lab *lab, struct place_at *at)
{
	const char *name =
	    at->named != NULL && at->named->kind == LAB_HUB ? at->named->element : at->name;

	at->hub = lab_hub_of(lab_find_element(lab, LAB_HUB, name));
}

/* A circuit exists, but is no place: nobody is asked whether he meant what he typed. */
static size_t add_name(const char **names, size_t size, const char *name, const char *typed)
{
	if (strcmp(name, typed) != 0)
		names[size++] = name;
	return size;
}

static void complain_place(const struct comparison *c)
{
	const struct snapshot *snapshot = c->source.snapshot;
	const struct lab *lab = c->source.lab;
	size_t size = 0;
	const char **names =
	    xcalloc(2 * (snapshot->node_count + lab->vnet_count) + 1, sizeof(*names));

	for (uint32_t i = 0; i < snapshot->node_count; i++) {
		const char *name = snapshot->nodes[i].name;

		size = add_name(names, size, name, c->at.name);
		name = snapshot->nodes[i].group;
		size = add_name(names, size, name, c->at.name);
	}
	for (uint32_t i = 0; i < lab->vnet_count; i++)
		size = add_name(names, size, lab->vnets[i].name, c->at.name);
	cli_complain_near(
	    c->cli, c->at.name, names, size,
	    "'%s' is no gateway, Route Server, link of a circuit ('CIRCUIT/primary'), "
	    "subnet ('VNET/SUBNET') or virtual hub of lab '%s'",
	    c->at.name, lab->name);
	free(names);
}

static bool find_place(struct comparison *c)
{
	c->at.name = cli_value(c->cli, "at");
	if (c->at.name == NULL) {
		cli_complain(c->cli, "whose table is it? --at NODE is needed");
		return false;
	}
	find_nodes(c->source.snapshot, &c->at);
	find_circuit(c->source.lab, &c->at);
	find_subnet(c->source.lab, &c->at);
	find_hub(c->source.lab, &c->at);
	if (c->at.count > 0 || c->at.circuit != NULL || c->at.vnet != NULL || c->at.hub != NULL)
		return true;
	complain_place(c);
	return false;
}

/* Does what --at names have tables of this kind? */
static bool has_kind(const struct place_at *at, enum az_kind kind)
{
	switch (kind) {
	case AZ_LEARNED:
	case AZ_ADVERTISED:
	case AZ_PEERS:
		return at->count > 0 && at->circuit == NULL;
	case AZ_ROUTE_TABLE:
	case AZ_SUMMARY:
	case AZ_ARP:
		return at->circuit != NULL;
	case AZ_EFFECTIVE:
		return at->vnet != NULL;
	case AZ_HUB_ROUTES:
		return at->hub != NULL;
	default:
		return false;
	}
}

static bool row_has(const struct az_row *row, enum az_member member, const struct addr *addr)
{
	char text[ADDR_TEXT_MAX];

	return row->members[member] != NULL &&
	       strcmp(row->members[member], addr_format(addr, text)) == 0;
}

/* The table says that it is this instance's: by the local address, or by its own routes. */
static bool is_reported(const struct az_table *table, const struct snapshot_node *node)
{
	struct addr own = az_own_address(node);
	enum az_member member =
	    (table->told & az_bit(AZ_LOCAL_ADDRESS)) != 0 ? AZ_LOCAL_ADDRESS : AZ_SOURCE_PEER;

	for (uint32_t i = 0; i < table->count; i++) {
		const struct az_row *row = &table->rows[i];
		bool of_node =
		    member == AZ_LOCAL_ADDRESS || (row->members[AZ_ORIGIN] != NULL &&
		                                   strcmp(row->members[AZ_ORIGIN], "Network") == 0);

		if (of_node && row_has(row, member, &own))
			return true;
	}
	return false;
}

static bool is_er_gateway(const struct place_at *at)
{
	return has_role(at->nodes[0], LAB_GATEWAY);
}

/* The instances whose rows the table has. Of an ExpressRoute gateway that is one (FACTS 1.2). */
static uint32_t reported(const struct place_at *at, const struct az_table *table,
                         const struct snapshot_node *out[INSTANCES_MAX])
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < at->count; i++)
		if (is_reported(table, at->nodes[i]))
			out[count++] = at->nodes[i];
	if (count > 0)
		return count;
	if (is_er_gateway(at)) {
		out[0] = at->named != NULL ? at->named : at->nodes[0];
		return 1;
	}
	memcpy(out, at->nodes, at->count * sizeof(*out));
	return at->count;
}

/* Whom the routes were told: --peer, or the first outer peer that was told any. */
static struct addr told_to(const struct comparison *c, const struct snapshot_node *node)
{
	struct addr first = {0};

	if (addr_is_set(&c->peer))
		return c->peer;
	for (uint32_t i = 0; i < node->told_count && !addr_is_set(&first); i++) {
		const struct snapshot_peer *peer = &node->peers[node->told[i].peer];

		if (peer->asn != node->asn)
			first = peer->address;
	}
	return first;
}

/* A peering of a Route Server is asked by its peer: --peer, or who is named in the capture. */
static bool is_asked(const struct comparison *c, const struct az_table *actual,
                     const struct addr *source)
{
	if (addr_is_set(&c->peer))
		return addr_equal(&c->peer, source);
	for (uint32_t i = 0; i < actual->count; i++)
		if (row_has(&actual->rows[i], AZ_SOURCE_PEER, source))
			return true;
	return (actual->told & az_bit(AZ_SOURCE_PEER)) == 0;
}

static struct az_table *predict_peering(const struct comparison *c, const struct az_table *actual,
                                        const struct snapshot_node *const *nodes, uint32_t count)
{
	struct az_table *table = az_predict_peering(nodes, count, c->arena);
	uint32_t kept = 0;

	for (uint32_t i = 0; i < table->count; i++)
		if (is_asked(c, actual, &table->rows[i].peer->address))
			table->rows[kept++] = table->rows[i];
	table->count = kept;
	return table;
}

static struct az_table *predict_effective(struct comparison *c)
{
	if (c->fabric == NULL)
		c->fabric = fabric_new(c->source.lab, c->source.snapshot);
	if (c->effective == NULL)
		c->effective = effective_of(c->fabric, c->at.vnet, c->at.subnet, false);
	return az_predict_effective(c->effective, c->arena);
}

static struct az_table *predict(struct comparison *c, const struct az_table *actual,
                                const struct snapshot_node *const *nodes, uint32_t count)
{
	struct addr peer;

	switch (actual->kind) {
	case AZ_LEARNED:
		if (has_role(nodes[0], LAB_ROUTE_SERVER))
			return predict_peering(c, actual, nodes, count);
		return az_predict_learned(nodes, count, c->arena);
	case AZ_ADVERTISED:
		peer = told_to(c, nodes[0]);
		return az_predict_advertised(nodes, count, &peer, c->arena);
	case AZ_PEERS:
		return az_predict_peers(nodes, count, c->arena);
	case AZ_ROUTE_TABLE:
		return az_predict_route_table(c->at.nodes[0], c->arena);
	case AZ_SUMMARY:
		return az_predict_summary(c->at.nodes[0], c->arena);
	case AZ_ARP:
		return az_predict_arp(c->at.circuit, c->at.link, c->arena);
	case AZ_EFFECTIVE:
		return predict_effective(c);
	default:
		return az_predict_hub(c->at.hub, c->source.snapshot, c->arena);
	}
}

static void note_instance(const struct comparison *c, struct agree_az *agreement,
                          const struct snapshot_node *reported_node)
{
	if (c->at.named == NULL || c->at.named == reported_node || !is_er_gateway(&c->at) ||
	    agreement->note_count == AGREE_AZ_NOTES_MAX)
		return;
	agreement->notes[agreement->note_count++] = (struct agree_az_note){
	    "er-gateway-reports-one-instance",
	    arena_printf(c->arena, "Azure reported the other instance, %s", reported_node->name),
	};
}

static void print(struct comparison *c, const char *file, const struct agree_az *agreement)
{
	const struct agree_az_title title = {
	    .lab = c->source.lab->name, .at = c->at.name, .file = file};

	if (c->documents != NULL) {
		cJSON_AddItemToArray(c->documents, agree_az_json(&title, agreement));
	} else {
		if (c->shown > 0)
			text_add(cli_out(c->cli), "\n");
		agree_az_table_print(&title, agreement, cli_out(c->cli));
	}
	c->shown++;
	c->differ += agreement->differ;
}

static void compare(struct comparison *c, const char *file, const struct az_table *actual)
{
	const struct snapshot_node *nodes[INSTANCES_MAX] = {NULL};
	uint32_t count = c->at.count == 0 ? 0 : reported(&c->at, actual, nodes);
	const struct az_table *predicted = predict(c, actual, nodes, count);
	struct agree_az *agreement =
	    agree_az_compare(c->source.lab, c->source.snapshot, predicted, actual,
	                     cli_given(c->cli, "excerpt"), c->arena);

	if (count > 0)
		note_instance(c, agreement, nodes[0]);
	print(c, file, agreement);
}

/* Some row has the customer's address of this link. */
static bool names_link(const struct az_table *table, const struct lab_circuit *circuit,
                       enum lab_link link)
{
	static const enum az_member members[] = {AZ_NEXT_HOP, AZ_NEIGHBOR, AZ_IP_ADDRESS};
	struct addr customer = lab_customer_address(circuit, link, ADDR_IPV4);

	for (uint32_t i = 0; i < table->count; i++)
		for (size_t m = 0; m < COUNT_OF(members); m++)
			if (row_has(&table->rows[i], members[m], &customer))
				return true;
	return false;
}

/* Tables of a gateway name their owner, those of a link the customer's end of it; those of others
 * in the file are passed over. */
static bool is_foreign(const struct place_at *at, const struct az_table *table)
{
	bool named = (table->told & (az_bit(AZ_LOCAL_ADDRESS) | az_bit(AZ_SOURCE_PEER))) != 0;

	if (at->circuit != NULL)
		return !names_link(table, at->circuit, at->link) &&
		       names_link(table, at->circuit,
		                  at->link == LAB_PRIMARY ? LAB_SECONDARY : LAB_PRIMARY);
	if (at->count == 0 || !named || table->count == 0)
		return false;
	for (uint32_t i = 0; i < at->count; i++)
		if (is_reported(table, at->nodes[i]))
			return false;
	return true;
}

/* Tables that may be meant, of one kind. With several of a kind those of other gateways are not. */
static uint32_t candidates(const struct comparison *c, const struct az_capture *capture,
                           enum az_kind kind, const struct az_table **out)
{
	uint32_t count = 0;
	uint32_t own = 0;

	for (uint32_t i = 0; i < capture->count; i++)
		if (capture->tables[i]->kind == kind && has_kind(&c->at, kind))
			out[count++] = capture->tables[i];
	if (count < 2)
		return count;
	for (uint32_t i = 0; i < count; i++)
		if (!is_foreign(&c->at, out[i]))
			out[own++] = out[i];
	return own > 0 ? own : count;
}

static void list_tables(const struct comparison *c, const char *file,
                        const struct az_capture *capture)
{
	for (uint32_t i = 0; i < capture->count; i++) {
		const struct az_table *table = capture->tables[i];

		cli_complain(c->cli, "%s:%u: table %u: %s, %u rows%s%s", file, table->line, i + 1,
		             table->kind == AZ_KIND_COUNT ? "of unknown kind, say it with --kind"
		                                          : az_kind_names[table->kind],
		             table->count,
		             table->title[0] == '\0' ? "" : ", under: ", table->title);
	}
}

static bool compare_numbered(struct comparison *c, const char *file,
                             const struct az_capture *capture)
{
	const struct az_table *table;

	if (c->number > capture->count) {
		cli_complain(c->cli, "%s has %u tables", file, capture->count);
		return false;
	}
	table = capture->tables[c->number - 1];
	if (!has_kind(&c->at, table->kind)) {
		cli_complain(c->cli, "'%s' has no such table", c->at.name);
		list_tables(c, file, capture);
		return false;
	}
	compare(c, file, table);
	return true;
}

static bool compare_kinds(struct comparison *c, const char *file, const struct az_capture *capture)
{
	const struct az_table **found = xcalloc(capture->count + 1u, sizeof(*found));
	bool good = true;
	uint32_t compared = 0;

	for (unsigned kind = 0; kind < AZ_KIND_COUNT && good; kind++) {
		uint32_t count = candidates(c, capture, (enum az_kind)kind, found);

		if (count == 1)
			compare(c, file, found[0]);
		good = count < 2;
		compared += count;
	}
	free(found);
	if (good && compared > 0)
		return true;
	cli_complain(c->cli,
	             compared == 0 ? "%s has no table of '%s'"
	                           : "%s has several tables that may be of '%s': choose "
	                             "one with --table",
	             file, c->at.name);
	list_tables(c, file, capture);
	return false;
}

static enum az_kind forced_kind(const struct cli *cli)
{
	const char *kind = cli_value(cli, "kind");

	for (unsigned i = 0; kind != NULL && i < AZ_KIND_COUNT; i++)
		if (strcmp(az_kind_names[i], kind) == 0)
			return (enum az_kind)i;
	return AZ_KIND_COUNT;
}

static struct az_capture *read_file(struct comparison *c, const char *path)
{
	struct findings findings = {0};
	struct az_capture *capture = NULL;
	size_t size;
	char *text = cli_read_file(path, AZ_SIZE_MAX, &size, &findings);

	if (text != NULL)
		capture = az_read(path, text, size, forced_kind(c->cli), c->arena, &findings);
	cli_print_findings(c->cli, &findings);
	findings_done(&findings);
	free(text);
	return capture;
}

static bool compare_files(struct comparison *c)
{
	const char *const *paths;
	size_t count = cli_values(c->cli, "az", &paths);

	for (size_t i = 0; i < count; i++) {
		const struct az_capture *capture = read_file(c, paths[i]);
		bool good = capture != NULL;

		if (good && c->number > 0)
			good = compare_numbered(c, paths[i], capture);
		else if (good)
			good = compare_kinds(c, paths[i], capture);
		if (!good)
			return false;
	}
	return true;
}

static bool read_options(struct comparison *c)
{
	const char *peer = cli_value(c->cli, "peer");

	if (peer != NULL && !addr_parse(peer, &c->peer)) {
		cli_complain(c->cli, "'%s' is no address", peer);
		return false;
	}
	return cli_number(c->cli, "table", 1, UINT32_MAX, &c->number);
}

static int answer(struct comparison *c)
{
	if (!read_options(c) || !find_place(c))
		return CLI_INVALID;
	if (cli_wants_json(c->cli))
		c->documents = cJSON_CreateArray();
	if (!compare_files(c)) {
		cJSON_Delete(c->documents);
		return CLI_INVALID;
	}
	if (c->documents != NULL) {
		json_print_pretty(c->documents, cli_out(c->cli));
		text_add(cli_out(c->cli), "\n");
	}
	return c->differ == 0 ? CLI_GOOD : CLI_NO;
}

int cli_diff_az(struct cli *cli, const char *lab)
{
	struct comparison c = {.cli = cli};
	int code = cli_source_open(cli, lab, CLI_NEED_MODEL | CLI_NEED_SNAPSHOT, &c.source);

	c.arena = arena_new();
	if (code == CLI_GOOD)
		code = answer(&c);
	effective_free(c.effective);
	fabric_free(c.fabric);
	arena_free(c.arena);
	cli_source_close(&c.source);
	return code;
}
