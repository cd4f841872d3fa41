/* The other messages: header, OPEN with capabilities, NOTIFICATION, KEEPALIVE, ROUTE-REFRESH. */
#ifndef BGP_MESSAGE_H
#define BGP_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/reader.h"
#include "base/writer.h"
#include "bgp/iana.h"

/* What a speaker can do, as offered or as received in an OPEN. */
struct bgp_capabilities {
	bool families[3]; /* multiprotocol unicast, by enum addr_family */
	bool route_refresh;
	bool extended_message;
	bool as4;
};

struct bgp_open {
	uint32_t asn; /* from the 4-octet capability when there is one */
	uint32_t router_id;
	uint16_t hold_time_s;
	struct bgp_capabilities capabilities; /* without any multiprotocol: IPv4 unicast */
};

/* A NOTIFICATION to send, or one received. `code` 0: none. */
struct bgp_notify {
	uint16_t code; /* enum bgp_notify_code */
	uint8_t data[64];
	uint8_t data_size;
};

/* Type and body length of the message at the head of `header` (BGP_HEADER_SIZE bytes); a fault
 * gives the NOTIFICATION that RFC 4271 section 6.1 asks for. */
struct bgp_notify bgp_header_decode(struct span header, uint16_t message_max, uint8_t *type,
                                    uint16_t *body_size);

/* OPEN's body; a fault gives the NOTIFICATION of RFC 4271 section 6.2 or RFC 5492. Accepts the
 * extended parameters of RFC 9072. Unknown capabilities are ignored. */
struct bgp_notify bgp_open_decode(struct span body, struct bgp_open *out);
void bgp_open_encode(struct writer *out, const struct bgp_open *open);

void bgp_keepalive_encode(struct writer *out);

struct bgp_notify bgp_notify_of(uint16_t code);

/* With as much of `data` as fits. */
struct bgp_notify bgp_notify_with(uint16_t code, struct span data);

/* Cease with the shutdown communication of RFC 9003; text beyond 60 bytes is cut. */
struct bgp_notify bgp_notify_shutdown(uint16_t code, const char *text);
struct bgp_notify bgp_notify_decode(struct span body);
void bgp_notify_encode(struct writer *out, const struct bgp_notify *notify);

/* "Cease/Administrative Shutdown", "Hold Timer Expired": static text. */
const char *bgp_notify_name(uint16_t code);

void bgp_refresh_encode(struct writer *out, uint8_t family);

/* The family asked for, or ADDR_NONE for one that hairpin does not speak. */
struct bgp_notify bgp_refresh_decode(struct span body, uint8_t *family);

#endif
