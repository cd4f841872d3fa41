/* UPDATE messages: from the wire, and packed onto it. */
#ifndef BGP_UPDATE_H
#define BGP_UPDATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/reader.h"
#include "base/writer.h"
#include "bgp/attr_decode.h"
#include "bgp/attrs.h"
#include "bgp/nlri.h"

/* What the session negotiated, as far as UPDATEs care. */
struct bgp_codec {
	struct bgp_attr_context attrs;
	bool families[3]; /* by enum addr_family */
	uint16_t message_max;
};

/* One decoded UPDATE; the spans borrow from the message and the scratch writer. */
struct bgp_update {
	struct bgp_nlri_list withdrawn;
	struct bgp_nlri_list announced; /* each with its own next hop */
	struct bgp_attrs attrs;
	uint8_t end_of_rib;             /* the family whose End-of-RIB this is, or ADDR_NONE */
	struct bgp_judgement judgement; /* BGP_TREAT_AS_WITHDRAW: all NLRI are withdrawals */
};

/* Decodes the body (what follows the header). Every NLRI field is checked whole: a prefix that is
 * too long, or cut, resets the session (RFC 7606 section 5.3). NLRI of a family that was not
 * negotiated is ignored. `scratch` is emptied first; see bgp_attrs_decode() for its size. After
 * BGP_RESET_SESSION only the judgement is set. Never allocates. */
void bgp_update_decode(struct span body, const struct bgp_codec *codec, struct writer *scratch,
                       struct bgp_update *out);

/* End-of-RIB (RFC 4724 section 2): no routes, no withdrawals, or an empty MP_UNREACH. */
bool bgp_update_is_end_of_rib(const struct bgp_update *update, uint8_t *family);

/*
 * Packing: begin, add prefixes until one does not fit, end; then begin the next message. IPv4 goes
 * into the fields of RFC 4271, IPv6 into MP_REACH and MP_UNREACH, which come first (RFC 7606
 * section 5.1). The other attributes are written in ascending order of code, with AS_TRANS and
 * AS4_PATH for a peer without 4-octet AS numbers. LOCAL_PREF goes to internal peers only, and
 * always (RFC 4271 section 5.1.5): 100 if the set has none.
 *
 * Between begin and end the packer owns all free room of `out`, which should be message_max bytes
 * for the fullest messages.
 */
struct bgp_packer {
	struct writer *out;
	size_t start;       /* of the message, in out */
	size_t limit;       /* the message must end here at the latest */
	size_t field;       /* of the length of the prefixes, 0 if there is none to patch */
	size_t attrs_field; /* of the total attribute length, the same */
	size_t parked;      /* bytes that wait at `limit` to follow the prefixes */
	unsigned count;     /* prefixes so far */
	uint8_t family;
	bool reach;
};

/* False, and nothing changed, when the attributes leave no room for a prefix in a message: such a
 * route cannot be announced. `next_hop` must be of `family`. */
bool bgp_pack_reach(struct bgp_packer *packer, struct writer *out, const struct bgp_codec *codec,
                    uint8_t family, const struct bgp_attrs *attrs, const struct addr *next_hop);
void bgp_pack_withdraw(struct bgp_packer *packer, struct writer *out, const struct bgp_codec *codec,
                       uint8_t family);

/* False, and nothing changed, when the message or the writer is full. */
bool bgp_pack_add(struct bgp_packer *packer, const struct prefix *prefix);

/* Closes the message; without a prefix it is taken back, as if it had never been begun. */
void bgp_pack_end(struct bgp_packer *packer);

/* Appends an End-of-RIB marker. */
void bgp_pack_end_of_rib(struct writer *out, const struct bgp_codec *codec, uint8_t family);

#endif
