/* Changes to a tree that has been read, before it is checked: "PATH=VALUE". What is wrong with a
 * value, the check says, at the place where the value would stand. */
#include <string.h>

#include "base/check.h"
#include "document/make.h"
#include "document/schema_walk.h"

enum { MEMBERS_MAX = 64 };

/* One change, while it is carried out. */
struct change {
	struct schema *schema;
	const char *text; /* as it was given, for findings */
	char *path;       /* what is left of it; cut into pieces */
	const char *value;
	bool adds; /* "+=" */
	struct arena *arena;
	struct findings *findings;
	bool failed;
};

/* Where a change stands: a node of the tree, and what it is by the module. */
struct spot {
	struct doc_node *node;
	const struct lysc_node *schema;
};

static void refuse(struct change *change, struct text *said)
{
	struct quoted quoted;

	findings_add(change->findings, SEVERITY_ERROR, (struct place){0}, "--set %s: %s",
	             tree_quote(change->text, &quoted), text_str(said));
	text_done(said);
	change->failed = true;
}

static void refuse_words(struct change *change, const char *words)
{
	struct text said = {0};

	text_add(&said, words);
	refuse(change, &said);
}

/* Names of entries near to the word. */
static void add_guess(struct text *said, const char *word, const char *const *names, size_t count)
{
	const char *near = nearest_word(word, names, count);
	struct quoted quoted;

	if (near != NULL)
		text_addf(said, "; did you mean \"%s\"?", tree_quote(near, &quoted));
	else if (count > 0)
		text_addf(said, "; expected %s\"%s\"", count == 1 ? "" : "one such as ",
		          tree_quote(names[0], &quoted));
}

/* The first '=' that is not within brackets; NULL when there is none. */
static char *find_equals(char *text)
{
	unsigned depth = 0;

	for (; *text != '\0'; text++) {
		if (*text == '[')
			depth++;
		else if (*text == ']' && depth > 0)
			depth--;
		else if (*text == '=' && depth == 0)
			return text;
	}
	return NULL;
}

/* Cuts "PATH=VALUE" in two. */
static void cut_value(struct change *change)
{
	char *equals = find_equals(change->path);

	if (equals == NULL) {
		refuse_words(change, "expected PATH=VALUE, such as "
		                     "virtual-network[hub]/gateway/sku=ErGw1AZ");
		return;
	}
	change->value = equals + 1;
	change->adds = equals > change->path && equals[-1] == '+';
	equals[change->adds ? -1 : 0] = '\0';
}

/* Takes the next step of the path: a name, and what stands in brackets behind it, or NULL. */
static const char *next_step(struct change *change, char **key)
{
	char *step = change->path;
	char *end = step + strcspn(step, "/[");

	*key = NULL;
	if (*end == '[') {
		char *close = strchr(end, ']');

		if (close == NULL || (close[1] != '/' && close[1] != '\0')) {
			refuse_words(change,
			             "expected NAME[KEY] with '/' or the end behind the bracket");
			return NULL;
		}
		*end = '\0';
		*key = end + 1;
		*close = '\0';
		end = close + 1;
	}
	change->path = *end == '\0' ? end : end + 1;
	*end = '\0';
	return step;
}

/* What is left of the member's name without that of what it stands in: "gateway" is
 * virtual-network-gateway in a virtual-network. NULL: it does not begin so. */
static const char *short_name(const struct lysc_node *parent, const struct lysc_node *child)
{
	size_t size = strlen(parent->name);
	bool begins = strncmp(child->name, parent->name, size) == 0 && child->name[size] == '-';

	return begins ? child->name + size + 1 : NULL;
}

/* The members of `parent`, with short names behind the others; returns how many. */
static size_t list_members(const struct change *change, const struct lysc_node *parent,
                           const struct lysc_node *members[MEMBERS_MAX],
                           const char *names[2 * MEMBERS_MAX], size_t *name_count)
{
	const struct lysc_node *child = NULL;
	size_t count = 0;

	while ((child = lys_getnext(child, parent, change->schema->module->compiled, 0)) != NULL) {
		CHECK(count < MEMBERS_MAX);
		members[count] = child;
		names[count++] = child->name;
	}
	*name_count = count;
	for (size_t i = 0; i < count; i++) {
		if (short_name(parent, members[i]) != NULL)
			names[(*name_count)++] = short_name(parent, members[i]);
	}
	return count;
}

static const struct lysc_node *find_schema(struct change *change, const struct lysc_node *parent,
                                           const char *name)
{
	const struct lysc_node *members[MEMBERS_MAX];
	const char *names[2 * MEMBERS_MAX];
	size_t name_count;
	size_t count = list_members(change, parent, members, names, &name_count);
	struct text said = {0};
	struct quoted quoted;

	for (size_t i = 0; i < count; i++) {
		const char *cut = short_name(parent, members[i]);

		if (strcmp(members[i]->name, name) == 0 || (cut != NULL && strcmp(cut, name) == 0))
			return members[i];
	}
	const char *near = nearest_word(name, names, name_count);

	text_addf(&said, "%s has no member \"%s\"; %s", parent->name, tree_quote(name, &quoted),
	          near == NULL ? "expected one of " : "did you mean ");
	if (near != NULL)
		text_addf(&said, "\"%s\"?", near);
	for (size_t i = 0; near == NULL && i < count; i++)
		text_addf(&said, "%s%s", i == 0 ? "" : ", ", names[i]);
	refuse(change, &said);
	return NULL;
}

