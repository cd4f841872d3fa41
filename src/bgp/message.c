/* Every message but UPDATE, from the wire and onto it. */
#include "bgp/message.h"

#include <string.h>

#include "base/addr.h"
#include "base/check.h"
#include "base/utf8.h"

enum {
	PARAM_CAPABILITIES = 2, /* RFC 5492 */
	PARAM_EXTENDED = 255,   /* RFC 9072: two-byte lengths follow */
	REFRESH_REQUEST = 0,    /* RFC 7313: the only subtype that asks for routes */
	REFRESH_BODY_SIZE = 4,
	SHUTDOWN_TEXT_MAX = 60,
};

static const uint8_t marker[BGP_MARKER_SIZE] = {
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
};

/* A row without a minimum is no message type. ROUTE-REFRESH has its own error for a wrong length
 * (RFC 7313 section 5), so the header lets any pass. */
static const struct length_rule {
	uint16_t min;
	uint16_t max; /* RFC 8654 section 4 leaves OPEN and KEEPALIVE as they were */
} length_rules[] = {
    [BGP_OPEN] = {29, BGP_MESSAGE_MAX},
    [BGP_UPDATE] = {23, BGP_MESSAGE_MAX_EXTENDED},
    [BGP_NOTIFICATION] = {21, BGP_MESSAGE_MAX_EXTENDED},
    [BGP_KEEPALIVE] = {19, 19},
    [BGP_ROUTE_REFRESH] = {19, BGP_MESSAGE_MAX_EXTENDED},
};

struct bgp_notify bgp_notify_of(uint16_t code)
{
	return (struct bgp_notify){.code = code};
}

static void notify_add(struct bgp_notify *notify, const void *data, size_t size)
{
	size_t room = sizeof(notify->data) - notify->data_size;

	if (size > room)
		size = room;
	if (size == 0)
		return;
	memcpy(notify->data + notify->data_size, data, size);
	notify->data_size = (uint8_t)(notify->data_size + size);
}

struct bgp_notify bgp_notify_with(uint16_t code, struct span data)
{
	struct bgp_notify notify = bgp_notify_of(code);

	notify_add(&notify, data.at, data.size);
	return notify;
}

static struct bgp_notify notify_with_u16(uint16_t code, uint16_t value)
{
	struct bgp_notify notify = bgp_notify_of(code);

	notify_add(&notify, (const uint8_t[]){(uint8_t)(value >> 8), (uint8_t)value}, 2);
	return notify;
}

struct bgp_notify bgp_header_decode(struct span header, uint16_t message_max, uint8_t *type,
                                    uint16_t *body_size)
{
	CHECK(header.size >= BGP_HEADER_SIZE);
	struct reader reader = reader_of(header.at + BGP_MARKER_SIZE, 3);
	uint16_t size = reader_u16(&reader);
	const struct length_rule *rule;

	*type = reader_u8(&reader);
	*body_size = 0;
	if (memcmp(header.at, marker, sizeof(marker)) != 0)
		return bgp_notify_of(BGP_NOTIFY_HEADER_NOT_SYNCHRONIZED);
	if (size < BGP_HEADER_SIZE || size > message_max)
		return notify_with_u16(BGP_NOTIFY_HEADER_BAD_LENGTH, size);
	if (*type >= COUNT_OF(length_rules) || length_rules[*type].min == 0) {
		struct bgp_notify notify = bgp_notify_of(BGP_NOTIFY_HEADER_BAD_TYPE);
		notify_add(&notify, type, 1);
		return notify;
	}
	rule = &length_rules[*type];
	if (size < rule->min || size > rule->max)
		return notify_with_u16(BGP_NOTIFY_HEADER_BAD_LENGTH, size);
	*body_size = (uint16_t)(size - BGP_HEADER_SIZE);
	return bgp_notify_of(0);
}

/* What the capabilities of an OPEN add up to. */
struct offer {
	struct bgp_capabilities capabilities;
	bool multiprotocol; /* there was at least one, if only for a family unknown here */
	uint32_t as4;
};

