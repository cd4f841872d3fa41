/*
 * From a file to resources in an estate. The shape of a file is recognised from its content; one
 * reader for each envelope turns it into (kind, id, name, body), after which all are read by the
 * same table of members.
 */
#ifndef IMPORT_ESTATE_ENVELOPE_H
#define IMPORT_ESTATE_ENVELOPE_H

#include "import/estate/estate.h"

/* What `hairpin import` prints as the way to the right file. */
extern const char estate_graph_query[];

struct estate_input {
	struct estate *estate;
	const char *file;           /* its name, in findings; lives as long as they do */
	bool before;                /* of a plan: the state before it */
	const struct doc_node *map; /* --map: answers to what a plan leaves open; or NULL */
};

/* Reads a file. What cannot be read, or is of a shape that cannot be imported, is an error among
 * the findings. */
void estate_read(const struct estate_input *input, const char *text, size_t size);

/* The readers of envelopes. `root` may be changed: it is the estate's. */
void estate_read_resources(const struct estate_input *input, const struct doc_node *root);
void estate_read_template(const struct estate_input *input, struct doc_node *root);
void estate_read_state_file(const struct estate_input *input, const struct doc_node *root);
void estate_read_show(const struct estate_input *input, struct doc_node *root);

/* One resource of Azure's own JSON. */
void estate_take(const struct estate_input *input, const struct doc_node *object);

/* One resource of Terraform: its type, the address that stands for it, and its attributes. */
struct estate_terraform {
	const char *type;
	const char *address;
	const struct doc_node *values;
};
void estate_take_terraform(const struct estate_input *input,
                           const struct estate_terraform *resource);

/* Calls back for every resource of the module and of those within, with what is marked sensitive of
 * its values (NULL: nothing is). A text cannot nest them deeper than TREE_DEPTH_MAX. */
typedef void estate_module_fn(void *user, const struct estate_terraform *resource,
                              const struct doc_node *sensitive);
void estate_each_of_module(const struct doc_node *module, estate_module_fn *call, void *user);

/* Takes from attributes what `marks`, an object of the same members, says is sensitive. */
void estate_hide_sensitive(const struct estate_input *input, const char *address,
                           const struct doc_node *values, const struct doc_node *marks);

/* The id by which other resources find one whose own id is not known yet. */
const char *estate_made_up_id(struct arena *arena, const char *address);

/* What is said of a connectivity configuration of Azure Virtual Network Manager. */
extern const char estate_say_connectivity[];

/* What stands behind a name of such words may be a secret in clear. */
bool estate_names_secret(const char *words);

/* An error at a node. */
void estate_refuse(const struct estate_input *input, const struct doc_node *node,
                   const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
