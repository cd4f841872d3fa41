/*
 * From a lab file to a model. JSON (RFC 7951) or YAML of the same shape; validated against
 * yang/hairpin-lab.yang by libyang, then judged by rules that YANG cannot state: overlaps, reach,
 * limits. All findings are reported, each with its place, not only the first.
 */
#ifndef TOPO_JUDGE_LOAD_H
#define TOPO_JUDGE_LOAD_H

#include <stddef.h>

#include "base/findings.h"
#include "topo/model/model.h"

/* Reads and checks `path`, with elements of these kinds ("-": standard input; a folder: its
 * lab.json, lab.yaml or lab.yml). NULL when there is an error among the findings; warnings do not
 * prevent a lab. The caller ends it with lab_free(). A file that cannot be read is a finding too.
 */
struct lab *lab_load(kind_table kinds, const char *path, struct findings *findings);

/* The same from memory; `file` names it in findings and decides between YAML (.yaml, .yml) and
 * JSON. */
struct lab *lab_parse(kind_table kinds, const char *file, const char *text, size_t size,
                      struct findings *findings);

/* Another lab from the text of this one: for who wants to change it. What was changed in `lab`
 * since is not in it. */
struct lab *lab_parse_again(const struct lab *lab, struct findings *findings);

/* Another lab from the text of this one, changed (document/document.h). NULL with findings, which
 * begin with "--set" where a change leads nowhere. */
struct lab *lab_parse_changed(const struct lab *lab, const struct document_changes *changes,
                              struct findings *findings);

/* Accepts NULL. */
void lab_free(struct lab *lab);

/* The rules that YANG cannot state: overlapping address spaces that would meet, SKU reach,
 * links per circuit, circuits per gateway, peering pairs, gateway subnets. What is not known of a
 * lab with errors is not judged, so no finding is the mere consequence of another. Linear, or n log
 * n, in the size of the lab. */
void lab_judge(const struct lab *lab, struct findings *findings);

#endif
