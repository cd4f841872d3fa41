/*
 * Modules from inside the program, and what the check of a tree must know as a whole: references,
 * rules, and libyang's own validation as the last gate.
 */
#include "document/schema.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "document/embedded.h"
#include "document/schema_walk.h"

enum {
	/* A reader corrects a few at a time; a hostile file could have millions. */
	FINDINGS_MAX = 1000,
	/* Words compared to guess at a misspelt reference, in all. */
	GUESSES_MAX = 1000000,
};

static const char *path_step(const char *path, char *step, size_t size)
{
	const char *end = strchrnul(path + 1, '/');
	const char *colon = memchr(path + 1, ':', (size_t)(end - path - 1));
	const char *start = colon != NULL ? colon + 1 : path + 1;

	CHECK((size_t)(end - start) < size);
	memcpy(step, start, (size_t)(end - start));
	step[end - start] = '\0';
	return end;
}

/* Our modules refer by absolute paths without predicates, which is also what is fast. */
struct lysc_node *schema_reference_target(const struct schema *schema, const struct lysc_node *leaf)
{
	const struct lysc_type *type = ((const struct lysc_node_leaf *)leaf)->type;
	const struct lysc_node *at = NULL;
	char step[80];

	if (type->basetype != LY_TYPE_LEAFREF)
		return NULL;
	const char *path = lyxp_get_expr(((const struct lysc_type_leafref *)type)->path);
	while (*path == '/') {
		path = path_step(path, step, sizeof(step));
		at = lys_find_child(at, schema->module, step, 0, 0, 0);
		CHECK(at != NULL);
	}
	CHECK(*path == '\0');
	return (struct lysc_node *)at;
}

static LY_ERR mark_target(struct lysc_node *node, void *data, ly_bool *skip)
{
	struct schema *schema = data;

	(void)skip;
	if (!(node->nodetype & (LYS_LEAF | LYS_LEAFLIST)))
		return LY_SUCCESS;
	struct lysc_node *leaf = schema_reference_target(schema, node);
	if (leaf == NULL || leaf->priv != NULL)
		return LY_SUCCESS;

	struct target *target = xcalloc(1, sizeof(*target));
	target->next = schema->targets;
	schema->targets = target;
	leaf->priv = target;
	return LY_SUCCESS;
}

/* A module may import another compiled-in one. */
static LY_ERR import_embedded(const char *name, const char *revision, const char *sub_name,
                              const char *sub_revision, void *user, LYS_INFORMAT *format,
                              const char **text, ly_module_imp_data_free_clb *free_text)
{
	char file[80];

	(void)revision, (void)sub_revision, (void)user;
	snprintf(file, sizeof(file), "yang/%s.yang", name);
	const struct embedded_file *yang = sub_name == NULL ? embedded_find(file) : NULL;
	if (yang == NULL)
		return LY_ENOTFOUND;
	*format = LYS_IN_YANG;
	*text = yang->bytes;
	*free_text = NULL;
	return LY_SUCCESS;
}

struct schema *schema_new(const char *name)
{
	struct schema *schema = xcalloc(1, sizeof(*schema));
	struct lys_module *module = NULL;
	char file[80];

	snprintf(file, sizeof(file), "yang/%s.yang", name);
	const struct embedded_file *yang = embedded_find(file);
	CHECK(yang != NULL);

	/* Findings are our words; libyang shall not print its own. */
	ly_log_options(LY_LOSTORE_LAST);
	LY_ERR made =
	    ly_ctx_new(NULL, LY_CTX_NO_YANGLIBRARY | LY_CTX_DISABLE_SEARCHDIRS, &schema->ctx);
	CHECK(made == LY_SUCCESS);
	ly_ctx_set_module_imp_clb(schema->ctx, import_embedded, NULL);
	made = lys_parse_mem(schema->ctx, yang->bytes, LYS_IN_YANG, &module);
	CHECK(made == LY_SUCCESS && module->compiled->data != NULL);
	schema->module = module;
	made = lysc_module_dfs_full(module, mark_target, schema);
	CHECK(made == LY_SUCCESS);
	return schema;
}