/* Names of members may say the module. */
static bool is_named(const struct change *change, const char *name, const char *wanted)
{
	size_t size = strlen(change->schema->module->name);

	if (strncmp(name, change->schema->module->name, size) == 0 && name[size] == ':')
		name += size + 1;
	return strcmp(name, wanted) == 0;
}

static struct doc_node *find_member(const struct change *change, struct doc_node *object,
                                    const char *name)
{
	for (struct doc_node *at = object->first; at != NULL; at = at->next) {
		if (is_named(change, at->name, name))
			return at;
	}
	return NULL;
}

/* All of a new part stands where what it is part of stands. */
static void stand_at(struct doc_node *node, const struct doc_node *place)
{
	node->line = node->name_line = place->line;
	node->column = node->name_column = place->column;
	for (struct doc_node *at = node->first; at != NULL; at = at->next)
		stand_at(at, place);
}

/* The keys of an entry as they stand in brackets; NULL when it has none. */
static const char *entry_key(const struct change *change, struct doc_node *entry,
                             const struct lysc_node *schema)
{
	struct text keys = {0};
	const char *made;

	if (schema->nodetype == LYS_LEAFLIST)
		return entry->text;
	for (const struct lysc_node *key = lysc_node_child(schema);
	     key != NULL && lysc_is_key(key) && entry->kind == TREE_OBJECT; key = key->next) {
		const struct doc_node *member = find_member(change, entry, key->name);

		if (member == NULL || member->text == NULL)
			break;
		text_addf(&keys, "%s%s", keys.size > 0 ? "," : "", member->text);
	}
	made = keys.size == 0 ? NULL : arena_strdup(change->arena, text_str(&keys));
	text_done(&keys);
	return made;
}

static struct doc_node *find_entry(struct change *change, struct spot list, const char *key)
{
	const char **names = arena_alloc(change->arena, (list.node->count + 1u) * sizeof(*names));
	size_t count = 0;
	struct text said = {0};
	struct quoted quoted;

	for (struct doc_node *at = list.node->first; at != NULL; at = at->next) {
		const char *name = entry_key(change, at, list.schema);

		if (name == NULL)
			continue;
		if (strcmp(name, key) == 0)
			return at;
		names[count++] = name;
	}
	text_addf(&said, "%s has no entry \"%s\"", list.schema->name, tree_quote(key, &quoted));
	add_guess(&said, key, names, count);
	refuse(change, &said);
	return NULL;
}

static void refuse_without_key(struct change *change, const struct lysc_node *list)
{
	struct text said = {0};
	const char *between = "[";

	text_addf(&said, "%s is a list; which entry? expected %s", list->name, list->name);
	for (const struct lysc_node *key = lysc_node_child(list); key != NULL && lysc_is_key(key);
	     key = key->next) {
		text_addf(&said, "%s%s", between, key->name);
		between = ",";
	}
	text_add(&said, "]");
	refuse(change, &said);
}

/* The list or object of the step below `at`, made if it is not there; NULL after a finding. */
static struct doc_node *enter(struct change *change, struct spot at, const struct lysc_node *step)
{
	bool list = (step->nodetype & (LYS_LIST | LYS_LEAFLIST)) != 0;
	struct doc_node *found = find_member(change, at.node, step->name);

	if (found == NULL) {
		found =
		    tree_make(change->arena, at.node, step->name, list ? TREE_ARRAY : TREE_OBJECT);
		stand_at(found, at.node);
	}
	if (found->kind == (list ? TREE_ARRAY : TREE_OBJECT))
		return found;
	refuse_words(change, "the lab itself is wrong there");
	return NULL;
}

/* Goes on to the step that is an object; false after a finding. */
static bool descend(struct change *change, struct spot *at, const struct lysc_node *step,
                    const char *key)
{
	struct text said = {0};

	if ((step->nodetype & (LYS_LEAF | LYS_LEAFLIST)) != 0) {
		text_addf(&said, "%s has no members", step->name);
		refuse(change, &said);
		return false;
	}
	if (step->nodetype == LYS_LIST && key == NULL) {
		refuse_without_key(change, step);
		return false;
	}
	at->node = enter(change, *at, step);
	at->schema = step;
	if (at->node != NULL && step->nodetype == LYS_LIST)
		at->node = find_entry(change, *at, key);
	if (at->node != NULL && at->node->kind == TREE_OBJECT)
		return true;
	if (!change->failed)
		refuse_words(change, "the lab itself is wrong there");
	return false;
}

/* Values */

static struct doc_node *read_json(struct change *change)
{
	struct findings wrong = {0};
	struct doc_node *root =
	    json_read(change->arena, "VALUE", change->value, strlen(change->value), &wrong);