static void take_multiprotocol(struct reader value, struct offer *offer)
{
	uint16_t afi = reader_u16(&value);
	(void)reader_u8(&value); /* reserved */
	uint8_t safi = reader_u8(&value);

	offer->multiprotocol = true;
	if (safi == BGP_SAFI_UNICAST && (afi == ADDR_IPV4 || afi == ADDR_IPV6))
		offer->capabilities.families[afi] = true;
}

static void take_route_refresh(struct reader value, struct offer *offer)
{
	(void)value;
	offer->capabilities.route_refresh = true;
}

static void take_extended_message(struct reader value, struct offer *offer)
{
	(void)value;
	offer->capabilities.extended_message = true;
}

static void take_as4(struct reader value, struct offer *offer)
{
	offer->capabilities.as4 = true;
	offer->as4 = reader_u32(&value);
}

static const struct capability_rule {
	uint8_t code;
	uint8_t size;
	void (*take)(struct reader value, struct offer *offer);
} capability_rules[] = {
    {BGP_CAP_MULTIPROTOCOL, 4, take_multiprotocol},
    {BGP_CAP_ROUTE_REFRESH, 0, take_route_refresh},
    {BGP_CAP_EXTENDED_MESSAGE, 0, take_extended_message},
    {BGP_CAP_AS4, 4, take_as4},
};

static bool take_capability(uint8_t code, struct reader value, struct offer *offer)
{
	for (size_t i = 0; i < COUNT_OF(capability_rules); i++) {
		const struct capability_rule *rule = &capability_rules[i];
		if (rule->code != code)
			continue;
		if (rule->size != value.left)
			return false;
		rule->take(value, offer);
		return true;
	}
	return true; /* RFC 5492 section 3: what is unknown is ignored */
}

static bool take_capabilities(struct reader list, struct offer *offer)
{
	while (list.left > 0) {
		uint8_t code = reader_u8(&list);
		struct reader value = reader_take(&list, reader_u8(&list));
		if (list.failed || !take_capability(code, value, offer))
			return false;
	}
	return true;
}

/* The NOTIFICATION code of what is wrong, or 0. A known parameter that is malformed has subcode 0
 * (RFC 4271 section 6.2). */
static uint16_t take_parameters(struct reader list, bool extended, struct offer *offer)
{
	while (list.left > 0) {
		uint8_t type = reader_u8(&list);
		size_t size = extended ? reader_u16(&list) : reader_u8(&list);
		struct reader value = reader_take(&list, size);
		if (list.failed)
			return BGP_NOTIFY_OPEN_UNSPECIFIC;
		if (type != PARAM_CAPABILITIES)
			return BGP_NOTIFY_OPEN_BAD_PARAMETER;
		if (!take_capabilities(value, offer))
			return BGP_NOTIFY_OPEN_UNSPECIFIC;
	}
	return 0;
}

/* The optional parameters are all that is left of the message. RFC 9072 section 2 marks the
 * extended form by the type of what would be the first parameter; the one-byte length before it
 * then says nothing. */
static uint16_t take_optional(struct reader *body, struct offer *offer)
{
	size_t size = reader_u8(body);
	bool extended = size > 0 && body->left > 0 && body->at[0] == PARAM_EXTENDED;

	if (extended) {
		(void)reader_u8(body);
		size = reader_u16(body);
	}
	if (body->failed || size != body->left)
		return BGP_NOTIFY_OPEN_UNSPECIFIC;
	return take_parameters(*body, extended, offer);
}

/* RFC 4271 section 6.2, RFC 6286 section 2.1, RFC 7607 section 2. */
static uint16_t judge_fixed_fields(const struct bgp_open *open)
{
	if (open->asn == 0)
		return BGP_NOTIFY_OPEN_BAD_PEER_AS;
	if (open->hold_time_s == 1 || open->hold_time_s == 2)
		return BGP_NOTIFY_OPEN_BAD_HOLD_TIME;
	if (open->router_id == 0)
		return BGP_NOTIFY_OPEN_BAD_ID;
	return 0;
}

