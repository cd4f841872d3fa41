/* Prints how a real router's routes compare with the predicted ones. */
#include "report/agree_table.h"

#include <inttypes.h>

#include "report/frame/json.h"
#include "report/frame/table.h"

enum column { MARK, USE, NETWORK, FROM, NEXT_HOP, METRIC, AS_PATH, COMMUNITIES, LARGE, DIFFERENCE };

static const char *const marks[AGREE_RESULT_COUNT] = {
    [AGREE_SAME] = "=",
    [AGREE_DIFFERENT] = "!",
    [AGREE_MISSING] = "-",
    [AGREE_UNEXPECTED] = "+",
};

/* The route as the router has it, or as it was predicted if the router lacks it. */
static const struct agree_route *shown(const struct agree_row *row)
{
	return row->actual != NULL ? row->actual : row->predicted;
}

static void print_from(struct table *table, const struct agree_row *row)
{
	const struct agree_route *route = shown(row);
	char address[ADDR_TEXT_MAX];

	if (!addr_is_set(&route->peer))
		table_cell(table, FROM, "own route");
	else if (row->from != NULL)
		table_cell(table, FROM, row->from);
	else
		table_cell(table, FROM, addr_format(&route->peer, address));
}

static void print_row(struct table *table, const struct agree_row *row)
{
	const struct agree_route *route = shown(row);
	char network[PREFIX_TEXT_MAX];
	char hop[ADDR_TEXT_MAX];

	table_row(table);
	table_cell(table, MARK, marks[row->result]);
	table_cell(table, USE, route->best ? "*>" : route->in_use ? "*=" : "");
	table_cell(table, NETWORK, prefix_format(&route->prefix, network));
	print_from(table, row);
	table_cell(table, NEXT_HOP, addr_format(&route->next_hop, hop));
	if (route->med_set)
		table_cellf(table, METRIC, "%" PRIu32, route->med);
	table_cell(table, AS_PATH, route->as_path);
	table_cell(table, COMMUNITIES, route->communities == NULL ? "" : route->communities);
	table_cell(table, LARGE, route->large_communities == NULL ? "" : route->large_communities);
	table_cell(table, DIFFERENCE, row->difference);
}

static struct table *table_with_columns(void)
{
	struct table *table = table_new();

	table_column(table, "", TABLE_LEFT);
	table_column(table, "", TABLE_OPTIONAL);
	table_column(table, "Network", TABLE_LEFT);
	table_column(table, "From", TABLE_LEFT);
	table_column(table, "Next hop", TABLE_LEFT);
	table_column(table, "Metric", TABLE_OPTIONAL_RIGHT);
	table_column(table, "AS path", TABLE_LEFT);
	table_column(table, "Communities", TABLE_OPTIONAL);
	table_column(table, "Large communities", TABLE_OPTIONAL);
	table_column(table, "Difference", TABLE_OPTIONAL);
	return table;
}

void agree_table_print(const struct agree_title *title, const struct agreement *agreement,
                       struct text *out)
{
	struct table *table = table_with_columns();

	text_addf(out, "%s in lab %s: what the router holds, against what %s\n", title->node,
	          title->lab, title->source);
	text_add(out,
	         "= agrees, ! differs, - missing, + not predicted; *> best, *= used as well\n\n");
	for (uint32_t i = 0; i < agreement->count; i++)
		print_row(table, &agreement->rows[i]);
	table_print(table, out);
	table_free(table);
	text_addf(out, "%s%" PRIu32 " route%s, %" PRIu32 " differ%s\n",
	          agreement->count == 0 ? "" : "\n", agreement->agree,
	          agreement->agree == 1 ? " agrees" : "s agree", agreement->differ,
	          agreement->differ == 1 ? "s" : "");
}

/* Left out when there is no such route. */
static void add_route(cJSON *object, const char *name, const struct agree_route *route)
{
	cJSON *out;

	if (route == NULL)
		return;
	out = cJSON_AddObjectToObject(object, name);
	json_addr(out, "nextHop", &route->next_hop);
	json_text(out, "path", route->as_path);
	json_text(out, "origin", route->origin);
	if (route->med_set)
		json_number(out, "metric", route->med);
	json_words(out, "communities", route->communities == NULL ? "" : route->communities);
	json_words(out, "largeCommunities",
	           route->large_communities == NULL ? "" : route->large_communities);
	json_flag(out, "bestpath", route->best);
	json_flag(out, "used", route->in_use);
}

static cJSON *row_object(const struct agree_row *row)
{
	const struct agree_route *route = shown(row);
	cJSON *object = cJSON_CreateObject();

	json_prefix(object, "network", &route->prefix);
	if (addr_is_set(&route->peer))
		json_addr(object, "peerId", &route->peer);
	json_text(object, "from", row->from);
	json_text(object, "result", agree_result_name(row->result));
	if (row->difference[0] != '\0')
		json_text(object, "difference", row->difference);
	add_route(object, "predicted", row->predicted);
	add_route(object, "actual", row->actual);
	return object;
}

cJSON *agree_json(const struct agree_title *title, const struct agreement *agreement)
{
	cJSON *document = cJSON_CreateObject();
	cJSON *routes;

	json_text(document, "lab", title->lab);
	json_text(document, "node", title->node);
	json_number(document, "agree", agreement->agree);
	json_number(document, "differ", agreement->differ);
	routes = cJSON_AddArrayToObject(document, "routes");
	for (uint32_t i = 0; i < agreement->count; i++)
		cJSON_AddItemToArray(routes, row_object(&agreement->rows[i]));
	return document;
}