void schema_free(struct schema *schema)
{
	if (schema == NULL)
		return;
	for (struct target *at = schema->targets, *next; at != NULL; at = next) {
		next = at->next;
		name_map_done(&at->values);
		free(at->names);
		free(at);
	}
	free(schema->references);
	lyd_free_all(schema->data);
	ly_ctx_destroy(schema->ctx);
	free(schema);
}

void schema_report(struct schema *schema, struct place place, struct text *said)
{
	if (++schema->reported < FINDINGS_MAX)
		findings_add(schema->findings, SEVERITY_ERROR, place, "%s", text_str(said));
	else if (schema->reported == FINDINGS_MAX)
		findings_add(schema->findings, SEVERITY_ERROR, place,
		             "there are more mistakes than the %d that are listed",
		             FINDINGS_MAX - 1);
	text_done(said);
}

static void check_reference(struct schema *schema, const struct reference *reference)
{
	struct doc_node *node = reference->node;
	const struct target *target = reference->target;
	const char *whole = schema->module->compiled->data->name;
	const char *near = NULL;
	struct text said = {0};
	struct quoted quoted;

	if (name_map_get(&target->values, node->text) != NULL)
		return;
	node->wrong = true;
	if (target->partial)
		return;
	if (schema->guesses + target->count <= GUESSES_MAX) {
		near = nearest_word(node->text, target->names, target->count);
		schema->guesses += target->count;
	}
	text_addf(&said, "\"%s\" \"%s\" does not exist; ", schema_of(node)->name,
	          tree_quote(node->text, &quoted));
	if (near != NULL)
		text_addf(&said, "did you mean \"%s\"?", tree_quote(near, &quoted));
	else if (target->count == 0)
		text_addf(&said, "the %s has none; describe it, or remove the reference", whole);
	else
		text_addf(&said, "expected a name that the %s has, such as \"%s\"", whole,
		          tree_quote(target->names[0], &quoted));
	schema_report(schema, tree_place(node, schema->file), &said);
}

/* Rules are asked one by one only when there is something to report: libyang's validation asks them
 * too, but stops at the first and has no line. */
static void check_rules(struct schema *schema, struct doc_node *node)
{
	const struct lysc_must *musts = node->data == NULL ? NULL : lysc_node_musts(node->schema);

	for (size_t i = 0; i < LY_ARRAY_COUNT(musts); i++) {
		ly_bool holds = 0;
		const char *rule = lyxp_get_expr(musts[i].cond);
		if (lyd_eval_xpath(node->data, rule, &holds) != LY_SUCCESS || holds)
			continue;
		struct text said = {0};
		if (node->text != NULL)
			text_addf(&said, "\"%s\" \"%s\" is not allowed; ", schema_of(node)->name,
			          node->text);
		text_add(&said, musts[i].emsg != NULL ? musts[i].emsg : rule);
		schema_report(schema, tree_place(node, schema->file), &said);
		node->wrong = true;
	}
	for (struct doc_node *at = node->first; at != NULL; at = at->next)
		check_rules(schema, at);
}

/* What the walk does not know (`when`, chosen cases), libyang's own validation does. Returns false
 * when it alone finds something: then nobody knows which node is wrong. */
static bool check_gate(struct schema *schema, struct doc_node *top)
{
	LY_ERR judged = lyd_validate_all(&schema->data, schema->ctx, LYD_VALIDATE_PRESENT, NULL);

	if (judged == LY_SUCCESS)
		return true;
	check_rules(schema, top);
	if (schema->reported > 0)
		return true;

	const struct ly_err_item *last = ly_err_last(schema->ctx);
	struct text said = {0};
	text_addf(&said, "%s (%s)", last != NULL && last->msg != NULL ? last->msg : "not valid",
	          last != NULL && last->path != NULL ? last->path : "no path");
	schema_report(schema, tree_place(top, schema->file), &said);
	return false;
}

