/* The merge of a lab with an import: by names, and by who knows what. */
#include "import/lab/into.h"

#include <string.h>

#include "base/check.h"
#include "document/document.h"
#include "document/make.h"
#include "document/write.h"
#include "import/lab/merge.h"

/* Members that the files know. All others the lab says better than any import, at whatever depth:
 * sites, overrides, policies, appliances, round-trip times, and members of later modules. */
static const char *const by_files[] = {
    "virtual-network",
    "region",
    "address-space",
    "subnet",
    "address-prefix",
    "route-table",
    "private-endpoint",
    "ip-address",
    "private-endpoint-network-policies",
    "bgp-community",
    "summarized-gateway-prefixes",
    "virtual-network-gateway",
    "sku",
    "scale-units",
    "allow-remote-vnet-traffic",
    "allow-virtual-wan-traffic",
    "connection",
    "express-route-circuit",
    "routing-weight",
    "express-route-gateway-bypass",
    "vpn-gateway",
    "active-active",
    "asn",
    "local-network-gateway",
    "enable-bgp",
    "use-local-azure-ip-address",
    "route-server",
    "branch-to-branch",
    "hub-routing-preference",
    "virtual-network-peering",
    "remote-virtual-network",
    "allow-virtual-network-access",
    "allow-forwarded-traffic",
    "allow-gateway-transit",
    "use-remote-gateways",
    "peer-complete-vnets",
    "enable-only-ipv6-peering",
    "local-subnet-names",
    "remote-subnet-names",
    "sku-tier",
    "bandwidth-mbps",
    "peering-location",
    "metro-peering-location",
    "azure-private-peering",
    "peer-asn",
    "primary-peer-address-prefix",
    "secondary-peer-address-prefix",
    "vlan-id",
    "ipv6-peering",
    "global-reach-connection",
    "peer-express-route-circuit",
    "virtual-hub",
    "virtual-wan",
    "express-route-gateway",
    "allow-non-virtual-wan-traffic",
    "hub-virtual-network-connection",
    "enable-internet-security",
    "route",
    "disable-bgp-route-propagation",
    "next-hop-type",
    "next-hop-ip-address",
    "name",
};

/* What import writes into the description of a lab about its placeholders. */
static const char not_in_files[] = "Not in the files:";

/* The line of the first comment of a YAML text, or 0. A '#' within quotes is none; a quote within a
 * word or behind one opens nothing. */
static unsigned comment_line(const char *text, size_t size)
{
	unsigned line = 1;
	char quote = '\0';
	char before = '\n';
	char sign = '\n'; /* the last one that is no blank */

	for (size_t i = 0; i < size; before = text[i++]) {
		char c = text[i];

		if (c == '\n')
			line++;
		if (quote != '\0')
			quote = c == quote && !(quote == '"' && before == '\\') ? '\0' : quote;
		else if ((c == '"' || c == '\'') && strchr("\n[{,:-", sign) != NULL)
			quote = c;
		else if (c == '#' && (before == ' ' || before == '\n' || before == '\t'))
			return line;
		if (c != ' ' && c != '\t' && c != '\r')
			sign = c;
	}
	return 0;
}

static struct document *read_lab(const char *file, const char *text, size_t size,
                                 struct findings *findings)
{
	unsigned line = document_is_yaml(file, text, size) ? comment_line(text, size) : 0;

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
	for (size_t i = 0; i < COUNT_OF(by_files); i++) {
		if (strcmp(by_files[i], name) == 0)
			return false;
	}
	return true;
}

const char *merge_name_of(const struct doc_node *entry)
{
	const struct doc_node *name =
	    entry->kind == TREE_OBJECT ? tree_member(entry, "name") : NULL;

	return name != NULL ? name->text : NULL;
}

const struct doc_node *merge_entry_named(const struct doc_node *list, const char *name)
{
	for (const struct doc_node *at = list->first; at != NULL && name != NULL; at = at->next) {
		if (merge_name_of(at) != NULL && strcmp(merge_name_of(at), name) == 0)
			return at;
	}
	return NULL;
}

