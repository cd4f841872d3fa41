/* Azure's own JSON: a list or an object of 'az', a REST body, an answer of Resource Graph, and what
 * PowerShell makes of them. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/check.h"
#include "document/make.h"
#include "import/estate/envelope.h"

enum { NESTING_MAX = 8 };

static const struct doc_node *set_member(const struct doc_node *object, const char *name)
{
	const struct doc_node *member = estate_child(object, name);

	return member != NULL && member->kind != TREE_NULL &&
	               !(member->kind == TREE_STRING && member->text[0] == '\0')
	           ? member
	           : NULL;
}

static const char *text_of(const struct doc_node *object, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct doc_node *member = set_member(object, names[i]);
		if (member != NULL && member->kind == TREE_STRING)
			return member->text;
	}
	return NULL;
}

/* The type that an id spells: "Microsoft.Network/virtualNetworks/subnets"; NULL when it has none.
 */
static const char *type_of_id(struct arena *arena, const char *id)
{
	static const char providers[] = "/providers/";
	const char *at = NULL;
	struct text type = {0};

	for (const char *next = strcasestr(id, providers); next != NULL;
	     next = strcasestr(next + 1, providers))
		at = next + strlen(providers);
	if (at == NULL)
		return NULL;
	for (unsigned i = 0; *at != '\0'; i++) {
		size_t size = strcspn(at, "/");
		/* The namespace, and every other segment behind it. */
		if (i == 0 || i % 2 == 1) {
			text_add(&type, i == 0 ? "" : "/");
			text_add_bytes(&type, at, size);
		}
		at += size + (at[size] == '/');
	}
	const char *copy = arena_strdup(arena, text_str(&type));
	text_done(&type);
	return copy;
}

/* What PowerShell writes in place of what lies deeper than it was told to go. */
static const struct doc_node *cut_member(const struct doc_node *node, unsigned depth)
{
	static const char *const marks[] = {"System.Object[]", "System.Collections.",
	                                    "Microsoft.Azure.Commands.",
	                                    "Microsoft.Azure.Management.", "@{"};

	for (size_t i = 0; node->kind == TREE_STRING && i < COUNT_OF(marks); i++) {
		if (strncmp(node->text, marks[i], strlen(marks[i])) == 0)
			return node;
	}
	for (const struct doc_node *at = node->first; at != NULL && depth < NESTING_MAX;
	     at = at->next) {
		const struct doc_node *cut = cut_member(at, depth + 1);
		if (cut != NULL)
			return cut;
	}
	return NULL;
}

/* "Microsoft.Network/a/b" and "x/y" become ".../a/x/b/y", as an id would be. */
static const char *id_of_names(struct arena *arena, const char *type, const char *name)
{
	struct text id = {0};
	size_t space = strcspn(type, "/");

	text_add(&id, ESTATE_UNKNOWN_GROUP);
	text_add_bytes(&id, type, space);
	type += space + (type[space] == '/');
	while (*type != '\0' && *name != '\0') {
		size_t segment = strcspn(type, "/");
		size_t part = strcspn(name, "/");

		text_add(&id, "/");
		text_add_bytes(&id, type, segment);
		text_add(&id, "/");
		text_add_bytes(&id, name, part);
		type += segment + (type[segment] == '/');
		name += part + (name[part] == '/');
	}
	const char *copy = arena_strdup(arena, text_str(&id));
	text_done(&id);
	return copy;
}

/* Kinds that are not in the table are named once, with their count, however they are spelled; and a
 * resource counts once, in however many files it is. */
static void leave_out(const struct estate_input *input, const char *type, const char *id,
                      const char *name, const struct doc_node *object)
{
	struct estate *estate = input->estate;
	bool network = strncasecmp(type, "microsoft.network/", 18) == 0;
	const char *known =
	    name_map_add(&estate->left_out, estate_key_of(estate->arena, type), type);

	if (name_map_add(&estate->left_out, estate_key_of(estate->arena, id), id) != NULL)
		return;
	type = known != NULL ? known : type;
	if (strcasestr(type, "/connectivityConfigurations") != NULL) {
		import_remark(estate->report, IMPORT_ALARM, type, estate_id_name(name),
		              tree_place(object, input->file), "%s", estate_say_connectivity);
		return;
	}
	import_remark(estate->report, IMPORT_LEFT_OUT, network ? type : "other resources",
	              estate_id_name(name), tree_place(object, input->file), "%s",
	              network ? "this kind is not modelled" : "not part of the network");
}

