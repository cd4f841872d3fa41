/* Where a circuit meets Microsoft: as the files say it, by its port, or near its networks. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/check.h"
#include "import/build/lab.h"

/* Towns that do not name the location that facilities there belong to. */
static const struct {
	const char *town;
	const char *location;
} towns[] = {
    {"ashburn", "Washington DC"}, {"san jose", "Silicon Valley"}, {"santa clara", "Silicon Valley"},
    {"slough", "London"},         {"secaucus", "New York"},
};

/* "Equinix-Amsterdam-AM5" as "equinix amsterdam am5". */
static const char *spaced(struct estate_lab *lab, const char *facility)
{
	char *copy = arena_strdup(lab->arena, facility);

	for (char *at = copy; *at != '\0'; at++)
		*at = *at == '-' ? ' ' : (char)tolower((unsigned char)*at);
	return copy;
}

/* The location whose name a facility has in its own; the longest counts. */
static const struct peering_location *location_of_facility(struct estate_lab *lab,
                                                           const char *facility)
{
	const char *words = spaced(lab, facility);
	const char *best = NULL;
	uint32_t count;
	const char *const *names = facts_location_names(lab->facts, &count);

	for (uint32_t i = 0; i < count; i++) {
		const char *found = strcasestr(words, names[i]);
		if (found != NULL && !isalnum((unsigned char)found[strlen(names[i])]) &&
		    (found == words || found[-1] == ' ') &&
		    (best == NULL || strlen(names[i]) > strlen(best)))
			best = names[i];
	}
	for (size_t i = 0; i < COUNT_OF(towns) && best == NULL; i++) {
		if (strstr(words, towns[i].town) != NULL)
			best = towns[i].location;
	}
	return best != NULL ? facts_location(lab->facts, best) : NULL;
}

/* A location near a region: the first whose nearest region it is, or of the same part of the
 * world. */
static const struct peering_location *location_near(struct estate_lab *lab, const char *name)
{
	const struct region *region = name != NULL ? facts_region(lab->facts, name) : NULL;
	const struct peering_location *same_part = NULL;
	uint32_t count;
	const char *const *names = facts_location_names(lab->facts, &count);

	for (uint32_t i = 0; i < count && region != NULL; i++) {
		const struct peering_location *at = facts_location(lab->facts, names[i]);

		if (at->nearest == region)
			return at;
		if (same_part == NULL && region->geopolitical_region != NULL &&
		    at->geopolitical_region != NULL &&
		    strcmp(at->geopolitical_region, region->geopolitical_region) == 0)
			same_part = at;
	}
	return same_part != NULL ? same_part : facts_location(lab->facts, "Amsterdam");
}

static const char *location_text(struct estate_lab *lab, const struct estate_resource *circuit)
{
	const char *said = estate_text(circuit, CIRCUIT_LOCATION);
	const char *id = estate_text(circuit, CIRCUIT_PORT);

	if (said != NULL || id == NULL)
		return said;
	const struct estate_resource *port = estate_above(lab->estate, id, ESTATE_PORT);
	return port != NULL ? estate_text(port, PORT_LOCATION) : NULL;
}

static const char *location_of(struct estate_lab *lab, const struct estate_resource *circuit)
{
	const char *said = location_text(lab, circuit);
	const struct peering_location *found =
	    said != NULL ? facts_location(lab->facts, said) : NULL;

	if (found == NULL && said != NULL && estate_text(circuit, CIRCUIT_LOCATION) == NULL)
		found = location_of_facility(lab, said);
	if (found != NULL)
		return found->name;
	const char *region = estate_text(circuit, LOCATION);
	found = location_near(lab, region != NULL ? region : circuit->region);
	if (!circuit->placeholder)
		estate_say(
		    lab->estate, IMPORT_ASKED, circuit, "peering location",
		    "%s%s%s; %s stands in for it; say the location with --circuit, or measured "
		    "round-trip times with override.rtt",
		    said != NULL ? "\"" : "", said != NULL ? said : "the files do not say it",
		    said != NULL ? "\" is not known" : "", found->name);
	return found->name;
}

/* "Amsterdam Metro" is two locations of one city: that of the city's name, and another one, which
 * *second becomes. NULL for what is no such name. */
static const struct peering_location *metro_of(struct estate_lab *lab, const char *said,
                                               const struct peering_location **second)
{
	static const char end[] = " metro";
	size_t size = strlen(said);
	uint32_t count;
	const char *const *names = facts_location_names(lab->facts, &count);

	if (size <= strlen(end) || strcasecmp(said + size - strlen(end), end) != 0)
		return NULL;
	const struct peering_location *first =
	    facts_location(lab->facts, arena_strndup(lab->arena, said, size - strlen(end)));
	for (uint32_t i = 0; i < count && first != NULL && *second == NULL; i++) {
		const struct peering_location *at = facts_location(lab->facts, names[i]);

		if (at != first && strcmp(at->metro, first->metro) == 0)
			*second = at;
	}
	return first;
}

void estate_make_location(struct estate_lab *lab, const struct estate_resource *circuit,
                          struct doc_node *element)
{
	const char *said = location_text(lab, circuit);
	const struct peering_location *second = NULL;
	const struct peering_location *metro = said != NULL ? metro_of(lab, said, &second) : NULL;

	tree_make_text(lab->arena, element, "peering-location",
	               metro != NULL ? metro->name : location_of(lab, circuit));
	if (second != NULL)
		tree_make_text(lab->arena, element, "metro-peering-location", second->name);
	else if (metro != NULL)
		estate_say(lab->estate, IMPORT_ASKED, circuit, "peering location",
		           "of \"%s\" only %s is known; both links stand there", said, metro->name);
}