static bool has_names(const struct doc_node *list)
{
	return list->kind == TREE_ARRAY && list->first != NULL &&
	       merge_name_of(list->first) != NULL;
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
	                                 path[0] != '\0' ? " / " : "", list, merge_name_of(new));

	if (old == NULL) {
		text_addf(merge->changes, "+ %s\n", below);
		tree_copy(merge->arena, out, new);
	} else if (strcmp(list, "site") == 0 || is_known_better(merge, list, merge_name_of(new))) {
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
		const struct doc_node *now = merge_entry_named(new, merge_name_of(at));

		if (now != NULL)
			merge_entry(merge, path, new->name, at, now, list);
		else if (is_by_hand(new->name))
			tree_copy(merge->arena, list, at);
		else
			text_addf(merge->changes, "- %s%s%s %s\n", path,
			          path[0] != '\0' ? " / " : "", new->name, merge_name_of(at));
	}
	for (const struct doc_node *at = new->first; at != NULL; at = at->next) {
		if (merge_entry_named(old, merge_name_of(at)) == NULL)
			merge_entry(merge, path, new->name, NULL, at, list);
	}
}

static const char *id_of(const struct doc_node *entry)
{
	const struct doc_node *id = tree_member(entry, "id");

	return id != NULL ? id->text : "";
}

/* Overrides of the lab stay; the import may need more of them. */
static void merge_limits(struct merge *merge, const struct doc_node *old,
                         const struct doc_node *new, struct doc_node *out)
{
	struct doc_node *list = tree_copy(merge->arena, out, old);

	for (const struct doc_node *at = new->first; at != NULL; at = at->next) {
		const struct doc_node *known = old->first;

		while (known != NULL && strcmp(id_of(known), id_of(at)) != 0)
			known = known->next;
		if (known != NULL)
			continue;
		text_addf(merge->changes, "+ override: limit %s\n", id_of(at));
		tree_copy(merge->arena, list, at);
	}
}

static void merge_member(struct merge *merge, const char *path, const struct doc_node *old,
                         const struct doc_node *new, struct doc_node *out)
{
	if (strcmp(new->name, "limit") == 0 && new->kind == TREE_ARRAY) {
		merge_limits(merge, old, new, out);
	} else if (old->kind == TREE_OBJECT && new->kind == TREE_OBJECT) {
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

/* A member that only one side has: entry by entry where they have names. */
static void say_member(struct merge *merge, char sign, const char *path,
                       const struct doc_node *member)
{
	const char *between = path[0] != '\0' ? " / " : "";

	if (!has_names(member)) {
		text_addf(merge->changes, "%c %s%s%s\n", sign, path, path[0] != '\0' ? ": " : "",
		          member->name);
		return;
	}
	for (const struct doc_node *at = member->first; at != NULL; at = at->next)
		text_addf(merge->changes, "%c %s%s%s %s\n", sign, path, between, member->name,
		          merge_name_of(at));
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
			say_member(merge, '-', path, at);
	}
	for (const struct doc_node *at = new->first; at != NULL; at = at->next) {
		if (tree_member(old, at->name) != NULL)
			continue;
		say_member(merge, '+', path, at);
		tree_copy(merge->arena, out, at);
	}
}

/* The name is the lab's; so is the description, unless it is an import's. */
static void settle_heading(const struct doc_node *old, struct doc_node *new)
{
	struct doc_node *name = (struct doc_node *)tree_member(new, "name");
	struct doc_node *words = (struct doc_node *)tree_member(old, "description");
	const struct doc_node *now = tree_member(new, "description");

	name->text = merge_name_of(old);
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
		merge_drop_known_sites(&merge, from, to);
		merge_members(&merge, "", from, to, top);
		merge_prune(&merge, top);
		tree_write(root, TREE_JSON, &text);
		merged =
		    lab_rewrite("the merged lab", text_str(&text), text.size,
		                document_is_yaml(old->name, old->text, old->size), out, findings);
	}
	document_free(before);
	document_free(after);
	arena_free(arena);
	text_done(&text);
	return merged;
}