struct bgp_notify bgp_open_decode(struct span body, struct bgp_open *out)
{
	struct reader reader = reader_of_span(body);
	struct offer offer = {0};
	struct bgp_open open = {0};
	uint16_t wrong;

	if (reader_u8(&reader) != BGP_VERSION)
		return notify_with_u16(BGP_NOTIFY_OPEN_BAD_VERSION, BGP_VERSION);
	open.asn = reader_u16(&reader);
	open.hold_time_s = reader_u16(&reader);
	open.router_id = reader_u32(&reader);
	wrong = take_optional(&reader, &offer);
	if (wrong != 0)
		return bgp_notify_of(wrong);

	open.capabilities = offer.capabilities;
	if (!offer.multiprotocol)
		open.capabilities.families[ADDR_IPV4] = true;
	if (offer.capabilities.as4)
		open.asn = offer.as4;
	wrong = judge_fixed_fields(&open);
	if (wrong == 0)
		*out = open;
	return bgp_notify_of(wrong);
}

static size_t begin_message(struct writer *out, enum bgp_message_type type)
{
	size_t start = out->used;

	writer_bytes(out, marker, sizeof(marker));
	writer_u16(out, 0);
	writer_u8(out, (uint8_t)type);
	return start;
}

static void end_message(struct writer *out, size_t start)
{
	writer_patch_u16(out, start + BGP_MARKER_SIZE, (uint16_t)(out->used - start));
}

static void put_multiprotocol(struct writer *out, uint8_t family)
{
	writer_u8(out, BGP_CAP_MULTIPROTOCOL);
	writer_u8(out, 4);
	writer_u16(out, family);
	writer_u8(out, 0);
	writer_u8(out, BGP_SAFI_UNICAST);
}

static void put_flag(struct writer *out, bool wanted, enum bgp_capability code)
{
	if (!wanted)
		return;
	writer_u8(out, (uint8_t)code);
	writer_u8(out, 0);
}

static void put_capabilities(struct writer *out, const struct bgp_open *open)
{
	const struct bgp_capabilities *offered = &open->capabilities;

	for (uint8_t family = ADDR_IPV4; family <= ADDR_IPV6; family++)
		if (offered->families[family])
			put_multiprotocol(out, family);
	put_flag(out, offered->route_refresh, BGP_CAP_ROUTE_REFRESH);
	put_flag(out, offered->extended_message, BGP_CAP_EXTENDED_MESSAGE);
	if (offered->as4) {
		writer_u8(out, BGP_CAP_AS4);
		writer_u8(out, 4);
		writer_u32(out, open->asn);
	}
}

void bgp_open_encode(struct writer *out, const struct bgp_open *open)
{
	uint8_t room[32];
	struct writer list = writer_of(room, sizeof(room));
	size_t start = begin_message(out, BGP_OPEN);

	put_capabilities(&list, open);
	CHECK(!list.failed);
	writer_u8(out, BGP_VERSION);
	writer_u16(out, (uint16_t)(open->asn > UINT16_MAX ? BGP_AS_TRANS : open->asn));
	writer_u16(out, open->hold_time_s);
	writer_u32(out, open->router_id);
	if (list.used == 0) {
		writer_u8(out, 0);
	} else {
		writer_u8(out, (uint8_t)(list.used + 2));
		writer_u8(out, PARAM_CAPABILITIES);
		writer_u8(out, (uint8_t)list.used);
		writer_span(out, writer_written(&list));
	}
	end_message(out, start);
}

void bgp_keepalive_encode(struct writer *out)
{
	end_message(out, begin_message(out, BGP_KEEPALIVE));
}

struct bgp_notify bgp_notify_shutdown(uint16_t code, const char *text)
{
	struct bgp_notify notify = bgp_notify_of(code);
	size_t size = text == NULL ? 0 : strlen(text);

