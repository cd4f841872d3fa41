/*
 * One lab for the tests of plan and behaviour:
 *
 *	vnet-a (spoke-a uses its gateway) --- er-1 --- vnet-b     vnet-c --- er-2
 *	                                       |                              |
 *	                                      dc/ce1 (AS 65020) --------------+
 *
 * vnet-a, dual-stack, is on er-1 and er-2. ce1 passes everything on to er-2, and nothing to er-1.
 * vnet-d, on er-1, does not say whether it accepts other VNets. spoke-x is peered with vnet-a but
 * does not use its gateway.
 */
#ifndef TESTS_LIB_AZURE_LAB_H
#define TESTS_LIB_AZURE_LAB_H

#include "topo/model/model.h"

/* Fails the test when it does not load. The caller ends it with lab_free(). */
struct lab *azure_lab(void);

/* The same with each `what` in its text replaced by `by`. */
struct lab *azure_lab_with(const char *what, const char *by);

#endif
