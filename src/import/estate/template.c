/*
 * Exported templates: names and ids are expressions over parameters that have their values with
 * them. The four functions that exports use are evaluated; what needs more is no deployed state,
 * and refused.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/check.h"
#include "import/estate/envelope.h"

enum { DEPTH_MAX = 16, ARGUMENTS_MAX = 16 };

struct evaluation {
	const struct estate_input *input;
	const struct doc_node *parameters;
	const char *at; /* in the expression at work */
	bool failed;    /* the expression has no value */
	bool secret;    /* it is that of a secret, which has none */
	bool refused;   /* said once */
	unsigned depth;
};

struct value {
	const char *text;            /* NULL: not a text */
	const struct doc_node *node; /* of a parameter */
};

static struct value evaluate(struct evaluation *eval);

static void skip_blanks(struct evaluation *eval)
{
	eval->at += strspn(eval->at, " \t\r\n");
}

static bool take(struct evaluation *eval, char c)
{
	skip_blanks(eval);
	if (*eval->at != c)
		return false;
	eval->at++;
	return true;
}

static struct value fail(struct evaluation *eval)
{
	eval->failed = true;
	return (struct value){0};
}

/* 'text', in which '' is one quote. */
static struct value evaluate_text(struct evaluation *eval)
{
	struct text text = {0};

	for (eval->at++; *eval->at != '\0'; eval->at++) {
		if (*eval->at == '\'' && eval->at[1] != '\'')
			break;
		eval->at += *eval->at == '\'';
		text_add_bytes(&text, eval->at, 1);
	}
	struct value value = {arena_strdup(eval->input->estate->arena, text_str(&text)), NULL};
	text_done(&text);
	return take(eval, '\'') ? value : fail(eval);
}

static bool is_secure(const struct doc_node *parameter)
{
	const struct doc_node *type = estate_child(parameter, "type");

	return type != NULL && type->text != NULL && strncasecmp(type->text, "secure", 6) == 0;
}

static struct value parameter_value(struct evaluation *eval, const struct value *args, size_t count)
{
	const struct doc_node *parameter =
	    eval->parameters == NULL || count != 1 || args[0].text == NULL
		? NULL
		: estate_child(eval->parameters, args[0].text);
	const struct doc_node *value =
	    parameter == NULL ? NULL : tree_member(parameter, "defaultValue");

	if (parameter != NULL && is_secure(parameter)) {
		eval->secret = true;
		return (struct value){0};
	}
	if (value == NULL || value->kind == TREE_NULL)
		return fail(eval);
	if (value->kind == TREE_STRING && value->text[0] == '[' && value->text[1] != '[')
		return fail(eval);
	return (struct value){value->text, value};
}

static struct value concat_value(struct evaluation *eval, const struct value *args, size_t count)
{
	struct text text = {0};

	for (size_t i = 0; i < count; i++) {
		if (args[i].text == NULL)
			eval->failed = !eval->secret;
		else
			text_add(&text, args[i].text);
	}
	struct value value = {arena_strdup(eval->input->estate->arena, text_str(&text)), NULL};
	text_done(&text);
	return value;
}

/* format('{0}/{1}', a, b) */
static struct value format_value(struct evaluation *eval, const struct value *args, size_t count)
{
	struct text text = {0};

	for (const char *at = count > 0 && args[0].text != NULL ? args[0].text : ""; *at != '\0';
	     at++) {
		size_t index = (size_t)(isdigit((unsigned char)at[1]) ? at[1] - '0' : 9) + 1;

		if (at[0] != '{' || at[1] == '\0' || at[2] != '}') {
			text_add_bytes(&text, at, 1);
			continue;
		}
		if (index >= count || args[index].text == NULL)
			eval->failed = true;
		else
			text_add(&text, args[index].text);
		at += 2;
	}
	struct value value = {arena_strdup(eval->input->estate->arena, text_str(&text)), NULL};
	text_done(&text);
	return value;
}

