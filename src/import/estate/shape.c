/* What a file is, from its content; and what to do with files of the shapes that hold no estate. */
#include <ctype.h>
#include <stdarg.h>
#include <string.h>
#include <strings.h>

#include "base/check.h"
#include "base/utf8.h"
#include "import/estate/envelope.h"

const char estate_graph_query[] =
    "az graph query --first 1000 -q \"resources | where type startswith 'microsoft.network/'\" "
    "-o json";

const char estate_say_connectivity[] =
    "left out: where it is deployed, networks reach each other without peerings of their own; add "
    "it by hand, as connectivity-configuration";

#define SHOW_PLAN "run 'terraform show -json PLAN' and give its output"

void estate_refuse(const struct estate_input *input, const struct doc_node *node,
                   const char *format, ...)
{
	struct text said = {0};
	va_list args;

	va_start(args, format);
	text_addv(&said, format, args);
	va_end(args);
	findings_add(input->estate->findings, SEVERITY_ERROR, tree_place(node, input->file), "%s",
	             text_str(&said));
	text_done(&said);
}

/* Texts that are no JSON, by what they begin with, behind blanks. */
static const struct {
	const char *start;
	const char *said;
} foreign[] = {
    {"PK\003\004", "a zip file, such as a Terraform plan, a workbook or a drawing; " SHOW_PLAN
                   ", or export what is deployed"},
    {"<mxfile", "a drawing, which does not hold what routing depends on"},
    {"<?xml", "XML, such as a drawing, which does not hold what routing depends on"},
    {"%PDF", "a PDF, which does not hold what routing depends on"},
    {"interactions:", "a recording of requests, not the answers themselves"},
};

/* Source code, by words at the beginning of a line. */
static const struct {
	const char *word;
	const char *said;
} sources[] = {
    {"resource \"", "Terraform source, not a state; " SHOW_PLAN},
    {"module \"", "Terraform source, not a state; " SHOW_PLAN},
    {"variable \"", "Terraform source, not a state; " SHOW_PLAN},
    {"terraform {", "Terraform source, not a state; " SHOW_PLAN},
    {"provider \"", "Terraform source, not a state; " SHOW_PLAN},
    {"locals {", "Terraform source, not a state; " SHOW_PLAN},
    {"data \"", "Terraform source, not a state; " SHOW_PLAN},
    {"output \"", "Terraform source, not a state; " SHOW_PLAN},
    {"targetScope ", "Bicep source, not a deployed state; export what is deployed"},
    {"param ", "Bicep source, not a deployed state; export what is deployed"},
    {"@description(", "Bicep source, not a deployed state; export what is deployed"},
    {"metadata ", "Bicep source, not a deployed state; export what is deployed"},
    {"resource ", "Bicep source, not a deployed state; export what is deployed"},
    {"using ", "Bicep parameters, not a deployed state; export what is deployed"},
    {"# azurerm_", "the words of 'terraform plan', not its JSON; " SHOW_PLAN},
    {"  # azurerm_", "the words of 'terraform plan', not its JSON; " SHOW_PLAN},
    {"Terraform ", "the words of 'terraform plan', not its JSON; " SHOW_PLAN},
};

static const char *said_of_line(const char *line)
{
	for (size_t i = 0; i < COUNT_OF(sources); i++) {
		if (strncmp(line, sources[i].word, strlen(sources[i].word)) == 0)
			return sources[i].said;
	}
	return NULL;
}

/* What a text that is not JSON is; NULL when that is not known. */
static const char *foreign_text(const char *text)
{
	const char *start = text + strspn(text, " \t\r\n");
	const char *said = NULL;

	for (size_t i = 0; i < COUNT_OF(foreign); i++) {
		if (strncmp(start, foreign[i].start, strlen(foreign[i].start)) == 0)
			return foreign[i].said;
	}
	if (*start == '{' || *start == '[')
		return NULL;
	for (const char *line = start; line != NULL && said == NULL;) {
		said = said_of_line(line);
		line = strchr(line, '\n');
		line = line != NULL ? line + 1 : NULL;
	}
	return said;
}