/* Whether "module:container" is of a module of ours, but not of this one. */
static bool of_other_module(const struct schema *schema, const char *member)
{
	const char *colon = strchr(member, ':');
	const struct embedded_file *yang = NULL;
	struct text file = {0};

	if (colon == NULL)
		return false;
	text_add(&file, "yang/");
	text_add_bytes(&file, member, (size_t)(colon - member));
	text_add(&file, ".yang");
	yang = embedded_find(text_str(&file));
	text_done(&file);
	return yang != NULL && strncmp(member, schema->module->name, (size_t)(colon - member)) != 0;
}

/* What a file holds by the name of its only member: "a lab", "expectations". */
static void describe_kind(const char *member, struct text *said)
{
	const char *name = strchr(member, ':') + 1;
	size_t size = strlen(name);
	bool plural = size > 0 && name[size - 1] == 's';

	text_addf(said, "%s%s, \"%s\"", plural ? "" : "a ", name, member);
}

static void say_unknown_top(const struct schema *schema, const char *member, const char *want,
                            struct text *said)
{
	struct quoted quoted;

	tree_quote(member, &quoted);
	if (!of_other_module(schema, member)) {
		text_addf(said, "unknown member \"%s\" at the top; expected only \"%s\"",
		          quoted.text, want);
		return;
	}
	text_add(said, "this file holds ");
	describe_kind(quoted.text, said);
	text_add(said, "; expected ");
	describe_kind(want, said);
	text_add(said, "; are the files on the command line in the right order?");
}

/* The text's only member must be the module's only container, by its full name. */
static struct doc_node *find_top(struct schema *schema, struct doc_node *root)
{
	const struct lysc_node *container = schema->module->compiled->data;
	struct doc_node *top = NULL;
	struct text said = {0};
	char name[160];

	snprintf(name, sizeof(name), "%s:%s", schema->module->name, container->name);
	for (struct doc_node *at = root->first; at != NULL && root->kind == TREE_OBJECT;
	     at = at->next) {
		if (strcmp(at->name, name) == 0 && top == NULL) {
			top = at;
			continue;
		}
		say_unknown_top(schema, at->name, name, &said);
		schema_report(schema, tree_name_place(at, schema->file), &said);
	}
	if (top == NULL && schema->reported == 0) {
		text_addf(&said, "nothing is described here; expected { \"%s\": { ... } }", name);
		schema_report(schema, tree_place(root, schema->file), &said);
	}
	if (top != NULL)
		top->schema = container;
	return top;
}

struct doc_node *schema_check(struct schema *schema, struct arena *arena, struct doc_node *root,
                              const char *file, struct findings *findings)
{
	CHECK(schema->data == NULL);
	schema->arena = arena;
	schema->file = file;
	schema->findings = findings;

	struct doc_node *top = find_top(schema, root);
	if (top == NULL)
		return NULL;
	schema_walk(schema, top);
	for (size_t i = 0; i < schema->reference_count; i++)
		check_reference(schema, &schema->references[i]);

	CHECK(top->wrong || schema->data != NULL);
	if (top->wrong)
		return NULL;
	if (schema->reported == 0)
		return check_gate(schema, top) ? top : NULL;
	check_rules(schema, top);
	return top;
}

const char *schema_default(const struct doc_node *node, const char *name)
{
	const struct lysc_node *parent = schema_of(node);
	const struct lysc_node *leaf = lys_find_child(parent, parent->module, name, 0, LYS_LEAF, 0);

	if (leaf == NULL)
		return NULL;
	const struct lyd_value *value = ((const struct lysc_node_leaf *)leaf)->dflt;
	return value == NULL ? NULL : lyd_value_get_canonical(parent->module->ctx, value);
}
