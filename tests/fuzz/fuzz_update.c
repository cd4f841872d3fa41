/* Any bytes as the body of an UPDATE, under every codec: nothing is read out of bounds, nothing
 * aborts, and what was accepted can be packed again. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/check.h"
#include "bgp/as_path.h"
#include "bgp/update.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t scratch_bytes[4 * BGP_MESSAGE_MAX_EXTENDED];
static uint8_t message[BGP_MESSAGE_MAX_EXTENDED];

/* The three low bits choose external or internal, 4- or 2-octet AS numbers, and whether IPv6 was
 * negotiated. */
static struct bgp_codec codec_of(unsigned variant)
{
	return (struct bgp_codec){
	    .attrs = {.external = (variant & 1) != 0, .as4 = (variant & 2) != 0},
	    .families = {[ADDR_IPV4] = true, [ADDR_IPV6] = (variant & 4) != 0},
	    .message_max = BGP_MESSAGE_MAX_EXTENDED,
	};
}

static unsigned walk(const struct bgp_nlri_list *list, const struct bgp_codec *codec)
{
	struct prefix prefix;
	unsigned count = 0;

	for (unsigned i = 0; i < list->count; i++) {
		struct bgp_nlri nlri = list->items[i];
		unsigned want = bgp_nlri_count(nlri);

		CHECK(codec->families[nlri.family] && want > 0);
		for (; bgp_nlri_next(&nlri, &prefix); want--) {
			struct prefix masked = prefix_make(&prefix.addr, prefix.length);

			CHECK(prefix_equal(&masked, &prefix));
			count++;
		}
		CHECK(want == 0);
	}
	return count;
}

/* A field that was checked can be packed again into one message of the largest size, unless the
 * attributes have grown, and means the same there. */
static void pack_again(const struct bgp_update *update, const struct bgp_codec *codec)
{
	struct writer out = writer_of(message, sizeof(message));
	struct bgp_nlri nlri = update->announced.items[0];
	struct bgp_packer packer;
	struct prefix prefix;

	if (!bgp_pack_reach(&packer, &out, codec, nlri.family, &update->attrs, &nlri.next_hop))
		return;
	while (bgp_nlri_next(&nlri, &prefix) && bgp_pack_add(&packer, &prefix))
		continue;
	bgp_pack_end(&packer);

	static uint8_t more_scratch[sizeof(scratch_bytes)];
	struct writer scratch = writer_of(more_scratch, sizeof(more_scratch));
	struct span body = {message + BGP_HEADER_SIZE, out.used - BGP_HEADER_SIZE};
	struct bgp_update again;
	bgp_update_decode(body, codec, &scratch, &again);
	CHECK(again.judgement.verdict == BGP_ACCEPT);
	CHECK(walk(&again.announced, codec) == packer.count);
	CHECK(as_path_length(again.attrs.as_path) == as_path_length(update->attrs.as_path));
	CHECK(again.attrs.unknown.size == update->attrs.unknown.size);
}

static void try_codec(const uint8_t *data, size_t size, unsigned variant)
{
	struct bgp_codec codec = codec_of(variant);
	struct writer scratch = writer_of(scratch_bytes, sizeof(scratch_bytes));
	struct bgp_update update;
	uint8_t family;

	bgp_update_decode((struct span){data, size}, &codec, &scratch, &update);
	CHECK((update.judgement.verdict == BGP_ACCEPT) == (update.judgement.reason == NULL));
	CHECK((update.judgement.verdict == BGP_RESET_SESSION) == (update.judgement.notify != 0));

	unsigned announced = walk(&update.announced, &codec);
	unsigned withdrawn = walk(&update.withdrawn, &codec);

	if (bgp_update_is_end_of_rib(&update, &family))
		CHECK(announced + withdrawn == 0);
	if (announced > 0 && update.judgement.verdict <= BGP_DISCARD_ATTR)
		pack_again(&update, &codec);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* No message is longer. */
	if (size > BGP_MESSAGE_MAX_EXTENDED - BGP_HEADER_SIZE)
		return 0;
	for (unsigned variant = 0; variant < 8; variant++)
		try_codec(data, size, variant);
	return 0;
}