	/* The text is UTF-8; a character is sent whole or not at all. */
	if (size > SHUTDOWN_TEXT_MAX)
		size = utf8_cut(text, SHUTDOWN_TEXT_MAX);
	if (size > 0) {
		notify_add(&notify, &(uint8_t){(uint8_t)size}, 1);
		notify_add(&notify, text, size);
	}
	return notify;
}

struct bgp_notify bgp_notify_decode(struct span body)
{
	struct reader reader = reader_of_span(body);
	struct bgp_notify notify = bgp_notify_of(reader_u16(&reader));

	notify_add(&notify, reader.at, reader.left);
	return notify;
}

void bgp_notify_encode(struct writer *out, const struct bgp_notify *notify)
{
	size_t start = begin_message(out, BGP_NOTIFICATION);

	writer_u16(out, notify->code);
	writer_bytes(out, notify->data, notify->data_size);
	end_message(out, start);
}

/* A row with subcode 0 also names the code for subcodes that have no row. */
static const struct notify_name {
	uint16_t code;
	const char *name;
} notify_names[] = {
    {0x0100, "Message Header Error"},
    {BGP_NOTIFY_HEADER_NOT_SYNCHRONIZED, "Message Header Error/Connection Not Synchronized"},
    {BGP_NOTIFY_HEADER_BAD_LENGTH, "Message Header Error/Bad Message Length"},
    {BGP_NOTIFY_HEADER_BAD_TYPE, "Message Header Error/Bad Message Type"},
    {BGP_NOTIFY_OPEN_UNSPECIFIC, "OPEN Message Error"},
    {BGP_NOTIFY_OPEN_BAD_VERSION, "OPEN Message Error/Unsupported Version Number"},
    {BGP_NOTIFY_OPEN_BAD_PEER_AS, "OPEN Message Error/Bad Peer AS"},
    {BGP_NOTIFY_OPEN_BAD_ID, "OPEN Message Error/Bad BGP Identifier"},
    {BGP_NOTIFY_OPEN_BAD_PARAMETER, "OPEN Message Error/Unsupported Optional Parameter"},
    {BGP_NOTIFY_OPEN_BAD_HOLD_TIME, "OPEN Message Error/Unacceptable Hold Time"},
    {BGP_NOTIFY_OPEN_BAD_CAPABILITY, "OPEN Message Error/Unsupported Capability"},
    {0x020b, "OPEN Message Error/Role Mismatch"},
    {0x0300, "UPDATE Message Error"},
    {BGP_NOTIFY_UPDATE_MALFORMED_ATTRS, "UPDATE Message Error/Malformed Attribute List"},
    {BGP_NOTIFY_UPDATE_UNKNOWN_WELL_KNOWN,
     "UPDATE Message Error/Unrecognized Well-known Attribute"},
    {0x0303, "UPDATE Message Error/Missing Well-known Attribute"},
    {BGP_NOTIFY_UPDATE_ATTR_FLAGS, "UPDATE Message Error/Attribute Flags Error"},
    {BGP_NOTIFY_UPDATE_ATTR_LENGTH, "UPDATE Message Error/Attribute Length Error"},
    {BGP_NOTIFY_UPDATE_ORIGIN, "UPDATE Message Error/Invalid ORIGIN Attribute"},
    {BGP_NOTIFY_UPDATE_NEXT_HOP, "UPDATE Message Error/Invalid NEXT_HOP Attribute"},
    {BGP_NOTIFY_UPDATE_OPTIONAL_ATTR, "UPDATE Message Error/Optional Attribute Error"},
    {BGP_NOTIFY_UPDATE_BAD_NETWORK, "UPDATE Message Error/Invalid Network Field"},
    {BGP_NOTIFY_UPDATE_AS_PATH, "UPDATE Message Error/Malformed AS_PATH"},
    {BGP_NOTIFY_HOLD_TIMER_EXPIRED, "Hold Timer Expired"},
    {BGP_NOTIFY_FSM_UNSPECIFIC, "Finite State Machine Error"},
    {BGP_NOTIFY_FSM_OPEN_SENT, "Finite State Machine Error/Unexpected Message in OpenSent"},
    {BGP_NOTIFY_FSM_OPEN_CONFIRM, "Finite State Machine Error/Unexpected Message in OpenConfirm"},
    {BGP_NOTIFY_FSM_ESTABLISHED, "Finite State Machine Error/Unexpected Message in Established"},
    {0x0600, "Cease"},
    {BGP_NOTIFY_CEASE_MAX_PREFIXES, "Cease/Maximum Number of Prefixes Reached"},
    {BGP_NOTIFY_CEASE_ADMIN_SHUTDOWN, "Cease/Administrative Shutdown"},
    {BGP_NOTIFY_CEASE_PEER_DECONFIGURED, "Cease/Peer De-configured"},
    {BGP_NOTIFY_CEASE_ADMIN_RESET, "Cease/Administrative Reset"},
    {BGP_NOTIFY_CEASE_REJECTED, "Cease/Connection Rejected"},
    {0x0606, "Cease/Other Configuration Change"},
    {BGP_NOTIFY_CEASE_COLLISION, "Cease/Connection Collision Resolution"},
    {0x0608, "Cease/Out of Resources"},
    {0x0609, "Cease/Hard Reset"},
    {0x060a, "Cease/BFD Down"},
    {0x0700, "ROUTE-REFRESH Message Error"},
    {BGP_NOTIFY_REFRESH_BAD_LENGTH, "ROUTE-REFRESH Message Error/Invalid Message Length"},
    {BGP_NOTIFY_SEND_HOLD_TIMER_EXPIRED, "Send Hold Timer Expired"},
};

