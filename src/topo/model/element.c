/* The identities of a lab's elements, and the names of the speakers that stand for them. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "topo/model/model_load.h"

static const struct {
	const char *name;
	const char *role;
	const char *instances[LAB_INSTANCES];
} kinds[LAB_KIND_COUNT] = {
#define X(constant, type, kind_name, kind_role, ...) \
	[LAB_##constant] = {kind_name, kind_role, {__VA_ARGS__}},
    LAB_KINDS(X)
#undef X
};

const char *lab_kind_name(enum lab_kind kind)
{
	CHECK(kind < LAB_KIND_COUNT);
	return kinds[kind].name;
}

const char *lab_kind_role(enum lab_kind kind)
{
	CHECK(kind < LAB_KIND_COUNT);
	return kinds[kind].role;
}

enum lab_kind lab_kind_of_role(const char *role)
{
	unsigned kind = 0;

	while (kind < LAB_KIND_COUNT &&
	       (kinds[kind].role == NULL || strcmp(kinds[kind].role, role) != 0))
		kind++;
	return (enum lab_kind)kind;
}

const char *lab_join_name(struct arena *arena, const char *group, const char *name)
{
	return arena_printf(arena, "%s/%s", group, name);
}

/* Counts when there is no room yet, and fills when there is. */
struct lister {
	struct lab *lab;
	enum lab_kind kind;        /* the present one */
	struct lab_element *items; /* NULL: to count */
	uint32_t count;
};

void load_list(struct lister *lister, const struct load_listed *listed,
               const struct lab_element **element)
{
	uint32_t index = lister->count++;
	const char *name = listed->name;

	if (lister->items == NULL)
		return;
	CHECK(index < lister->lab->element_count && name != NULL);
	if (listed->group != NULL)
		name = lab_join_name(lister->lab->arena, listed->group, name);
	lister->items[index] =
	    (struct lab_element){.kind = lister->kind,
	                         .index = index,
	                         .name = name,
	                         .own_name = listed->name,
	                         .group = listed->group == NULL ? name : listed->group,
	                         .place = listed->place,
	                         .network = listed->network,
	                         .self = listed->self};
	*element = &lister->items[index];
}

static void list_all(struct lister *lister)
{
	for (unsigned kind = 0; kind < LAB_KIND_COUNT; kind++) {
		const struct load_hooks *hooks = lister->lab->kinds[kind]->load;

		lister->kind = (enum lab_kind)kind;
		if (hooks != NULL && hooks->list != NULL)
			hooks->list(lister, lister->lab);
	}
}

static int compare_elements(const struct lab_element *a, const struct lab_element *b)
{
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return strcmp(a->name, b->name);
}

static int compare_pointed(const void *a, const void *b)
{
	return compare_elements(*(const struct lab_element *const *)a,
	                        *(const struct lab_element *const *)b);
}

static void sort_by_name(struct lab *lab)
{
	const struct lab_element **sorted = xcalloc(lab->element_count + 1u, sizeof(*sorted));

	for (uint32_t i = 0; i < lab->element_count; i++)
		sorted[i] = &lab->elements[i];
	qsort(sorted, lab->element_count, sizeof(*sorted), compare_pointed);
	lab->elements_by_name =
	    arena_alloc(lab->arena, (lab->element_count + 1u) * sizeof(*lab->elements_by_name));
	for (uint32_t i = 0; i < lab->element_count; i++)
		lab->elements_by_name[i] = sorted[i]->index;
	free(sorted);
}

void lab_list_elements(struct lab *lab)
{
	struct lister lister = {.lab = lab};

	CHECK(lab->elements == NULL);
	list_all(&lister);
	lab->element_count = lister.count;
	lab->elements = arena_alloc(lab->arena, (lister.count + 1u) * sizeof(*lab->elements));
	lister.items = lab->elements;
	lister.count = 0;
	list_all(&lister);
	CHECK(lister.count == lab->element_count);
	for (uint32_t i = 0; i < lab->vnet_count; i++)
		if (lab_vnet_is_hub(&lab->vnets[i]))
			lab->vnets[i].element = lab->vnets[i].hub->element;
	sort_by_name(lab);
}

const struct lab_element *lab_find_element(const struct lab *lab, enum lab_kind kind,
                                           const char *name)
{
	const struct lab_element wanted = {.kind = kind, .name = name};
	uint32_t low = 0;
	uint32_t high = lab->element_count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct lab_element *at = &lab->elements[lab->elements_by_name[middle]];
		int order = compare_elements(&wanted, at);

		if (order == 0)
			return at;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

const char *lab_instance_name(enum lab_kind kind, uint32_t instance)
{
	const char *name;

	CHECK(kind < LAB_KIND_COUNT && instance < LAB_INSTANCES);
	name = kinds[kind].instances[instance];
	return *name == '\0' ? NULL : name;
}

const char *lab_node_name(struct arena *arena, const struct lab_element *element, uint32_t instance)
{
	const char *part = lab_instance_name(element->kind, instance);

	CHECK(lab_kind_role(element->kind) != NULL);
	return part == NULL ? arena_strdup(arena, element->name)
	                    : lab_join_name(arena, element->name, part);
}
