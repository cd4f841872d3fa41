/* Names for the values of attributes. */
#include "bgp/attrs.h"

#include "base/check.h"

static const struct {
	const char *name;
	const char *mark;
} origins[] = {
    [BGP_ORIGIN_IGP] = {"IGP", "i"},
    [BGP_ORIGIN_EGP] = {"EGP", "e"},
    [BGP_ORIGIN_INCOMPLETE] = {"incomplete", "?"},
};

const char *bgp_origin_name(uint8_t origin)
{
	CHECK(origin < COUNT_OF(origins));
	return origins[origin].name;
}

const char *bgp_origin_mark(uint8_t origin)
{
	CHECK(origin < COUNT_OF(origins));
	return origins[origin].mark;
}
