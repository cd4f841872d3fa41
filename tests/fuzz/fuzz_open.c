/* Any bytes as the body of an OPEN, and as those of the other small messages. What is accepted must
 * obey the RFC, and must survive being written and read again. */
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/check.h"
#include "bgp/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_accepted(const struct bgp_open *open)
{
	struct bgp_open again;
	uint8_t room[128];
	struct writer out = writer_of(room, sizeof(room));

	CHECK(open->asn != 0 && open->router_id != 0);
	CHECK(open->hold_time_s == 0 || open->hold_time_s >= 3);
	bgp_open_encode(&out, open);
	CHECK(!out.failed);
	struct span body = {room + BGP_HEADER_SIZE, out.used - BGP_HEADER_SIZE};
	CHECK(bgp_open_decode(body, &again).code == 0);
	CHECK(again.asn == open->asn && again.router_id == open->router_id);
	CHECK(again.capabilities.as4 == open->capabilities.as4);
	CHECK(again.capabilities.families[ADDR_IPV6] == open->capabilities.families[ADDR_IPV6]);
}

static void check_notify(struct span body)
{
	struct bgp_notify notify = bgp_notify_decode(body);

	CHECK(notify.data_size <= sizeof(notify.data));
	CHECK(bgp_notify_name(notify.code) != NULL);
}

static void check_refresh(struct span body)
{
	uint8_t family;
	struct bgp_notify wrong = bgp_refresh_decode(body, &family);

	CHECK((wrong.code == 0) == (body.size == 4));
	CHECK(family <= ADDR_IPV6);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span body = {data, size};
	struct bgp_open open;

	if (size > BGP_MESSAGE_MAX - BGP_HEADER_SIZE)
		return 0;
	struct bgp_notify wrong = bgp_open_decode(body, &open);
	if (wrong.code == 0)
		check_accepted(&open);
	else
		CHECK(wrong.code >> 8 == 2);
	check_notify(body);
	check_refresh(body);
	return 0;
}