static bool is_whole(const struct estate_input *input, enum estate_kind kind,
                     const struct doc_node *object)
{
	enum estate_member needed = estate_kinds[kind].needed;
	const struct doc_node *cut = cut_member(object, 0);
	bool inverted;

	if (cut != NULL) {
		estate_refuse(input, cut,
		              "PowerShell has cut what lies deeper; repeat the command with "
		              "'ConvertTo-Json -Depth 20'");
		return false;
	}
	if (needed == ESTATE_MEMBER_COUNT ||
	    estate_look_up(object, ESTATE_ARM, needed, &inverted) != NULL)
		return true;
	estate_refuse(
	    input, object,
	    "a %s without its \"%s\"; a command with --query of one's own, or 'az resource "
	    "list', leaves it out; repeat it without, or run: %s",
	    estate_kinds[kind].words, estate_members[needed].paths[ESTATE_ARM], estate_graph_query);
	return false;
}

/* What a resource lists under "resources", as exported templates and inventories do. */
static void take_nested(const struct estate_input *input, const struct doc_node *object)
{
	const struct doc_node *nested = estate_child(object, "resources");

	for (const struct doc_node *at =
	         nested != NULL && nested->kind == TREE_ARRAY ? nested->first : NULL;
	     at != NULL; at = at->next) {
		if (at->kind == TREE_OBJECT)
			estate_take(input, at);
	}
}

/* The type that a member says, unless it is one of another meaning, as of a virtual WAN. */
static const char *type_said(const struct doc_node *object)
{
	static const char *const names[] = {"resourceType", "type"};

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		for (const struct doc_node *at = object->first; at != NULL; at = at->next) {
			if (strcasecmp(at->name, names[i]) == 0 && at->kind == TREE_STRING &&
			    strchr(at->text, '/') != NULL)
				return at->text + strspn(at->text, " ");
		}
	}
	return NULL;
}

static void put_at(struct doc_node *node, const struct doc_node *place)
{
	node->line = place->line;
	node->column = place->column;
	for (struct doc_node *at = node->first; at != NULL; at = at->next)
		put_at(at, place);
}

/* Some tools write the properties as a text, which is JSON. */
static void open_properties(const struct estate_input *input, const struct doc_node *object)
{
	struct doc_node *text = (struct doc_node *)estate_child(object, "properties");
	struct findings none = {0};

	if (text == NULL || text->kind != TREE_STRING || text->text[0] != '{')
		return;
	struct doc_node *read =
	    json_read(input->estate->arena, input->file, text->text, strlen(text->text), &none);
	findings_done(&none);
	if (read == NULL)
		return;
	put_at(read, text);
	text->kind = read->kind;
	text->first = read->first;
	text->count = read->count;
	text->text = NULL;
}

void estate_take(const struct estate_input *input, const struct doc_node *object)
{
	static const char *const id_names[] = {"id", "resourceId"};
	static const char *const name_names[] = {"name", "resourceName"};
	struct arena *arena = input->estate->arena;
	const char *id = text_of(object, id_names, COUNT_OF(id_names));
	const char *name = text_of(object, name_names, COUNT_OF(name_names));
	const char *type = type_said(object);
	open_properties(input, object);
	struct estate_body body = {.node = object, .dialect = ESTATE_ARM, .file = input->file};

	if (type == NULL && id != NULL)
		type = type_of_id(arena, id);
	if (type == NULL || (id == NULL && name == NULL)) {
		estate_refuse(
		    input, object,
		    "an object without \"id\"; a command with --query of one's own leaves it "
		    "out; expected a resource of Azure, whole: %s",
		    estate_graph_query);
		return;
	}
	if (id == NULL)
		id = id_of_names(arena, type, name);
	if (name == NULL)
		name = estate_id_name(id);
	enum estate_kind kind = estate_kind_of(type);
	if (kind == ESTATE_KIND_COUNT)
		leave_out(input, type, id, name, object);
	else if (is_whole(input, kind, object))
		estate_add(input->estate, kind, id, name, &body);
	take_nested(input, object);
}

