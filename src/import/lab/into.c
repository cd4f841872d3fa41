/* The merge of a lab with an import: by names, and by who knows what. */
#include "import/lab/into.h"

#include <string.h>
#include <strings.h>

#include "base/check.h"
#include "document/document.h"
#include "document/make.h"
#include "document/write.h"

/* Members that the lab says better than any import, at whatever depth. */
static const char *const by_hand[] = {
    "description",
    "gateway-era",
    "override",
    "msee-address",
    "site",
    "router",
    "rtt-ms",
    "tunnel",
    "learn-expressroute-routes",
    "expressroute-ecmp",
    "shared-key",
    "next-hop",
    "external",
    "service-endpoint",
    "nearest-region",
    "access-rtt-ms",
    "advertise",
    "community",
    "bgp-peering-address",
    "network-virtual-appliance",
};

/* What import writes into the description of a lab about its placeholders. */
static const char not_in_files[] = "Not in the files:";

struct merge {
	struct arena *arena;
	struct text *changes;
	const char *placeholders; /* the import's description, or "" */
};

static bool is_yaml(const char *file)
{
	const char *dot = strrchr(file, '.');

	return dot != NULL && (strcasecmp(dot, ".yaml") == 0 || strcasecmp(dot, ".yml") == 0);
}

/* The line of the first comment of a YAML text, or 0. A '#' within quotes is none. */
static unsigned comment_line(const char *text, size_t size)
{
	unsigned line = 1;
	char quote = '\0';
	char before = '\n';

	for (size_t i = 0; i < size; before = text[i++]) {
		char c = text[i];

		if (c == '\n')
			line++;
		if (quote != '\0')
			quote = c == quote && !(quote == '"' && before == '\\') ? '\0' : quote;
		else if ((c == '"' || c == '\'') && strchr(" \n[{,:", before) != NULL)
			quote = c;
		else if (c == '#' && (before == ' ' || before == '\n' || before == '\t'))
			return line;
	}
	return 0;
}

static struct document *read_lab(const char *file, const char *text, size_t size,
                                 struct findings *findings)
{
	unsigned line = is_yaml(file) ? comment_line(text, size) : 0;

	if (line > 0) {
		findings_add(
		    findings, SEVERITY_ERROR, (struct place){file, line, 1},
		    "a comment, which would be lost; put the words into \"description\", or "
		    "remove it");
		return NULL;
	}
	return document_parse("hairpin-lab", file, text, size, findings);
}

bool lab_rewrite(const char *file, const char *text, size_t size, bool yaml, struct text *out,
                 struct findings *findings)
{
	struct document *document = read_lab(file, text, size, findings);

	if (document != NULL)
		document_write(document, yaml, out);
	document_free(document);
	return document != NULL;
}

static bool is_by_hand(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(by_hand); i++) {
		if (strcmp(by_hand[i], name) == 0)
			return true;
	}
	return false;
}

static const char *name_of(const struct doc_node *entry)
{
	const struct doc_node *name =
	    entry->kind == TREE_OBJECT ? tree_member(entry, "name") : NULL;

	return name != NULL ? name->text : NULL;
}

static const struct doc_node *entry_named(const struct doc_node *list, const char *name)
{
	for (const struct doc_node *at = list->first; at != NULL && name != NULL; at = at->next) {
		if (name_of(at) != NULL && strcmp(name_of(at), name) == 0)
			return at;
	}
	return NULL;
}

static bool has_names(const struct doc_node *list)
{
	return list->kind == TREE_ARRAY && list->first != NULL && name_of(list->first) != NULL;
}

static void say_value(struct text *out, const struct doc_node *node)
{
	if (node->text != NULL) {
		text_add(out, node->text);
		return;
	}
	for (const struct doc_node *at = node->first; at != NULL; at = at->next)
		text_addf(out, "%s%s", at == node->first ? "" : ",",
		          at->text != NULL ? at->text : "...");
}

static bool same_value(const struct doc_node *a, const struct doc_node *b)
{
	const struct doc_node *left = a->first;
	const struct doc_node *right = b->first;

	if ((a->text == NULL) != (b->text == NULL) ||
	    (a->text != NULL && strcmp(a->text, b->text) != 0))
		return false;
	for (; left != NULL && right != NULL; left = left->next, right = right->next) {
		if (!same_value(left, right))
			return false;
	}
	return left == NULL && right == NULL;
}

