/* From files to a lab: read, join, place, name, make, mend, write. */
#include "import/build/import.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "document/document.h"
#include "document/write.h"
#include "import/build/lab.h"
#include "import/estate/envelope.h"

const char *import_commands(void)
{
	return estate_graph_query;
}

static const struct doc_node *read_map(struct estate *estate, const struct import_file *map)
{
	const struct doc_node *root =
	    map == NULL ? NULL
			: json_read(estate->arena, map->name,
	                            arena_strndup(estate->arena, map->text, map->size), map->size,
	                            estate->findings);

	if (root != NULL && root->kind != TREE_OBJECT)
		findings_add(estate->findings, SEVERITY_ERROR, tree_place(root, map->name),
		             "%s; expected an object: {\"ADDRESS.ATTRIBUTE\": \"ADDRESS or id\"}",
		             tree_kind_name(root->kind));
	return root != NULL && root->kind == TREE_OBJECT ? root : NULL;
}

static void read_all(struct estate *estate, const struct import_file *files, size_t count,
                     const struct import_options *options)
{
	struct estate_input input = {
	    .estate = estate,
	    .before = options->before,
	    .map = read_map(estate, options->map),
	};

	for (size_t i = 0; i < count; i++) {
		input.file = files[i].name;
		estate_read(&input, files[i].text, files[i].size);
	}
}

static void describe(struct estate_lab *lab)
{
	struct text text = {0};

	for (size_t i = 0; i < lab->estate->count; i++) {
		const struct estate_resource *at = lab->estate->all[i];

		if (!at->placeholder || at->lab_name == NULL)
			continue;
		text_addf(&text, "%s %s \"%s\"",
		          text.size > 0 ? "," : "Not in the files:", estate_kinds[at->kind].words,
		          at->lab_name);
	}
	if (text.size > 0)
		tree_make_text(lab->arena, lab->lab, "description",
		               arena_strdup(lab->arena, text_str(&text)));
	text_done(&text);
}

static const char *name_of(const struct doc_node *entry)
{
	const struct doc_node *name =
	    entry->kind == TREE_OBJECT ? tree_member(entry, "name") : NULL;

	return name != NULL ? name->text : "";
}

static int by_name(const void *a, const void *b)
{
	const struct doc_node *const *left = a;
	const struct doc_node *const *right = b;

	return strcmp(name_of(*left), name_of(*right));
}

/* Entries with names, in the order of their names: the same for every order of the files. */
static void sort_list(struct doc_node *list)
{
	struct doc_node **entries = xcalloc(list->count, sizeof(struct doc_node *));
	size_t count = 0;

	for (struct doc_node *at = list->first; at != NULL; at = at->next)
		entries[count++] = at;
	qsort(entries, count, sizeof(struct doc_node *), by_name);
	for (size_t i = 0; i < count; i++)
		entries[i]->next = i + 1 < count ? entries[i + 1] : NULL;
	list->first = entries[0];
	list->last = NULL;
	free(entries);
}

static void sort_all(struct doc_node *node)
{
	if (node->kind == TREE_ARRAY && node->first != NULL && name_of(node->first)[0] != '\0')
		sort_list(node);
	for (struct doc_node *at = node->first; at != NULL; at = at->next)
		sort_all(at);
}

/* What a reader wants to know the number of: lists and members of the lab. */
static const struct {
	const char *member;
	const char *words;
} counted[] = {
    {"virtual-network", "virtual networks"},
    {"subnet", "subnets"},
    {"virtual-network-peering", "virtual network peerings"},
    {"virtual-network-gateway", "ExpressRoute gateways"},
    {"vpn-gateway", "VPN gateways"},
    {"route-server", "Route Servers"},
    {"network-virtual-appliance", "appliances"},
    {"virtual-hub", "virtual hubs"},
    {"express-route-gateway", "ExpressRoute gateways of hubs"},
    {"hub-virtual-network-connection", "hub connections"},
    {"express-route-circuit", "circuits"},
    {"connection", "connections"},
    {"global-reach-connection", "Global Reach connections"},
    {"local-network-gateway", "local network gateways"},
    {"route-table", "route tables"},
    {"private-endpoint", "private endpoints"},
    {"site", "sites"},
};

/* Members that are objects or lists of them; a leaf of the same name is a reference. */
static void count_all(const struct doc_node *node, uint32_t counts[COUNT_OF(counted)])
{
	for (size_t i = 0; node->name != NULL && i < COUNT_OF(counted); i++) {
		if (strcmp(node->name, counted[i].member) != 0)
			continue;
		counts[i] += node->kind == TREE_ARRAY ? node->count : node->kind == TREE_OBJECT;
	}
	for (const struct doc_node *at = node->first; at != NULL; at = at->next)
		count_all(at, counts);
}

static void report_counts(struct estate_lab *lab)
{
	uint32_t counts[COUNT_OF(counted)] = {0};

	count_all(lab->lab, counts);
	for (size_t i = 0; i < COUNT_OF(counted); i++)
		import_taken(lab->estate->report, counted[i].words, counts[i]);
}

static void make_all(struct estate_lab *lab)
{
	lab->root = tree_make(lab->arena, NULL, NULL, TREE_OBJECT);
	lab->lab = tree_make(lab->arena, lab->root, "hairpin-lab:lab", TREE_OBJECT);
	tree_make_text(lab->arena, lab->lab, "name",
	               lab->options->name != NULL ? lab->options->name : "imported");
	describe(lab);
	if (lab->options->gateway_era != NULL)
		tree_make_text(lab->arena, lab->lab, "gateway-era", lab->options->gateway_era);
	estate_make_networks(lab);
	estate_make_circuits(lab);
	estate_make_hubs(lab);
	estate_make_local_gateways(lab);
	estate_make_route_tables(lab);
	estate_make_sites(lab);
	sort_all(lab->root);
}

/* In the order of the module, which only a checked tree knows. */
static void write_lab(struct estate_lab *lab, struct text *out)
{
	struct findings none = {0};
	struct text text = {0};

	tree_write(lab->root, TREE_JSON, &text);
	struct document *document =
	    document_parse("hairpin-lab", "the lab", text_str(&text), text.size, &none);
	CHECK(document != NULL);
	document_write(document, false, out);
	document_free(document);
	findings_done(&none);
	text_done(&text);
}

static bool make_lab(struct estate *estate, const struct import_options *options, struct text *out)
{
	struct estate_lab lab = {
	    .estate = estate,
	    .arena = estate->arena,
	    .facts = facts_new(estate->arena),
	    .options = options,
	};

	for (size_t i = 0; i < ESTATE_NAMES_COUNT; i++)
		lab.names[i].arena = estate->arena;
	estate_check_circuit_options(&lab);
	estate_join(estate);
	estate_attach(&lab);
	estate_attach_appliances(&lab);
	if (findings_errors(estate->findings) > 0)
		return false;
	estate_name_all(&lab);
	estate_drop_circuits(&lab);
	estate_watch(estate);
	make_all(&lab);
	if (findings_errors(estate->findings) > 0 || !estate_mend(&lab))
		return false;
	report_counts(&lab);
	write_lab(&lab, out);
	return true;
}

bool import_azure(const struct import_file *files, size_t count,
                  const struct import_options *options, struct text *lab,
                  struct import_report *report, struct findings *findings)
{
	struct estate *estate = estate_new(findings, report);
	size_t errors = findings_errors(findings);

	read_all(estate, files, count, options);
	bool made = findings_errors(findings) == errors && make_lab(estate, options, lab);
	estate_free(estate);
	return made;
}
