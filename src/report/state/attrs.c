/* Says the attributes of a route. */
#include "report/state/attrs.h"

#include "bgp/as_path.h"
#include "bgp/attr_members.h"
#include "bgp/community.h"

void attrs_tell_preferences(struct view *view, const struct bgp_attrs *attrs)
{
	if (bgp_attrs_have(attrs, BGP_ATTR_MED))
		view_unsigned(view, "metric", attrs->med);
	if (bgp_attrs_have(attrs, BGP_ATTR_LOCAL_PREF))
		view_unsigned(view, "locPrf", attrs->local_pref);
	view_unsigned(view, "weight", attrs->weight);
}

void attrs_tell_path(struct view *view, const struct bgp_attrs *attrs)
{
	struct text path = {0};

	as_path_format(attrs->as_path, " ", &path);
	view_text(view, "path", text_str(&path));
	text_add(&path, path.size == 0 ? "" : " ");
	text_add(&path, bgp_origin_mark(attrs->origin));
	view_words(view, "path", text_str(&path));
	text_done(&path);
}

static void add_kind(struct span communities, void (*format)(struct span, struct text *),
                     struct text *out)
{
	if (communities.size == 0)
		return;
	text_add(out, out->size == 0 ? "" : " ");
	format(communities, out);
}

void attrs_tell_details(struct view *view, const struct bgp_attrs *attrs)
{
	struct bgp_member_writer members = view_member_writer(view);
	struct text words = {0};

	if (!view_is(view, VIEW_TEXT)) {
		bgp_attrs_write_details(attrs, &members);
		return;
	}
	add_kind(attrs->communities, community_format, &words);
	add_kind(attrs->large_communities, large_community_format, &words);
	add_kind(attrs->ext_communities, ext_community_format, &words);
	add_kind(attrs->ipv6_communities, ipv6_community_format, &words);
	view_words(view, "communities", text_str(&words));
	text_done(&words);
}
