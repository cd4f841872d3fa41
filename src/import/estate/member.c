/* The table of members, and the way along a path. */
#include "import/estate/member.h"

#include <string.h>
#include <strings.h>

const struct estate_member_row estate_members[ESTATE_MEMBER_COUNT] = {
#define ESTATE_MEMBER_ROW(name, leaf, form, arm, azurerm) \
	[name] = {leaf, ESTATE_##form, {arm, azurerm}},
    ESTATE_MEMBERS(ESTATE_MEMBER_ROW)
#undef ESTATE_MEMBER_ROW
};

static const struct doc_node *member_of_size(const struct doc_node *object, const char *name,
                                             size_t size)
{
	for (const struct doc_node *at = object->first; at != NULL; at = at->next) {
		if (at->name != NULL && strncasecmp(at->name, name, size) == 0 &&
		    at->name[size] == '\0')
			return at;
	}
	return NULL;
}

static bool is_unset(const struct doc_node *node)
{
	return node->kind == TREE_NULL || (node->kind == TREE_STRING && node->text[0] == '\0') ||
	       (node->kind == TREE_ARRAY && node->first == NULL);
}

static const struct doc_node *step(const struct doc_node *object, const char *name, size_t size)
{
	static const char inner[] = "properties";
	const struct doc_node *properties = member_of_size(object, inner, sizeof(inner) - 1);
	const struct doc_node *found = NULL;

	if (object->kind != TREE_OBJECT)
		return NULL;
	if (properties != NULL && properties->kind == TREE_OBJECT)
		found = member_of_size(properties, name, size);
	return found != NULL && !is_unset(found) ? found : member_of_size(object, name, size);
}

const struct doc_node *estate_child(const struct doc_node *object, const char *name)
{
	return step(object, name, strlen(name));
}

static const struct doc_node *walk(const struct doc_node *node, const char *path, size_t size);

static const struct doc_node *walk_list(const struct doc_node *list, const char *path, size_t size)
{
	for (const struct doc_node *at = list->first; at != NULL; at = at->next) {
		const struct doc_node *found = walk(at, path, size);
		if (found != NULL)
			return found;
	}
	return NULL;
}

static const struct doc_node *walk(const struct doc_node *node, const char *path, size_t size)
{
	if (size == 0)
		return is_unset(node) ? NULL : node;
	if (node->kind == TREE_ARRAY)
		return walk_list(node, path, size);

	const char *point = memchr(path, '.', size);
	size_t first = point != NULL ? (size_t)(point - path) : size;
	const struct doc_node *next = step(node, path, first);
	size_t passed = point != NULL ? first + 1 : first;
	return next == NULL ? NULL : walk(next, path + passed, size - passed);
}

const struct doc_node *estate_at_path(const struct doc_node *object, const char *path)
{
	return walk(object, path, strlen(path));
}

const struct doc_node *estate_look_up(const struct doc_node *body, enum estate_dialect dialect,
                                      enum estate_member member, bool *inverted)
{
	const char *at = estate_members[member].paths[dialect];

	while (at != NULL) {
		const char *end = strchrnul(at, '|');
		bool turned = *at == '!';
		const struct doc_node *found = walk(body, at + turned, (size_t)(end - at - turned));

		*inverted = turned;
		if (found != NULL)
			return found;
		at = *end == '|' ? end + 1 : NULL;
	}
	return NULL;
}

static bool begins_with(const char *path, const char *name)
{
	size_t size = strlen(name);

	for (const char *at = path; at != NULL; at = strchr(at, '|')) {
		at += strspn(at, "|!");
		if (strncmp(at, name, size) == 0 && strchr(".|", at[size]) != NULL)
			return true;
	}
	return false;
}

bool estate_is_path_name(const char *name)
{
	for (size_t i = 0; i < ESTATE_MEMBER_COUNT; i++) {
		for (unsigned k = 0; k < ESTATE_DIALECT_COUNT; k++) {
			if (begins_with(estate_members[i].paths[k], name))
				return true;
		}
	}
	return false;
}
