/* The four factors of the resiliency index, and their sum. */
#include "query/limits/resiliency.h"

#include <string.h>

#include "base/check.h"
#include "query/limits/resiliency_world.h"
#include "topo/model/ask.h"

enum { ROUTES, VALIDATION, ZONES, RECOMMENDATIONS };

/* What is the same for all gateways. */
struct asker {
	const struct resiliency_question *question;
	const struct facts *facts;
	struct arena *arena;
};

static uint32_t points(const struct asker *asker, const char *id)
{
	return 2 * facts_limit(asker->facts, id);
}

/* Microsoft's page does not say how several sets are put together: the worst one counts. */
static struct resiliency_factor judge_routes(const struct asker *asker,
                                             const struct resiliency_gateway *gateway)
{
	const struct resiliency_set *worst = NULL;
	struct resiliency_factor factor = {.name = "routes",
	                                   .most = points(asker, "resiliency-two-locations")};

	for (uint32_t i = 0; i < gateway->set_count; i++) {
		if (worst == NULL || gateway->sets[i].points < worst->points)
			worst = &gateway->sets[i];
	}
	if (worst == NULL) {
		factor.why = "no routes of on-premises come by a circuit";
		factor.raise = "announce routes by circuits in two peering locations";
		return factor;
	}
	factor.low = factor.high = worst->points;
	factor.why = arena_printf(asker->arena, "%s%s and %u more by %s, in %s",
	                          worst->prefix_count == 1 ? "" : "the worst set: ", worst->prefix,
	                          worst->prefix_count - 1, worst->circuits, worst->locations);
	if (worst->prefix_count == 1)
		factor.why = arena_printf(asker->arena, "%s by %s, in %s", worst->prefix,
		                          worst->circuits, worst->locations);
	if (factor.low < factor.most)
		factor.raise =
		    factor.low == 0
			? arena_printf(asker->arena, "mend what is down: %s", worst->note)
			: "announce the same routes by a circuit in another peering location";
	return factor;
}

/* Validation: a multiplier, in halves. */

static const struct resiliency_test *test_of(const struct asker *asker,
                                             const struct peering_location *location)
{
	const struct resiliency_question *question = asker->question;

	for (uint32_t i = 0; i < question->test_count; i++) {
		if (question->tests[i].location == location)
			return &question->tests[i];
	}
	return NULL;
}

/* Halves of the multiplier by the days since the older of the two tests. */
static uint32_t multiplier(const struct asker *asker, uint32_t days)
{
	static const struct {
		uint32_t days;
		const char *id;
	} rows[] = {
	    {30, "resiliency-multiplier-30"},
	    {60, "resiliency-multiplier-60"},
	    {90, "resiliency-multiplier-90"},
	    {UINT32_MAX, "resiliency-multiplier-older"},
	};
	unsigned row = 0;

	while (days > rows[row].days)
		row++;
	return 2 * facts_limit(asker->facts, rows[row].id);
}

static struct resiliency_factor judge_validation(const struct asker *asker,
                                                 const struct lab_gateway *gateway)
{
	const struct peering_location *locations[128];
	uint32_t count = resiliency_locations(gateway, locations);
	struct resiliency_factor factor = {.name = "validation", .low = 2, .high = 2};
	uint32_t tested = 0;
	uint32_t oldest = 0;

	CHECK(gateway->connection_count <= COUNT_OF(locations) / 2);
	factor.most = multiplier(asker, 0);
	for (uint32_t i = 0; i < count; i++) {
		const struct resiliency_test *test = test_of(asker, locations[i]);

		tested += test != NULL;
		if (test != NULL && test->days_ago > oldest)
			oldest = test->days_ago;
	}
	if (count < 2) {
		factor.why =
		    "there is one peering location, and a validation of two is what counts";
		factor.raise = "connect a circuit in another peering location, then validate both";
		return factor;
	}
	if (tested > 0)
		factor.low = factor.high = multiplier(asker, oldest) / (tested < count ? 2 : 1);
	factor.why = tested == 0 ? "no validation was named (--tested LOCATION=DAYS)"
	                         : arena_printf(asker->arena,
	                                        "%u of %u peering locations were validated, the "
	                                        "longest ago %u days",
	                                        tested, count, oldest);
	if (factor.low < factor.most)
		factor.raise = "validate all peering locations, every 30 days";
	return factor;
}

/* The gateway */

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

static void judge_scale(const struct asker *asker, const struct lab_gateway *gateway,
                        struct resiliency_factor *factor)
{
	bool large = gateway->scale_units > facts_limit(asker->facts, "resiliency-scale-units");

	factor->low = factor->high = points(asker, large ? "resiliency-gateway-scale-large"
	                                                 : "resiliency-gateway-scale-small");
	factor->why = arena_printf(asker->arena, "ErGwScale with %u scale unit%s",
	                           gateway->scale_units, gateway->scale_units == 1 ? "" : "s");
	if (!large)
		factor->raise = "more scale units";
}