static const char *name_of(uint16_t code)
{
	for (size_t i = 0; i < COUNT_OF(notify_names); i++)
		if (notify_names[i].code == code)
			return notify_names[i].name;
	return NULL;
}

const char *bgp_notify_name(uint16_t code)
{
	const char *name = name_of(code);

	if (name == NULL)
		name = name_of(code & 0xff00);
	return name == NULL ? "Unknown Error" : name;
}

void bgp_refresh_encode(struct writer *out, uint8_t family)
{
	size_t start = begin_message(out, BGP_ROUTE_REFRESH);

	writer_u16(out, family);
	writer_u8(out, REFRESH_REQUEST);
	writer_u8(out, BGP_SAFI_UNICAST);
	end_message(out, start);
}

/* RFC 7313 section 5 wants the whole message back, so its header is made again. */
static struct bgp_notify refresh_bad_length(struct span body)
{
	struct bgp_notify notify = bgp_notify_of(BGP_NOTIFY_REFRESH_BAD_LENGTH);
	uint8_t header[BGP_HEADER_SIZE];
	struct writer out = writer_of(header, sizeof(header));

	begin_message(&out, BGP_ROUTE_REFRESH);
	writer_patch_u16(&out, BGP_MARKER_SIZE, (uint16_t)(BGP_HEADER_SIZE + body.size));
	notify_add(&notify, header, sizeof(header));
	notify_add(&notify, body.at, body.size);
	return notify;
}

struct bgp_notify bgp_refresh_decode(struct span body, uint8_t *family)
{
	struct reader reader = reader_of_span(body);
	uint16_t afi = reader_u16(&reader);
	uint8_t subtype = reader_u8(&reader);
	uint8_t safi = reader_u8(&reader);
	bool known = safi == BGP_SAFI_UNICAST && (afi == ADDR_IPV4 || afi == ADDR_IPV6);

	*family = ADDR_NONE;
	if (body.size != REFRESH_BODY_SIZE)
		return refresh_bad_length(body);
	if (known && subtype == REFRESH_REQUEST)
		*family = (uint8_t)afi;
	return bgp_notify_of(0);
}
