/* What several elements of a lab consist of. */
#ifndef TOPO_MODEL_PARTS_H
#define TOPO_MODEL_PARTS_H

/* The two links of a circuit. */
enum lab_link {
	LAB_PRIMARY,
	LAB_SECONDARY,
	LAB_LINK_COUNT,
};

/* Gateways and Route Servers have two instances. */
enum { LAB_INSTANCES = 2 };

#endif