static void add_id_names(struct text *id, const char *type, const struct value *names, size_t count)
{
	size_t space = strcspn(type, "/");

	text_add_bytes(id, type, space);
	type += space + (type[space] == '/');
	for (size_t i = 0; i < count && *type != '\0'; i++) {
		size_t segment = strcspn(type, "/");

		text_add(id, "/");
		text_add_bytes(id, type, segment);
		text_addf(id, "/%s", names[i].text != NULL ? names[i].text : "");
		type += segment + (type[segment] == '/');
	}
}

/* resourceId([subscription,] [group,] 'Type/child', name, child): equal for equal arguments. */
static struct value id_value(struct evaluation *eval, const struct value *args, size_t count)
{
	struct text id = {0};
	size_t type = 0;

	for (size_t i = 0; i < count; i++) {
		if (args[i].text == NULL)
			return fail(eval);
	}
	while (type < count && (strchr(args[type].text, '/') == NULL || type > 2))
		type++;
	if (type >= count || type > 2)
		return fail(eval);
	text_addf(&id, "/subscriptions/%s/resourceGroups/%s/providers/",
	          type == 2 ? args[0].text : "unknown", type > 0 ? args[type - 1].text : "unknown");
	add_id_names(&id, args[type].text, args + type + 1, count - type - 1);
	struct value value = {arena_strdup(eval->input->estate->arena, text_str(&id)), NULL};
	text_done(&id);
	return value;
}

static const struct {
	const char *name;
	struct value (*call)(struct evaluation *eval, const struct value *args, size_t count);
} functions[] = {
    {"parameters", parameter_value},
    {"concat", concat_value},
    {"format", format_value},
    {"resourceId", id_value},
};

static struct value evaluate_call(struct evaluation *eval)
{
	const char *name = eval->at;
	struct value args[ARGUMENTS_MAX];
	size_t count = 0;

	while (isalnum((unsigned char)*eval->at))
		eval->at++;
	size_t size = (size_t)(eval->at - name);
	if (size == 0 || !take(eval, '('))
		return fail(eval);
	while (!eval->failed && !take(eval, ')')) {
		if (count == ARGUMENTS_MAX || (count > 0 && !take(eval, ',')))
			return fail(eval);
		args[count++] = evaluate(eval);
	}
	for (size_t i = 0; i < COUNT_OF(functions) && !eval->failed; i++) {
		if (strlen(functions[i].name) == size &&
		    strncasecmp(functions[i].name, name, size) == 0)
			return functions[i].call(eval, args, count);
	}
	return fail(eval);
}

static struct value evaluate(struct evaluation *eval)
{
	struct value value;

	if (eval->depth == DEPTH_MAX)
		return fail(eval);
	eval->depth++;
	skip_blanks(eval);
	value = *eval->at == '\'' ? evaluate_text(eval) : evaluate_call(eval);
	eval->depth--;
	return value;
}

bool estate_names_secret(const char *words)
{
	return strcasestr(words, "key") != NULL || strcasestr(words, "secret") != NULL ||
	       strcasestr(words, "password") != NULL;
}

static void refuse_expression(struct evaluation *eval, const struct doc_node *node)
{
	struct quoted quoted;

	if (!eval->refused && node->name != NULL && estate_names_secret(node->name))
		estate_refuse(
		    eval->input, node,
		    "a template, not a deployed state: \"%s\" has no value here; export what "
		    "is deployed: %s",
		    node->name, estate_graph_query);
	else if (!eval->refused)
		estate_refuse(
		    eval->input, node,
		    "a template, not a deployed state: \"%s\" has no value here; export what "
		    "is deployed: 'az group export -n GROUP', or better: %s",
		    tree_quote(node->text, &quoted), estate_graph_query);
	eval->refused = true;
}

/* Puts the value of an expression in its place. */
static void settle(struct evaluation *eval, struct doc_node *node)
{
	if (node->text[1] == '[') {
		node->text++;
		return;
	}
	eval->at = node->text + 1;
	eval->failed = eval->secret = false;
	struct value value = evaluate(eval);
	if (eval->failed || !take(eval, ']') || *eval->at != '\0') {
		refuse_expression(eval, node);
	} else if (eval->secret || (value.text == NULL && value.node == NULL)) {
		node->kind = TREE_NULL;
	} else if (value.node != NULL) {
		node->kind = value.node->kind;
		node->text = value.node->text;
		node->first = value.node->first;
	} else {
		node->text = value.text;
	}
}

