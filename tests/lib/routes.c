/* Builders for routes. */
#include "tests/lib/routes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "bgp/as_path.h"

struct prefix a_prefix(const char *text)
{
	struct prefix prefix;

	assert_int_equal(prefix_parse(text, &prefix), PREFIX_OK);
	return prefix;
}

struct addr an_addr(const char *text)
{
	struct addr addr;

	assert_true(addr_parse(text, &addr));
	return addr;
}

struct bgp_attrs a_route(struct route_room *room, const char *path, const char *next_hop)
{
	struct writer writer = writer_of(room->bytes, sizeof(room->bytes));
	struct bgp_attrs attrs = {
	    .present = bgp_attr_bit(BGP_ATTR_ORIGIN) | bgp_attr_bit(BGP_ATTR_AS_PATH),
	    .origin = BGP_ORIGIN_IGP,
	};

	assert_true(as_path_parse(path, &writer));
	attrs.as_path = writer_written(&writer);
	if (next_hop != NULL) {
		attrs.next_hop = an_addr(next_hop);
		attrs.present |= bgp_attr_bit(BGP_ATTR_NEXT_HOP);
	}
	return attrs;
}
