/* Says Microsoft's resiliency index of the gateways of a lab, factor by factor. */
#include "report/check/resiliency.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"

/* clang-format off */
static const struct view_column columns[] = {
	{"factor", "Factor",             TABLE_LEFT,     0},
	{"low",    "Points",             TABLE_RIGHT,    VIEW_IN_WORDS},
	{"why",    "Why",                TABLE_LEFT,     0},
	{"raise",  "What would raise it", TABLE_OPTIONAL, 0},
	{0},
};

static const struct view_column set_columns[] = {
	{"circuits",  "Circuits",  TABLE_LEFT,     0},
	{"locations", "Locations", TABLE_LEFT,     0},
	{"prefixes",  "Prefixes",  TABLE_RIGHT,    0},
	{"prefix",    "such as",   TABLE_LEFT,     0},
	{"points",    "Points",    TABLE_RIGHT,    VIEW_IN_WORDS},
	{"note",      "Note",      TABLE_OPTIONAL, 0},
	{0},
};
/* clang-format on */

/* "25", "2.5", or with both ends of a range "8 to 10". */
static void add_range(struct text *out, uint32_t low, uint32_t high)
{
	text_addf(out, "%g", low / 2.0);
	if (high > low)
		text_addf(out, " to %g", high / 2.0);
}

static void tell_factor(struct view *view, const struct resiliency_factor *factor)
{
	bool times = strcmp(factor->name, "validation") == 0;
	struct text words = {0};

	if (times)
		text_add(&words, "x ");
	add_range(&words, factor->low, factor->high);
	text_addf(&words, " of %g", factor->most / 2.0);
	view_row(view);
	view_text(view, "factor", factor->name);
	view_real(view, "low", factor->low / 2.0);
	view_words(view, "low", text_str(&words));
	view_real(view, "high", factor->high / 2.0);
	view_real(view, "most", factor->most / 2.0);
	view_flag(view, "multiplier", times);
	view_text(view, "why", factor->why);
	view_text(view, "raise", factor->raise);
	view_close(view);
	text_done(&words);
}

static void tell_set(struct view *view, const struct resiliency_set *set)
{
	view_row(view);
	view_names(view, "circuits", set->circuits, ", ");
	view_names(view, "locations", set->locations, ", ");
	view_unsigned(view, "prefixes", set->prefix_count);
	view_text(view, "prefix", set->prefix);
	view_real(view, "points", set->points / 2.0);
	view_wordsf(view, "points", "%g", set->points / 2.0);
	view_text(view, "note", set->note);
	view_close(view);
}

static void tell_gateway(struct view *view, const struct resiliency_gateway *gateway)
{
	struct text index = {0};

	add_range(&index, gateway->low, gateway->high);
	view_row(view);
	view_text(view, "gateway", gateway->name);
	view_real(view, "low", gateway->low / 2.0);
	view_real(view, "high", gateway->high / 2.0);
	view_heading(view, "%s: %s of 100", gateway->name, text_str(&index));
	view_list(view, "factors", columns);
	for (unsigned i = 0; i < RESILIENCY_FACTORS; i++)
		tell_factor(view, &gateway->factors[i]);
	view_close(view);
	view_list(view, "routeSets", set_columns);
	view_table_needs(view, 1, "\n");
	for (uint32_t i = 0; i < gateway->set_count; i++)
		tell_set(view, &gateway->sets[i]);
	view_close(view);
	view_close(view);
	text_done(&index);
}

void resiliency_view(struct view *view, const struct resiliency *resiliency, const char *lab,
                     const char *source, const char *date)
{
	view_format(view, "hairpin-resiliency", 1);
	view_text(view, "lab", lab);
	view_text(view, "source", source);
	view_text(view, "date", date);
	view_say(view, "Microsoft's resiliency index, after its page of %s\n", date);
	view_list(view, "gateways", NULL);
	for (uint32_t i = 0; i < resiliency->gateway_count; i++)
		tell_gateway(view, &resiliency->gateways[i]);
	view_close(view);
	if (resiliency->gateway_count == 0)
		view_say(view, "%s has no ExpressRoute gateway in a virtual network\n", lab);
	view_say(view,
	         "\nThe routes times the validation, and the others, are added. Of several "
	         "sets of routes the worst counts: the page does not say.\n%s\n",
	         source);
}