/* Resource Graph with "resultFormat": "table": names of columns, and rows of values. */
static void take_row(const struct estate_input *input, const struct doc_node *columns,
                     const struct doc_node *row)
{
	struct arena *arena = input->estate->arena;
	struct doc_node *object = tree_make(arena, NULL, NULL, TREE_OBJECT);
	const struct doc_node *cell = row->first;

	object->line = row->line;
	object->column = row->column;
	for (const struct doc_node *at = columns->first; at != NULL && cell != NULL;
	     at = at->next, cell = cell->next) {
		const struct doc_node *name = estate_at_path(at, "name");
		struct doc_node *copy = arena_alloc(arena, sizeof(*copy));

		if (name == NULL || name->text == NULL)
			continue;
		*copy = *cell;
		copy->name = name->text;
		copy->next = object->first;
		object->first = copy;
	}
	estate_take(input, object);
}

static void take_list(const struct estate_input *input, const struct doc_node *list)
{
	for (const struct doc_node *at = list->first; at != NULL; at = at->next) {
		if (at->kind == TREE_OBJECT)
			estate_take(input, at);
		else
			estate_refuse(input, at, "%s; expected an object: a resource of Azure",
			              tree_kind_name(at->kind));
	}
}

static void take_rows(const struct estate_input *input, const struct doc_node *columns,
                      const struct doc_node *rows)
{
	for (const struct doc_node *at = rows->first; at != NULL; at = at->next) {
		if (at->kind == TREE_ARRAY)
			take_row(input, columns, at);
	}
}

static uint64_t number_of(const struct doc_node *object, const char *name)
{
	const struct doc_node *member = estate_child(object, name);

	return member != NULL && member->kind == TREE_NUMBER ? strtoull(member->text, NULL, 10) : 0;
}

/* False after saying that there is more than the file holds. */
static bool is_complete(const struct estate_input *input, const struct doc_node *root,
                        const struct doc_node *list)
{
	static const char *const marks[] = {"skip_token", "skipToken", "$skipToken", "nextLink",
	                                    "@odata.nextLink"};
	uint64_t total = number_of(root, "total_records");
	const struct doc_node *more = NULL;

	for (size_t i = 0; i < COUNT_OF(marks) && more == NULL; i++)
		more = set_member(root, marks[i]);
	if (total == 0)
		total = number_of(root, "totalRecords");
	const struct doc_node *truncated = set_member(root, "resultTruncated");
	if (more == NULL && truncated != NULL && truncated->text != NULL &&
	    strcasecmp(truncated->text, "true") == 0)
		more = truncated;
	if (more == NULL && total <= list->count)
		return true;
	estate_refuse(input, more != NULL ? more : list,
	              "rows are missing: the answer has another page; ask for all of them: "
	              "'az graph query --first 1000 --skip-token TOKEN', and give all pages");
	return false;
}

void estate_read_resources(const struct estate_input *input, const struct doc_node *root)
{
	static const char *const lists[] = {"value", "data", "resources"};
	const struct doc_node *rows = NULL;

	if (root->kind == TREE_ARRAY) {
		take_list(input, root);
		return;
	}
	for (size_t i = 0; i < COUNT_OF(lists) && rows == NULL && set_member(root, "id") == NULL &&
	                   set_member(root, "resourceId") == NULL;
	     i++)
		rows = set_member(root, lists[i]);
	const struct doc_node *columns = rows != NULL && rows->kind == TREE_OBJECT
	                                     ? estate_child(rows, "columns")
	                                     : estate_child(root, "columns");
	if (rows != NULL && rows->kind == TREE_OBJECT)
		rows = estate_child(rows, "rows");
	else if (rows == NULL && columns != NULL)
		rows = estate_child(root, "rows");
	if (rows == NULL || rows->kind != TREE_ARRAY)
		estate_take(input, root);
	else if (is_complete(input, root, rows) && columns != NULL)
		take_rows(input, columns, rows);
	else if (columns == NULL)
		take_list(input, rows);
}
