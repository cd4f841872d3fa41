/* What Global Reach is in a lab file: written in one of the two circuits. */
#include "azure/global_reach/global_reach.h"
#include "base/check.h"
#include "topo/model/model_load.h"

static void join(struct loader *loader, const struct doc_node *root)
{
	struct lab *lab = loader->lab;
	const struct lab_circuit *circuit = lab->circuits;
	uint32_t count = 0;
	unsigned doubts = 0;

	for (const struct doc_node *at = doc_child(root, "express-route-circuit"); at != NULL;
	     at = doc_next(at))
		count += doc_count(at, "global-reach-connection");
	lab->global_reaches = arena_alloc(loader->arena, count * sizeof(*lab->global_reaches));
	for (const struct doc_node *at = doc_child(root, "express-route-circuit"); at != NULL;
	     at = doc_next(at), circuit++) {
		for (const struct doc_node *reach = doc_child(at, "global-reach-connection");
		     reach != NULL; reach = doc_next(reach))
			lab->global_reaches[lab->global_reach_count++] = (struct lab_global_reach){
			    .name = load_name(loader, reach, &doubts),
			    .circuit = circuit,
			    .peer = load_reference(loader, LAB_CIRCUIT, reach,
			                           "peer-express-route-circuit"),
			    .prefix = load_prefix(reach, "address-prefix"),
			    .place = doc_place(reach, NULL),
			};
	}
	CHECK(lab->global_reach_count == count);
}

static void list(struct lister *lister, struct lab *lab)
{
	for (uint32_t i = 0; i < lab->global_reach_count; i++) {
		struct lab_global_reach *reach = &lab->global_reaches[i];

		LOAD_LIST_IN(lister, reach->circuit->name, reach, NULL);
	}
}

const struct load_hooks global_reach_load = {
    .join = join,
    .list = list,
};
