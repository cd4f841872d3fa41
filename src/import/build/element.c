/* Elements and leaves of the lab, from the table of members. */
#include <string.h>
#include <strings.h>

#include "base/check.h"
#include "import/build/lab.h"

struct doc_node *azure_element(struct azure_lab *lab, struct doc_node *parent, const char *list,
                               const struct azure_resource *resource, const char *name)
{
	struct doc_node *element =
	    tree_make(lab->arena, tree_make_list(lab->arena, parent, list), NULL, TREE_OBJECT);

	element->schema = resource;
	tree_make_text(lab->arena, element, "name", azure_lab_name(lab, name));
	return element;
}

const struct azure_resource *azure_origin(const struct doc_node *element)
{
	return element->schema;
}

static void add_prefixes(struct azure_lab *lab, struct doc_node *element, const char *leaf,
                         const struct azure_resource *resource, const struct doc_node *found)
{
	const struct doc_node *at = found->kind == TREE_ARRAY ? found->first : found;

	for (; at != NULL; at = found->kind == TREE_ARRAY ? at->next : NULL) {
		struct prefix prefix;

		if (at->text != NULL && prefix_parse(at->text, &prefix) == PREFIX_OK)
			tree_make_text(lab->arena, tree_make_list(lab->arena, element, leaf), NULL,
			               at->text);
		else
			azure_say(lab->estate, IMPORT_LEFT_OUT, resource, "prefix",
			          "a prefix of its %s is none, or has bits behind its length",
			          leaf);
	}
}

static void add_leaf(struct azure_lab *lab, struct doc_node *element,
                     const struct azure_resource *resource, enum azure_member member)
{
	const struct azure_member_row *row = &azure_members[member];
	const struct doc_node *node = azure_node(resource, member);
	enum azure_answer answer = azure_flag(resource, member);
	uint64_t number;

	if (node == NULL || row->leaf == NULL)
		return;
	if (row->form == AZURE_TEXT && azure_text(resource, member) != NULL)
		tree_make_text(lab->arena, element, row->leaf, azure_text(resource, member));
	else if (row->form == AZURE_NUMBER && azure_number(resource, member, &number))
		tree_make_number(lab->arena, element, row->leaf, number);
	else if (row->form == AZURE_FLAG && answer == AZURE_YES)
		tree_make_bool(lab->arena, element, row->leaf, true);
	else if (row->form == AZURE_SWITCH && answer != AZURE_UNSAID)
		tree_make_bool(lab->arena, element, row->leaf, answer == AZURE_YES);
	else if (row->form == AZURE_PREFIXES)
		add_prefixes(lab, element, row->leaf, resource, node);
}

void azure_leaves(struct azure_lab *lab, struct doc_node *element,
                  const struct azure_resource *resource, enum azure_member first,
                  enum azure_member last)
{
	for (unsigned member = first; member <= (unsigned)last; member++)
		add_leaf(lab, element, resource, (enum azure_member)member);
}

const char *azure_region(struct azure_lab *lab, const struct azure_resource *resource)
{
	static const char stand_in[] = "West Europe";
	const char *said =
	    resource->placeholder ? resource->region : azure_text(resource, LOCATION);
	const struct region *region = said != NULL ? facts_region(lab->facts, said) : NULL;

	if (region != NULL)
		return region->name;
	azure_say(lab->estate, IMPORT_ASKED, resource, "region",
	          "the region \"%s\" is not known; %s stands in for it", said != NULL ? said : "",
	          stand_in);
	return stand_in;
}
