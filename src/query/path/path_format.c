/* Ways, times and limits as short phrases. */
#include <inttypes.h>
#include <string.h>

#include "base/check.h"
#include "query/path/path.h"

void path_format_number(uint64_t number, struct text *out)
{
	if (number >= 1000) {
		path_format_number(number / 1000, out);
		text_addf(out, ",%03" PRIu64, number % 1000);
	} else {
		text_addf(out, "%" PRIu64, number);
	}
}

void path_format_round_trip(const struct path_rtt *rtt, struct text *out)
{
	if (!rtt->answered)
		text_add(out, "no answer");
	else if (rtt->basis == RTT_UNKNOWN)
		text_add(out, "unknown");
	else if (rtt->min_us == rtt->max_us)
		text_addf(out, "%.1f ms", rtt->max_us / 1000.0);
	else
		text_addf(out, "%.1f to %.1f ms", rtt->min_us / 1000.0, rtt->max_us / 1000.0);
}

void path_format_bottleneck(const struct path_bottleneck *bottleneck, struct text *out)
{
	const struct {
		uint32_t value;
		const char *by;
		const char *unit;
	} measures[] = {
	    {bottleneck->bandwidth_mbps, bottleneck->bandwidth_by, "Mbps"},
	    {bottleneck->packets_per_s, bottleneck->packets_by, "packets/s"},
	    {bottleneck->flows, bottleneck->flows_by, "flows"},
	    {bottleneck->connections_per_s, bottleneck->connections_by, "connections/s"},
	};
	const char *last = NULL;

	for (size_t i = 0; i < COUNT_OF(measures); i++) {
		if (measures[i].by == NULL)
			continue;
		if (last != NULL)
			text_add(out, strcmp(last, measures[i].by) == 0 ? ", " : "; ");
		if (last == NULL || strcmp(last, measures[i].by) != 0)
			text_addf(out, "%s: ", measures[i].by);
		path_format_number(measures[i].value, out);
		text_addf(out, " %s", measures[i].unit);
		last = measures[i].by;
	}
}

/* The hop of a delivered way at `level`, VMs left out; NULL behind the last. */
static const char *element_at(const struct path_way *way, uint32_t level)
{
	for (uint32_t i = 0; i < way->hop_count && way->stop == PATH_DELIVERED; i++) {
		if (way->hops[i].kind != PATH_HOP_VM && level-- == 0)
			return way->hops[i].name;
	}
	return NULL;
}

static uint32_t level_count(const struct path_way *way)
{
	uint32_t count = 0;

	while (element_at(way, count) != NULL)
		count++;
	return count;
}

static bool same_shape(const struct path_direction *direction)
{
	uint32_t levels = 0;

	CHECK(direction->way_count <= PATH_WAYS_MAX);
	for (uint32_t w = 0; w < direction->way_count; w++) {
		uint32_t mine = level_count(&direction->ways[w]);

		if (direction->ways[w].stop != PATH_DELIVERED)
			continue;
		if (levels != 0 && mine != levels)
			return false;
		levels = mine;
	}
	return true;
}

static bool seen_at(const struct path_direction *direction, uint32_t way, uint32_t level)
{
	const char *element = element_at(&direction->ways[way], level);

	CHECK(way < direction->way_count && element != NULL);
	for (uint32_t w = 0; w < way; w++) {
		const char *other = element_at(&direction->ways[w], level);

		if (other != NULL && strcmp(other, element) == 0)
			return true;
	}
	return false;
}

/* All ways are equally long: the choices at each step. Returns false behind the last step. */
static bool add_level(const struct path_direction *direction, uint32_t level, struct text *out)
{
	const char *separator = level == 0 ? "" : " > ";
	bool any = false;

	for (uint32_t w = 0; w < direction->way_count; w++) {
		const char *element = element_at(&direction->ways[w], level);

		if (element == NULL || seen_at(direction, w, level))
			continue;
		text_addf(out, "%s%s", separator, element);
		separator = " | ";
		any = true;
	}
	return any;
}

static void add_way(const struct path_way *way, struct text *out)
{
	const char *element;

	for (uint32_t level = 0; (element = element_at(way, level)) != NULL; level++)
		text_addf(out, "%s%s", level == 0 ? "" : " > ", element);
}

void path_format_between(const struct path_direction *direction, struct text *out)
{
	const char *separator = "";

	if (same_shape(direction)) {
		uint32_t level = 0;

		while (add_level(direction, level, out))
			level++;
		return;
	}
	for (uint32_t w = 0; w < direction->way_count; w++) {
		if (direction->ways[w].stop != PATH_DELIVERED)
			continue;
		text_add(out, separator);
		add_way(&direction->ways[w], out);
		separator = " or ";
	}
}
