/* The lab is judged like any other. What it is refused for is mended where a member or a small
 * element can go, and said; what is too much to lose ends the import. */
#include <stdlib.h>
#include <string.h>

#include "azure/azure.h"
#include "base/check.h"
#include "document/write.h"
#include "import/build/lab.h"
#include "topo/judge/load.h"

enum { ROUNDS_MAX = 40 };

/* By the rule that a finding names at its end: the member whose absence satisfies it. */
static const struct {
	const char *rule;
	const char *member;
} members[] = {
    {"[fastpath]", "express-route-gateway-bypass"},
    {"[gateway-transit]", "use-remote-gateways"},
    {"[msee-addresses-in-gateway-subnet]", "bgp-peering-address"},
    {"[gateway-subnet-routes]", "route-table"},
    {"[route-server-subnet]", "route-table"},
};

/* What may go as a whole: entries of these lists, and these members. Without some of them there is
 * another way for packets, or none. */
static const struct {
	const char *list;
	bool alarming;
} small[] = {
    {"subnet", false},
    {"virtual-network-peering", true},
    {"connection", true},
    {"route", true},
    {"private-endpoint", false},
    {"global-reach-connection", true},
    {"route-server", true},
    {"route-server-peering", true},
    {"network-virtual-appliance", true},
    {"local-network-gateway", true},
    {"vpn-gateway", true},
    {"hub-virtual-network-connection", true},
    {"summarized-gateway-prefixes", true},
    {"advertise", false},
    {"site", false},
    {"circuit-link", false},
    {"bgp-peering-address", false},
    {"express-route-gateway", true},
};

static const char *list_of(const struct doc_node *node)
{
	if (node->name != NULL)
		return node->name;
	return node->parent != NULL ? node->parent->name : NULL;
}

static size_t small_of(const char *name)
{
	size_t i = 0;

	while (i < COUNT_OF(small) && (name == NULL || strcmp(small[i].list, name) != 0))
		i++;
	return i;
}

static bool is_small(const struct doc_node *node)
{
	if (node->kind == TREE_ARRAY && node->first != NULL && node->first->kind == TREE_OBJECT)
		return false;
	return small_of(list_of(node)) < COUNT_OF(small);
}

static bool is_alarming(const char *what)
{
	size_t at = small_of(what);

	return at < COUNT_OF(small) && small[at].alarming;
}

static const struct estate_resource *origin_of(const struct doc_node *node)
{
	while (node != NULL && estate_origin(node) == NULL)
		node = node->parent;
	return node != NULL ? estate_origin(node) : NULL;
}

static bool ends_with(const char *text, const char *end)
{
	size_t size = strlen(text);
	size_t tail = strlen(end);

	return size >= tail && strcmp(text + size - tail, end) == 0;
}

/* Elements that were taken out in this round already are no longer below the root. */
static bool is_there(const struct estate_lab *lab, const struct doc_node *node)
{
	for (; node->parent != NULL; node = node->parent) {
		const struct doc_node *at = node->parent->first;

		while (at != NULL && at != node)
			at = at->next;
		if (at == NULL)
			return false;
	}
	return node == lab->root;
}

/* Lines of a lab that nobody will see say nothing: "in line 80" goes. */
static const char *without_lines(struct estate_lab *lab, const char *reason)
{
	static const char mark[] = " in line ";
	char *copy = arena_strdup(lab->arena, reason);

	for (char *at = strstr(copy, mark); at != NULL; at = strstr(at, mark)) {
		char *end = at + strlen(mark);
		end += strspn(end, "0123456789");
		memmove(at, end, strlen(end) + 1);
	}
	return copy;
}

static void say(struct estate_lab *lab, const struct doc_node *node, const char *what,
                const char *reason)
{
	const struct estate_resource *origin = origin_of(node);
	const struct doc_node *name = node->kind == TREE_OBJECT ? tree_member(node, "name") : NULL;

	import_remark(lab->estate->report, is_alarming(what) ? IMPORT_ALARM : IMPORT_LEFT_OUT, what,
	              origin != NULL ? estate_full_name(lab->estate, origin)
	                             : (name != NULL ? name->text : ""),
	              origin != NULL ? estate_place_of(origin) : (struct place){0}, "left out: %s",
	              without_lines(lab, reason));
}

/* An empty list has no place in a lab. */
static void take_out(struct doc_node *node)
{
	struct doc_node *parent = node->parent;

	tree_remove(node);
	if (parent->kind == TREE_ARRAY && parent->first == NULL)
		tree_remove(parent);
}

/* The member that the rule is about, in the element or one around it. */
static bool take_out_member(struct estate_lab *lab, struct doc_node *node, const char *reason)
{
	for (size_t i = 0; i < COUNT_OF(members); i++) {
		if (!ends_with(reason, members[i].rule))
			continue;
		for (struct doc_node *at = node; at != NULL; at = at->parent) {
			struct doc_node *member =
			    at->kind == TREE_OBJECT
				? (struct doc_node *)tree_member(at, members[i].member)
				: NULL;
			if (member == NULL)
				continue;
			say(lab, at, members[i].member, reason);
			take_out(member);
			return true;
		}
	}
	return false;
}

/* Older gateways stand in smaller subnets than Azure asks for today: then the lab has other limits.
 */