static void judge_zones_of_az(const struct asker *asker, const struct lab_gateway *gateway,
                              struct resiliency_factor *factor)
{
	enum resiliency_zones zones = asker->question->zones;
	static const char *const words[] = {
	    [ZONES_UNKNOWN] = "over how many zones is not known (--zones)",
	    [ZONES_ONE] = "in one zone",
	    [ZONES_SEVERAL] = "over several zones",
	};

	factor->low = points(asker, zones == ZONES_SEVERAL ? "resiliency-gateway-zones"
	                                                   : "resiliency-gateway-zonal");
	factor->high = points(asker, zones == ZONES_ONE ? "resiliency-gateway-zonal"
	                                                : "resiliency-gateway-zones");
	factor->why = arena_printf(asker->arena, "%s, %s", gateway->sku->name, words[zones]);
	if (zones != ZONES_SEVERAL)
		factor->raise = "a gateway over several zones";
}

static struct resiliency_factor judge_zones(const struct asker *asker,
                                            const struct lab_gateway *gateway)
{
	struct resiliency_factor factor = {.name = "zones",
	                                   .most = points(asker, "resiliency-gateway-zones")};
	const char *sku = gateway->sku->name;

	if (gateway->sku->scales) {
		judge_scale(asker, gateway, &factor);
	} else if (begins(sku, "ErGw")) {
		judge_zones_of_az(asker, gateway, &factor);
	} else {
		if (begins(sku, "Ultra"))
			factor.low = factor.high = points(asker, "resiliency-gateway-ultra");
		factor.why = sku;
		factor.raise = "migrate to ErGw1AZ, ErGw2AZ, ErGw3AZ or ErGwScale";
	}
	return factor;
}

static struct resiliency_factor judge_recommendations(const struct asker *asker)
{
	enum resiliency_advice advice = asker->question->advice;
	uint32_t most = points(asker, "resiliency-no-recommendation");
	static const char *const words[] = {
	    [ADVICE_UNKNOWN] = "what Azure Advisor recommends is not known (--recommendations)",
	    [ADVICE_NONE] = "Azure Advisor recommends nothing else",
	    [ADVICE_OPEN] = "recommendations of Azure Advisor are open",
	};

	return (struct resiliency_factor){
	    .name = "recommendations",
	    .low = advice == ADVICE_NONE ? most : 0,
	    .high = advice == ADVICE_OPEN ? 0 : most,
	    .most = most,
	    .why = words[advice],
	    .raise = advice == ADVICE_NONE ? NULL : "do what Azure Advisor recommends",
	};
}

/* All of it */

static uint32_t product(uint32_t routes, uint32_t multiplier_halves)
{
	return routes * multiplier_halves / 2;
}

/* A lab may override each number: so the order of two is not what Microsoft's page has. */
static struct resiliency_factor put_in_order(struct resiliency_factor factor)
{
	uint32_t low = factor.low < factor.high ? factor.low : factor.high;

	factor.high = factor.low > factor.high ? factor.low : factor.high;
	factor.low = low;
	factor.most = factor.high > factor.most ? factor.high : factor.most;
	CHECK(factor.why != NULL && factor.low <= factor.high && factor.high <= factor.most);
	return factor;
}

static void judge(const struct asker *asker, const struct lab_gateway *gateway,
                  struct resiliency_gateway *out)
{
	struct resiliency_factor *factors = out->factors;

	out->name = gateway->name;
	resiliency_find_sets(asker->question, asker->arena, gateway, out);
	factors[ROUTES] = judge_routes(asker, out);
	factors[VALIDATION] = judge_validation(asker, gateway);
	factors[ZONES] = judge_zones(asker, gateway);
	factors[RECOMMENDATIONS] = judge_recommendations(asker);
	for (unsigned i = 0; i < RESILIENCY_FACTORS; i++)
		factors[i] = put_in_order(factors[i]);
	out->low = product(factors[ROUTES].low, factors[VALIDATION].low) + factors[ZONES].low +
	           factors[RECOMMENDATIONS].low;
	out->high = product(factors[ROUTES].high, factors[VALIDATION].high) + factors[ZONES].high +
	            factors[RECOMMENDATIONS].high;
	CHECK(out->low <= out->high);
}

struct resiliency *resiliency_take(const struct resiliency_question *question)
{
	const struct lab *lab = question->lab;
	struct arena *arena = arena_new();
	struct asker asker = {.question = question, .facts = lab->facts, .arena = arena};
	struct resiliency *resiliency = arena_alloc(arena, sizeof(*resiliency));

	*resiliency = (struct resiliency){.arena = arena};
	resiliency->gateways =
	    arena_alloc(arena, (lab->vnet_count + 1u) * sizeof(*resiliency->gateways));
	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		const struct lab_vnet *vnet = &lab->vnets[i];

		if (vnet->gateway != NULL && !lab_vnet_is_hub(vnet))
			judge(&asker, vnet->gateway,
			      &resiliency->gateways[resiliency->gateway_count++]);
	}
	return resiliency;
}

void resiliency_free(struct resiliency *resiliency)
{
	if (resiliency != NULL)
		arena_free(resiliency->arena);
}