/* Templates may hold comments: they become blanks, so that all places stay. */
static void blank_comments(char *text)
{
	bool quoted = false;

	for (char *at = text; *at != '\0'; at++) {
		if (*at == '\\' && quoted && at[1] != '\0') {
			at++;
		} else if (*at == '"') {
			quoted = !quoted;
		} else if (!quoted && at[0] == '/' && at[1] == '/') {
			for (; *at != '\0' && *at != '\n'; at++)
				*at = ' ';
			at--;
		} else if (!quoted && at[0] == '/' && at[1] == '*') {
			char *end = strstr(at + 2, "*/");
			for (; end != NULL && at < end + 2; at++)
				*at = *at == '\n' ? '\n' : ' ';
			at -= end != NULL;
		}
	}
}

static bool is_warning(const char *line)
{
	static const char *const words[] = {"WARNING:", "Command group ",
	                                    "This command is in preview"};

	for (size_t i = 0; i < COUNT_OF(words); i++) {
		if (strncmp(line, words[i], strlen(words[i])) == 0)
			return true;
	}
	return false;
}

/* What az warns of, when standard error went into the file, too, becomes blanks: all places stay.
 */
static void blank_warnings(char *text)
{
	for (char *at = text + strspn(text, " \t\r\n"); is_warning(at); at += strspn(at, " \t\r\n"))
		memset(at, ' ', strcspn(at, "\r\n"));
}

static bool is_template_text(const char *text)
{
	return strcasestr(text, "deploymentTemplate.json#") != NULL;
}

static bool has(const struct doc_node *object, const char *name)
{
	const struct doc_node *member = estate_child(object, name);

	return member != NULL && member->kind != TREE_NULL;
}

/* Shapes of JSON that are refused, by members that only they have. */
static const struct {
	const char *members[2];
	const char *said;
} refused[] = {
    {{"hairpin-lab:lab"}, "a lab already; 'hairpin fmt' rewrites one"},
    {{"hub", "spokes"},
     "the summary of a drawing tool, which has no circuits, peerings or weights"},
    {{"hubs"}, "the summary of a drawing tool, which has no circuits, peerings or weights"},
    {{"interactions"}, "a recording of requests, not the answers themselves"},
    {{"Entries", "Names"}, "a recording of requests, not the answers themselves"},
    {{"log", NULL}, "a recording of requests, not the answers themselves"},
    {{"RouteServiceRole_IN_0"}, "a table of routes, not resources; give it with --routes"},
    {{"network", "nextHop"}, "a table of routes, not resources; give it with --routes"},
    {{"network", "path"}, "a table of routes, not resources; give it with --routes"},
    {{"neighbor", "asPath"}, "a table of routes, not resources; give it with --routes"},
    {{"neighbor", "statePfxRcd"}, "a table of sessions, not resources; give it with --routes"},
    {{"error", NULL}, "an error that Azure answered, not resources"},
    {{"resource", NULL}, "Terraform source in JSON, not a state; " SHOW_PLAN},
    {{"terraform", NULL}, "Terraform source in JSON, not a state; " SHOW_PLAN},
    {{"module", NULL}, "Terraform source in JSON, not a state; " SHOW_PLAN},
    {{"@level", "@message"}, "the log of 'terraform plan -json', not the plan; " SHOW_PLAN},
    {{"encrypted_data", NULL}, "an encrypted state; run 'tofu show -json' and give its output"},
    {{"deployment", "version"}, "a state of Pulumi, which is not read; export what is deployed"},
    {{"changes", "status"}, "the answer of 'az deployment what-if', which has no whole resources"},
    {{"$schema", "parameters"}, "the parameters of a template, not a deployed state"},
};

static const char *refused_shape(const struct doc_node *root)
{
	const struct doc_node *at = root;
	const struct doc_node *value =
	    root->kind == TREE_OBJECT ? estate_child(root, "value") : NULL;

	if (value != NULL && value->kind == TREE_ARRAY && value->first != NULL)
		at = value->first;
	else if (root->kind == TREE_ARRAY && root->first != NULL)
		at = root->first;
	for (size_t i = 0; at->kind == TREE_OBJECT && i < COUNT_OF(refused); i++) {
		if (has(at, refused[i].members[0]) &&
		    (refused[i].members[1] == NULL || has(at, refused[i].members[1])) &&
		    !has(at, "id"))
			return refused[i].said;
	}
	return NULL;
}