static const char *const subnet_limits[] = {"gateway-subnet-length-max",
                                            "gateway-subnet-length-many-circuits",
                                            "vpn-gateway-subnet-length-max"};

static struct doc_node *override_of(struct estate_lab *lab, const char *id)
{
	struct doc_node *override = (struct doc_node *)tree_member(lab->lab, "override");

	if (override == NULL)
		override = tree_make(lab->arena, lab->lab, "override", TREE_OBJECT);
	struct doc_node *list = tree_make_list(lab->arena, override, "limit");
	for (struct doc_node *at = list->first; at != NULL; at = at->next) {
		if (strcmp(tree_member(at, "id")->text, id) == 0)
			return at;
	}
	struct doc_node *entry = tree_make(lab->arena, list, NULL, TREE_OBJECT);
	tree_make_text(lab->arena, entry, "id", id);
	tree_make_number(lab->arena, entry, "value", 0);
	return entry;
}

static bool widen_limit(struct estate_lab *lab, struct doc_node *node, const char *reason)
{
	struct prefix prefix;

	if (!ends_with(reason, "[gateway-subnet]") || node->text == NULL ||
	    prefix_parse(node->text, &prefix) != PREFIX_OK)
		return false;
	for (size_t i = 0; i < COUNT_OF(subnet_limits); i++) {
		struct doc_node *value =
		    (struct doc_node *)tree_member(override_of(lab, subnet_limits[i]), "value");

		if (strtoul(value->text, NULL, 10) < prefix.length)
			value->text = arena_printf(lab->arena, "%u", prefix.length);
	}
	estate_say(lab->estate, IMPORT_ASSUMED, origin_of(node), "GatewaySubnet",
	           "it is smaller than Azure asks for today; the lab overrides that limit");
	return true;
}

/* Connections go with their gateway. */
static void say_within(struct estate_lab *lab, const struct doc_node *gone,
                       const struct doc_node *node)
{
	for (const struct doc_node *at = node->first; at != NULL; at = at->next) {
		const char *list = list_of(at);

		if (at->kind == TREE_OBJECT && list != NULL && strcmp(list, "connection") == 0)
			say(lab, at, list,
			    arena_printf(lab->arena, "so is its \"%s\"", list_of(gone)));
		else if (at->kind == TREE_ARRAY)
			say_within(lab, gone, at);
	}
}

static bool take_out_element(struct estate_lab *lab, struct doc_node *node, const char *reason)
{
	while (node != NULL && !is_small(node))
		node = node->parent;
	if (node == NULL || node->parent == NULL)
		return false;
	say(lab, node, list_of(node), reason);
	say_within(lab, node, node);
	take_out(node);
	return true;
}

static const char *quoted_name(struct estate_lab *lab, const struct estate_resource *resource)
{
	return arena_printf(lab->arena, "\"%s\": ", estate_full_name(lab->estate, resource));
}

static void refuse(struct estate_lab *lab, const struct doc_node *node, const char *reason)
{
	const struct estate_resource *origin = origin_of(node);

	findings_add(lab->estate->findings, SEVERITY_ERROR,
	             origin != NULL ? estate_place_of(origin) : (struct place){0}, "%s%s%s%s",
	             origin != NULL ? estate_kinds[origin->kind].words : "",
	             origin != NULL ? " " : "", origin != NULL ? quoted_name(lab, origin) : "",
	             without_lines(lab, reason));
}

/* True when all that was found is mended, and it is worth another look. */
static bool mend_all(struct estate_lab *lab, const struct findings *found,
                     const struct doc_node *const *lines, size_t count)
{
	bool mended = true;

	for (size_t i = 0; i < found->count; i++) {
		const struct finding *at = &found->items[i];
		struct doc_node *node = at->place.line >= 1 && at->place.line <= count
		                            ? (struct doc_node *)lines[at->place.line - 1]
		                            : lab->root;

		if (at->severity != SEVERITY_ERROR || !is_there(lab, node))
			continue;
		if (widen_limit(lab, node, at->text) || take_out_member(lab, node, at->text) ||
		    take_out_element(lab, node, at->text))
			continue;
		refuse(lab, node, at->text);
		mended = false;
	}
	return mended;
}

/* True when the lab is valid; *again when it was mended. */
static bool judge_once(struct estate_lab *lab, bool *again)
{
	const struct doc_node **lines = NULL;
	struct findings found = {0};
	struct text text = {0};
	size_t count = tree_write_lines(lab->root, &text, &lines);
	struct lab *made = azure_parse("the lab", text_str(&text), text.size, &found);
	bool valid = made != NULL;

	*again = !valid && mend_all(lab, &found, lines, count);
	lab_free(made);
	findings_done(&found);
	text_done(&text);
	free(lines);
	return valid;
}

bool estate_mend(struct estate_lab *lab)
{
	bool again = true;

	for (unsigned round = 0; again && round < ROUNDS_MAX; round++) {
		if (judge_once(lab, &again))
			return true;
	}
	if (findings_errors(lab->estate->findings) == 0)
		findings_add(lab->estate->findings, SEVERITY_ERROR, (struct place){0},
		             "the files contradict each other in more ways than can be mended");
	return false;
}
