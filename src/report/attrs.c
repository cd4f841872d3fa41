/* Says the attributes of a route. */
#include "report/attrs.h"

#include "bgp/as_path.h"
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
	view_wordsf(view, "path", "%s%s%s", text_str(&path), path.size == 0 ? "" : " ",
	            bgp_origin_mark(attrs->origin));
	text_done(&path);
}

/* One kind of communities, and all of them for words. */
static void tell_kind(struct view *view, const char *key, struct span communities,
                      void (*format)(struct span, struct text *), struct text *all)
{
	struct text words = {0};

	if (communities.size == 0)
		return;
	format(communities, &words);
	view_word_list(view, key, text_str(&words));
	text_addf(all, "%s%s", all->size == 0 ? "" : " ", text_str(&words));
	text_done(&words);
}

void attrs_tell_communities(struct view *view, const struct bgp_attrs *attrs)
{
	struct text all = {0};

	tell_kind(view, "communities", attrs->communities, community_format, &all);
	tell_kind(view, "largeCommunities", attrs->large_communities, large_community_format, &all);
	tell_kind(view, "extendedCommunities", attrs->ext_communities, ext_community_format, &all);
	if (all.size > 0)
		view_words(view, "communities", text_str(&all));
	text_done(&all);
}
