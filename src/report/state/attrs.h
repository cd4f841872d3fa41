/* The attributes of a route, as members of what a view has open. */
#ifndef REPORT_STATE_ATTRS_H
#define REPORT_STATE_ATTRS_H

#include "bgp/attrs.h"
#include "report/frame/view.h"

/* metric and locPrf, each if the route has it, and weight. */
void attrs_tell_preferences(struct view *view, const struct bgp_attrs *attrs);

/* path: AS numbers; in words with the mark of the origin behind them. */
void attrs_tell_path(struct view *view, const struct bgp_attrs *attrs);

/* What routers' own listings leave out, as bgp_attrs_write_details() says; in words communities of
 * all three kinds together. */
void attrs_tell_details(struct view *view, const struct bgp_attrs *attrs);

#endif