static void merge_members(struct merge *merge, const char *path, const struct doc_node *old,
                          const struct doc_node *new, struct doc_node *out);

/* A placeholder of the import is what the lab knows already. */
static bool is_known_better(const struct merge *merge, const char *list, const char *name)
{
	const char *quoted = arena_printf(merge->arena, "\"%s\"", name);
	bool kind =
	    strcmp(list, "express-route-circuit") == 0 || strcmp(list, "virtual-network") == 0;

	return kind && strstr(merge->placeholders, quoted) != NULL;
}

static void merge_entry(struct merge *merge, const char *path, const char *list,
                        const struct doc_node *old, const struct doc_node *new,
                        struct doc_node *out)
{
	const char *below = arena_printf(merge->arena, "%s%s%s %s", path,
	                                 path[0] != '\0' ? " / " : "", list, name_of(new));

	if (old == NULL) {
		text_addf(merge->changes, "+ %s\n", below);
		tree_copy(merge->arena, out, new);
	} else if (is_known_better(merge, list, name_of(new))) {
		tree_copy(merge->arena, out, old);
	} else {
		merge_members(merge, below, old, new,
		              tree_make(merge->arena, out, NULL, TREE_OBJECT));
	}
}

/* Entries of the lab first, in their order; then what is new. */
static void merge_list(struct merge *merge, const char *path, const struct doc_node *old,
                       const struct doc_node *new, struct doc_node *out)
{
	struct doc_node *list = tree_make(merge->arena, out, new->name, TREE_ARRAY);

	for (const struct doc_node *at = old->first; at != NULL; at = at->next) {
		const struct doc_node *now = entry_named(new, name_of(at));

		if (now != NULL)
			merge_entry(merge, path, new->name, at, now, list);
		else if (is_by_hand(new->name))
			tree_copy(merge->arena, list, at);
		else
			text_addf(merge->changes, "- %s%s%s %s\n", path,
			          path[0] != '\0' ? " / " : "", new->name, name_of(at));
	}
	for (const struct doc_node *at = new->first; at != NULL; at = at->next) {
		if (entry_named(old, name_of(at)) == NULL)
			merge_entry(merge, path, new->name, NULL, at, list);
	}
}

static void merge_member(struct merge *merge, const char *path, const struct doc_node *old,
                         const struct doc_node *new, struct doc_node *out)
{
	if (old->kind == TREE_OBJECT && new->kind == TREE_OBJECT) {
		merge_members(merge,
		              arena_printf(merge->arena, "%s%s%s", path,
		                           path[0] != '\0' ? " / " : "", new->name),
		              old, new, tree_make(merge->arena, out, new->name, TREE_OBJECT));
	} else if (has_names(old) && has_names(new)) {
		merge_list(merge, path, old, new, out);
	} else if (is_by_hand(new->name)) {
		tree_copy(merge->arena, out, old);
	} else {
		if (!same_value(old, new)) {
			text_addf(merge->changes, "~ %s: %s ", path, new->name);
			say_value(merge->changes, old);
			text_add(merge->changes, " -> ");
			say_value(merge->changes, new);
			text_add(merge->changes, "\n");
		}
		tree_copy(merge->arena, out, new);
	}
}

static void merge_members(struct merge *merge, const char *path, const struct doc_node *old,
                          const struct doc_node *new, struct doc_node *out)
{
	for (const struct doc_node *at = old->first; at != NULL; at = at->next) {
		const struct doc_node *now = tree_member(new, at->name);

		if (now != NULL)
			merge_member(merge, path, at, now, out);
		else if (is_by_hand(at->name))
			tree_copy(merge->arena, out, at);
		else
			text_addf(merge->changes, "- %s: %s\n", path, at->name);
	}
	for (const struct doc_node *at = new->first; at != NULL; at = at->next) {
		if (tree_member(old, at->name) != NULL)
			continue;
		text_addf(merge->changes, "+ %s: %s\n", path, at->name);
		tree_copy(merge->arena, out, at);
	}
}

