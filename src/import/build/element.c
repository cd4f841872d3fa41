/* Elements and leaves of the lab, from the table of members. */
#include <string.h>
#include <strings.h>

#include "base/check.h"
#include "import/build/lab.h"

struct doc_node *estate_element(struct estate_lab *lab, struct doc_node *parent, const char *list,
                                const struct estate_resource *resource, const char *name)
{
	struct doc_node *element =
	    tree_make(lab->arena, tree_make_list(lab->arena, parent, list), NULL, TREE_OBJECT);

	element->schema = resource;
	tree_make_text(lab->arena, element, "name", estate_lab_name(lab, name));
	return element;
}

const struct estate_resource *estate_origin(const struct doc_node *element)
{
	return element->schema;
}

static void add_prefixes(struct estate_lab *lab, struct doc_node *element, const char *leaf,
                         const struct estate_resource *resource, const struct doc_node *found)
{
	const struct doc_node *at = found->kind == TREE_ARRAY ? found->first : found;

	/* An object around a list that is empty. */
	if (found->kind == TREE_OBJECT)
		return;
	for (; at != NULL; at = found->kind == TREE_ARRAY ? at->next : NULL) {
		struct prefix prefix;

		if (at->text != NULL && prefix_parse(at->text, &prefix) == PREFIX_OK)
			tree_make_text(lab->arena, tree_make_list(lab->arena, element, leaf), NULL,
			               at->text);
		else
			estate_say(lab->estate, IMPORT_LEFT_OUT, resource, "prefix",
			           "a prefix of its %s is none, or has bits behind its length",
			           leaf);
	}
}

/* Names of elements, as the lab has them. */
static void add_names(struct estate_lab *lab, struct doc_node *element, const char *leaf,
                      const struct doc_node *found)
{
	const struct doc_node *at = found->kind == TREE_ARRAY ? found->first : found;

	for (; at != NULL; at = found->kind == TREE_ARRAY ? at->next : NULL) {
		if (at->text != NULL)
			tree_make_text(lab->arena, tree_make_list(lab->arena, element, leaf), NULL,
			               estate_lab_name(lab, at->text));
	}
}

static void add_leaf(struct estate_lab *lab, struct doc_node *element,
                     const struct estate_resource *resource, enum estate_member member)
{
	const struct estate_member_row *row = &estate_members[member];
	const struct doc_node *node = estate_node(resource, member);
	enum estate_answer answer = estate_flag(resource, member);
	uint64_t number;

	if (node == NULL || row->leaf == NULL)
		return;
	if (row->form == ESTATE_TEXT && estate_text(resource, member) != NULL)
		tree_make_text(lab->arena, element, row->leaf, estate_text(resource, member));
	else if (row->form == ESTATE_NUMBER && estate_number(resource, member, &number))
		tree_make_number(lab->arena, element, row->leaf, number);
	else if (row->form == ESTATE_FLAG && answer == ESTATE_YES)
		tree_make_bool(lab->arena, element, row->leaf, true);
	else if (row->form == ESTATE_SWITCH && answer != ESTATE_UNSAID)
		tree_make_bool(lab->arena, element, row->leaf, answer == ESTATE_YES);
	else if (row->form == ESTATE_PREFIXES)
		add_prefixes(lab, element, row->leaf, resource, node);
	else if (row->form == ESTATE_NAMES)
		add_names(lab, element, row->leaf, node);
}

void estate_leaves(struct estate_lab *lab, struct doc_node *element,
                   const struct estate_resource *resource, enum estate_member first,
                   enum estate_member last)
{
	for (unsigned member = first; member <= (unsigned)last; member++)
		add_leaf(lab, element, resource, (enum estate_member)member);
}

const char *estate_region(struct estate_lab *lab, const struct estate_resource *resource)
{
	static const char stand_in[] = "West Europe";
	const char *said =
	    resource->placeholder ? resource->region : estate_text(resource, LOCATION);
	const struct region *region = said != NULL ? facts_region(lab->facts, said) : NULL;

	if (region != NULL)
		return region->name;
	estate_say(lab->estate, IMPORT_ASKED, resource, "region",
	           "the region \"%s\" is not known; %s stands in for it", said != NULL ? said : "",
	           stand_in);
	return stand_in;
}