	if (root == NULL)
		refuse_words(change, "the value begins like JSON and is none");
	findings_done(&wrong);
	return root;
}

/* Words between commas, each an entry. */
static struct doc_node *read_words(struct change *change)
{
	struct doc_node *list = tree_make(change->arena, NULL, NULL, TREE_ARRAY);
	char *rest = arena_strdup(change->arena, change->value);
	char *word;

	while ((word = strsep(&rest, ",")) != NULL) {
		struct doc_node *entry = tree_make(change->arena, list, NULL, TREE_PLAIN);

		entry->text = word;
	}
	return list;
}

/* A word is what the module wants it to be, as in YAML without quotes. NULL after a finding. */
static struct doc_node *read_value(struct change *change, const struct lysc_node *schema)
{
	struct doc_node *word;

	if (strchr("[{\"", change->value[0]) != NULL && change->value[0] != '\0')
		return read_json(change);
	if (schema->nodetype == LYS_LEAFLIST)
		return read_words(change);
	word = tree_make(change->arena, NULL, NULL, TREE_PLAIN);
	word->text = change->value;
	return word;
}

/* Makes `value` the last entry or member of `parent`. */
static void append(struct change *change, struct doc_node *parent, const char *name,
                   struct doc_node *value)
{
	value->name = name;
	stand_at(tree_copy(change->arena, parent, value), parent);
}

/* Puts `value` in the place of `old`. */
static void replace(struct doc_node *old, const struct doc_node *value)
{
	const struct doc_node place = *old;

	old->kind = value->kind;
	old->text = value->text;
	old->first = value->first;
	old->last = NULL;
	old->count = value->count;
	for (struct doc_node *at = old->first; at != NULL; at = at->next)
		at->parent = old;
	stand_at(old, &place);
}

static void add_entries(struct change *change, struct spot at, const struct lysc_node *schema)
{
	struct doc_node *value = read_value(change, schema);
	struct doc_node *list = value == NULL ? NULL : enter(change, at, schema);

	if (list == NULL)
		return;
	if (value->kind != TREE_ARRAY) {
		append(change, list, NULL, value);
		return;
	}
	for (struct doc_node *entry = value->first; entry != NULL; entry = entry->next)
		append(change, list, NULL, entry);
}

static void take_away(struct change *change, struct doc_node *old)
{
	if (old == NULL)
		refuse_words(change, "there is nothing to take away");
	else
		tree_remove(old);
}

/* The last step: what is changed. */
static void carry_out(struct change *change, struct spot at, const struct lysc_node *step,
                      const char *key)
{
	bool list = (step->nodetype & (LYS_LIST | LYS_LEAFLIST)) != 0;
	struct doc_node *old = find_member(change, at.node, step->name);
	struct doc_node *value;

	if (key != NULL) {
		at = (struct spot){enter(change, at, step), step};
		old = at.node == NULL ? NULL : find_entry(change, at, key);
		if (old == NULL)
			return;
	}
	if (change->adds && list && key == NULL) {
		add_entries(change, at, step);
	} else if (change->adds) {
		refuse_words(change, "'+=' adds to a list, and this is none");
	} else if (strcmp(change->value, "null") == 0) {
		take_away(change, old);
	} else if ((value = read_value(change, step)) != NULL) {
		/* An entry of a list of words is one word. */
		if (key != NULL && value->kind == TREE_ARRAY && value->count == 1)
			value = value->first;
		if (old != NULL)
			replace(old, value);
		else
			append(change, at.node, step->name, value);
	}
}

static void apply(struct change *change, struct doc_node *top)
{
	struct spot at = {top, change->schema->module->compiled->data};

	cut_value(change);
	while (!change->failed) {
		char *key = NULL;
		const char *name = next_step(change, &key);
		const struct lysc_node *step =
		    name == NULL ? NULL : find_schema(change, at.schema, name);

		if (step == NULL)
			return;
		if (key != NULL && (step->nodetype & (LYS_LIST | LYS_LEAFLIST)) == 0) {
			refuse_words(change, "[...] chooses an entry of a list, and this is none");
			return;
		}
		if (*change->path == '\0') {
			carry_out(change, at, step, key);
			return;
		}
		if (!descend(change, &at, step, key))
			return;
	}
}

bool schema_change(struct schema *schema, struct arena *arena, struct doc_node *root,
                   const char *const *changes, size_t count, struct findings *findings)
{
	bool good = true;

	for (size_t i = 0; i < count; i++) {
		struct change change = {.schema = schema,
		                        .text = changes[i],
		                        .path = arena_strdup(arena, changes[i]),
		                        .arena = arena,
		                        .findings = findings};
		struct doc_node *top =
		    root->kind != TREE_OBJECT
			? NULL
			: find_member(&change, root, schema->module->compiled->data->name);

		/* What is wrong with the text as a whole, the check says. */
		if (top == NULL || top->kind != TREE_OBJECT)
			return true;
		apply(&change, top);
		good &= !change.failed;
	}
	return good;
}
