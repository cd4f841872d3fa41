/* The way from A to B for people: hops in the layout of traceroute, with the route that chose each.
 */
#ifndef REPORT_PATH_TABLE_H
#define REPORT_PATH_TABLE_H

#include "base/text.h"
#include "query/path/path.h"

/* Both directions, the round trip, and what is asymmetric. With `rules`, the rules of Azure behind
 * each hop: what, source, date, confidence. NULL: without. */
void path_table_print(const struct path *path, const struct facts *rules, struct text *out);

/* "  ExpressRoute hairpin, 23.1 ms (estimated)": one direction in a phrase. */
void path_table_headline(const struct path_direction *direction, struct text *out);

#endif