/* Members that say how a template is deployed, not what is there. */
static bool is_about_deployment(const char *name)
{
	static const char *const names[] = {"dependsOn",  "tags",      "comments",  "metadata",
	                                    "apiVersion", "resources", "condition", "scale",
	                                    "plan",       "identity"};

	for (size_t i = 0; name != NULL && i < COUNT_OF(names); i++) {
		if (strcmp(names[i], name) == 0)
			return true;
	}
	return false;
}

static void settle_all(struct evaluation *eval, struct doc_node *node)
{
	if (node->kind == TREE_STRING && node->text[0] == '[' &&
	    node->text[strlen(node->text) - 1] == ']')
		settle(eval, node);
	for (struct doc_node *at = node->first; at != NULL; at = at->next) {
		if (!is_about_deployment(at->name))
			settle_all(eval, at);
	}
}

/* "copy" makes many of one, "existing" none; a nested deployment is a template within. */
static const struct doc_node *template_mark(const struct doc_node *resource)
{
	static const char *const names[] = {"copy", "existing"};
	const struct doc_node *type = tree_member(resource, "type");

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		const struct doc_node *mark = tree_member(resource, names[i]);
		if (mark != NULL && mark->kind != TREE_FALSE)
			return mark;
	}
	if (type != NULL && type->text != NULL &&
	    strcasecmp(type->text, "Microsoft.Resources/deployments") == 0)
		return type;
	return NULL;
}

/* A condition that is not met makes no resource. */
static bool is_made(struct evaluation *eval, struct doc_node *resource)
{
	struct doc_node *condition = (struct doc_node *)tree_member(resource, "condition");

	if (condition != NULL)
		settle_all(eval, condition);
	if (condition == NULL || condition->text == NULL ||
	    strcasecmp(condition->text, "false") != 0)
		return true;
	const struct doc_node *name = tree_member(resource, "name");
	import_remark(eval->input->estate->report, IMPORT_LEFT_OUT, "resource",
	              name != NULL && name->text != NULL ? name->text : "",
	              tree_place(condition, eval->input->file), "its condition is not met");
	return false;
}

static void take_resource(struct evaluation *eval, struct doc_node *resource)
{
	const struct doc_node *mark = template_mark(resource);
	struct doc_node *type = (struct doc_node *)tree_member(resource, "type");

	if (mark != NULL && !eval->refused) {
		estate_refuse(
		    eval->input, mark,
		    "a template, not a deployed state: it has \"%s\"; export what is deployed: "
		    "'az group export -n GROUP', or better: %s",
		    mark->name[0] == 't' ? "a nested deployment" : mark->name, estate_graph_query);
		eval->refused = true;
	}
	if (type != NULL && type->kind == TREE_STRING)
		settle_all(eval, type);
	if (type != NULL && type->text != NULL && estate_kind_of(type->text) != ESTATE_KIND_COUNT)
		settle_all(eval, resource);
	else if (tree_member(resource, "name") != NULL)
		settle_all(eval, (struct doc_node *)tree_member(resource, "name"));
	bool made = is_made(eval, resource);
	if (made && !eval->refused)
		estate_take(eval->input, resource);
}

void estate_read_template(const struct estate_input *input, struct doc_node *root)
{
	const struct doc_node *parameters = tree_member(root, "parameters");
	const struct doc_node *list = estate_child(root, "resources");
	struct evaluation eval = {
	    .input = input,
	    .parameters = parameters != NULL && parameters->kind == TREE_OBJECT ? parameters : NULL,
	};

	for (struct doc_node *at = list->first; at != NULL && !eval.refused; at = at->next) {
		if (at->kind == TREE_OBJECT)
			take_resource(&eval, at);
	}
}