static const struct doc_node *first_of(const struct doc_node *node, const char *list)
{
	const struct doc_node *found = tree_member(node, list);

	return found != NULL ? found->first : NULL;
}

/* A router of the site is at the circuit. */
static bool is_at_circuit(const struct doc_node *site, const char *circuit)
{
	for (const struct doc_node *router = first_of(site, "router"); router != NULL;
	     router = router->next) {
		for (const struct doc_node *link = first_of(router, "circuit-link"); link != NULL;
		     link = link->next) {
			if (strcmp(tree_member(link, "express-route-circuit")->text, circuit) == 0)
				return true;
		}
	}
	return false;
}

/* What the import made up for a circuit or local network gateway that has a site already. */
static bool has_site(const struct doc_node *lab, const struct doc_node *site)
{
	const struct doc_node *link = first_of(first_of(site, "router"), "circuit-link");

	if (link == NULL)
		return false;
	const char *circuit = tree_member(link, "express-route-circuit")->text;
	for (const struct doc_node *at = first_of(lab, "site"); at != NULL; at = at->next) {
		if (is_at_circuit(at, circuit))
			return true;
	}
	return false;
}

/* The same for a local network gateway: the lab names another site there. */
static bool is_replaced(const struct doc_node *lab, const struct doc_node *new_lab,
                        const char *site)
{
	const struct doc_node *list = tree_member(new_lab, "local-network-gateway");
	const struct doc_node *old_list = tree_member(lab, "local-network-gateway");

	for (const struct doc_node *at = list != NULL ? list->first : NULL;
	     at != NULL && old_list != NULL; at = at->next) {
		const struct doc_node *own = tree_member(at, "site");
		const struct doc_node *old = entry_named(old_list, name_of(at));

		if (own != NULL && strcmp(own->text, site) == 0 && old != NULL)
			return tree_member(old, "site") == NULL ||
			       strcmp(tree_member(old, "site")->text, site) != 0;
	}
	return false;
}

static void drop_known_sites(const struct doc_node *old, struct doc_node *new)
{
	struct doc_node *sites = (struct doc_node *)tree_member(new, "site");

	for (struct doc_node *at = sites != NULL ? sites->first : NULL, *next; at != NULL;
	     at = next) {
		next = at->next;
		if (has_site(old, at) || is_replaced(old, new, name_of(at)))
			tree_remove(at);
	}
	if (sites != NULL && sites->first == NULL)
		tree_remove(sites);
}

/* The name is the lab's; so is the description, unless it is an import's. */
static void settle_heading(const struct doc_node *old, struct doc_node *new)
{
	struct doc_node *name = (struct doc_node *)tree_member(new, "name");
	struct doc_node *words = (struct doc_node *)tree_member(old, "description");
	const struct doc_node *now = tree_member(new, "description");

	name->text = name_of(old);
	if (words != NULL && strncmp(words->text, not_in_files, strlen(not_in_files)) == 0) {
		if (now != NULL)
			words->text = now->text;
		else
			tree_remove(words);
	}
}

bool lab_merge(const struct import_file *old, const struct text *lab, struct text *out,
               struct text *changes, struct findings *findings)
{
	struct document *before = read_lab(old->name, old->text, old->size, findings);
	struct document *after =
	    document_parse("hairpin-lab", "the import", text_str(lab), lab->size, findings);
	struct arena *arena = arena_new();
	struct text text = {0};
	bool merged = before != NULL && after != NULL;

	if (merged) {
		struct doc_node *from = (struct doc_node *)document_root(before);
		struct doc_node *to = (struct doc_node *)document_root(after);
		struct doc_node *root = tree_make(arena, NULL, NULL, TREE_OBJECT);
		struct doc_node *top = tree_make(arena, root, "hairpin-lab:lab", TREE_OBJECT);
		const struct doc_node *words = tree_member(to, "description");
		struct merge merge = {arena, changes, words != NULL ? words->text : ""};

		settle_heading(from, to);
		drop_known_sites(from, to);
		merge_members(&merge, "", from, to, top);
		tree_write(root, TREE_JSON, &text);
		merged = lab_rewrite("the merged lab", text_str(&text), text.size,
		                     is_yaml(old->name), out, findings);
	}
	document_free(before);
	document_free(after);
	arena_free(arena);
	text_done(&text);
	return merged;
}
