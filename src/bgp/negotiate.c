/* What the OPENs of two speakers agree on. */
#include "bgp/negotiate.h"

#include "base/addr.h"

/* A speaker with a 4-octet AS number that does not speak of it can only say AS_TRANS. */
static bool is_expected_as(const struct bgp_session_conf *conf, const struct bgp_open *open)
{
	if (open->asn == conf->peer_as)
		return true;
	return conf->peer_as > UINT16_MAX && !open->capabilities.as4 && open->asn == BGP_AS_TRANS;
}

/* What hairpin offers, as the peer understands it: no multiprotocol capability means IPv4. */
static bool offers_family(const struct bgp_capabilities *offered, uint8_t family)
{
	bool none = !offered->families[ADDR_IPV4] && !offered->families[ADDR_IPV6];

	return offered->families[family] || (none && family == ADDR_IPV4);
}

/* RFC 5492 section 3: the data holds the capabilities that were missing, in the form that they
 * have in an OPEN. */
static struct bgp_notify no_common_family(const struct bgp_capabilities *offered)
{
	struct bgp_notify notify = bgp_notify_of(BGP_NOTIFY_OPEN_BAD_CAPABILITY);
	struct writer out = writer_of(notify.data, sizeof(notify.data));

	for (uint8_t family = ADDR_IPV4; family <= ADDR_IPV6; family++) {
		if (!offers_family(offered, family))
			continue;
		writer_bytes(
		    &out,
		    (const uint8_t[]){BGP_CAP_MULTIPROTOCOL, 4, 0, family, 0, BGP_SAFI_UNICAST}, 6);
	}
	notify.data_size = (uint8_t)out.used;
	return notify;
}

static struct bgp_codec common_codec(const struct bgp_session_conf *conf,
                                     const struct bgp_open *open)
{
	const struct bgp_capabilities *ours = &conf->capabilities;
	const struct bgp_capabilities *theirs = &open->capabilities;
	struct bgp_codec codec = {
	    .attrs.external = conf->local_as != conf->peer_as,
	    .attrs.as4 = ours->as4 && theirs->as4,
	    .attrs.as_sets = conf->as_sets,
	    .message_max = BGP_MESSAGE_MAX,
	};

	for (uint8_t family = ADDR_IPV4; family <= ADDR_IPV6; family++)
		codec.families[family] = offers_family(ours, family) && theirs->families[family];
	if (ours->extended_message && theirs->extended_message)
		codec.message_max = BGP_MESSAGE_MAX_EXTENDED;
	return codec;
}

struct bgp_notify bgp_negotiate(const struct bgp_session_conf *conf, const struct bgp_open *open,
                                struct bgp_terms *out)
{
	struct bgp_codec codec = common_codec(conf, open);

	if (!is_expected_as(conf, open))
		return bgp_notify_of(BGP_NOTIFY_OPEN_BAD_PEER_AS);
	/* RFC 6286 section 2.2 allows equal identifiers between ASes. */
	if (!codec.attrs.external && open->router_id == conf->router_id)
		return bgp_notify_of(BGP_NOTIFY_OPEN_BAD_ID);
	if (!codec.families[ADDR_IPV4] && !codec.families[ADDR_IPV6])
		return no_common_family(&conf->capabilities);
	out->codec = codec;
	out->hold_time_s =
	    open->hold_time_s < conf->hold_time_s ? open->hold_time_s : conf->hold_time_s;
	return bgp_notify_of(0);
}