static void read_root(const struct estate_input *input, struct doc_node *root)
{
	const char *said;

	if (root->kind != TREE_ARRAY && root->kind != TREE_OBJECT)
		estate_refuse(input, root, "%s; expected resources of Azure as JSON: %s",
		              tree_kind_name(root->kind), estate_graph_query);
	else if (root->kind == TREE_OBJECT && has(root, "resources") && has(root, "$schema"))
		estate_read_template(input, root);
	else if (root->kind == TREE_OBJECT && has(root, "version") &&
	         (has(root, "lineage") || has(root, "terraform_version")))
		estate_read_state_file(input, root);
	else if (root->kind == TREE_OBJECT && has(root, "format_version"))
		estate_read_show(input, root);
	else if ((said = refused_shape(root)) != NULL)
		estate_refuse(input, root, "%s; expected resources of Azure: %s", said,
		              estate_graph_query);
	else
		estate_read_resources(input, root);
}

static void refuse_text(const struct estate_input *input, const char *said)
{
	struct place place = {input->file, 1, 1};

	findings_add(input->estate->findings, SEVERITY_ERROR, place, "%s; expected JSON: %s", said,
	             estate_graph_query);
}

/* The name of the member whose value begins at `at`; "" for an entry of a list. */
static const char *name_before(struct arena *arena, const char *text, const char *at)
{
	const char *end;

	while (at > text && strchr(" \t\r\n", at[-1]) != NULL)
		at--;
	if (at == text || at[-1] != ':')
		return "";
	end = at - 1;
	while (end > text && *end != '"')
		end--;
	at = end;
	while (at > text && at[-1] != '"')
		at--;
	return arena_strndup(arena, at, (size_t)(end - at));
}

/* The first whose text may be shown. */
static const char *first_expression(struct arena *arena, const char *text)
{
	const char *at = strstr(text, "\"[");

	while (at != NULL && estate_names_secret(name_before(arena, text, at)))
		at = strstr(at + 2, "\"[");
	return at;
}

/* Templates may break lines within texts, too, which no export does: then the first expression says
 * what the file is. A template that is cut short stays a mistake of JSON. */
static bool refuse_template_text(const struct estate_input *input, const char *text)
{
	const char *at =
	    is_template_text(text) ? first_expression(input->estate->arena, text) : NULL;
	size_t size = strlen(text);
	struct place place = {input->file, 1, 1};
	struct quoted quoted;

	while (size > 0 && strchr(" \t\r\n", text[size - 1]) != NULL)
		size--;
	if (at == NULL || size == 0 || text[size - 1] != '}')
		return false;
	for (const char *c = text; c < at; c++) {
		place.line += *c == '\n';
		place.column = *c == '\n' ? 1 : place.column + 1;
	}
	at++;
	findings_add(
	    input->estate->findings, SEVERITY_ERROR, place,
	    "a template, not a deployed state: \"%s\" has no value here; export what is "
	    "deployed: 'az group export -n GROUP', or better: %s",
	    tree_quote(arena_strndup(input->estate->arena, at, strcspn(at, "\"")), &quoted),
	    estate_graph_query);
	return true;
}

static const char *wrong_bytes(const char *text, size_t size)
{
	if (strspn(text, " \t\r\n") >= size)
		return "the file is empty";
	return NULL;
}

void estate_read(const struct estate_input *input, const char *text, size_t size)
{
	struct arena *arena = input->estate->arena;

	size_t mark = utf8_mark_size(text, size);
	text += mark;
	size -= mark;
	char *copy = arena_strndup(arena, text, size);
	blank_warnings(copy);
	const char *said = wrong_bytes(copy, size);
	if (said == NULL)
		said = foreign_text(copy);
	if (said == NULL && memchr(copy, '\0', size) != NULL)
		said = "the file is binary: it holds zero bytes";
	if (said == NULL && strchr("{[", copy[strspn(copy, " \t\r\n")]) == NULL)
		said = "not JSON; with az, '-o json' is needed";
	if (said != NULL) {
		refuse_text(input, said);
		return;
	}
	if (is_template_text(copy))
		blank_comments(copy);
	struct findings found = {0};
	struct doc_node *root = json_read_all(arena, input->file, copy, size, &found);
	size_t errors = findings_errors(input->estate->findings);
	for (struct doc_node *at = root;
	     at != NULL && findings_errors(input->estate->findings) == errors; at = at->next)
		read_root(input, at);
	if (root == NULL && !refuse_template_text(input, copy))
		findings_add(input->estate->findings, SEVERITY_ERROR, found.items[0].place, "%s",
		             found.items[0].text);
	findings_done(&found);
}
