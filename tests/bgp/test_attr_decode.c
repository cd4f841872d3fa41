/* The RFC 7606 verdict for every way an attribute can be wrong, the values of good ones, and the
 * merge of RFC 6793. One row is one block; a rule in attr_decode.c needs a good row and a bad row
 * here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "bgp/as_path.h"
#include "bgp/attr_decode.h"

#define BYTES(...) (const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__})

#define PATH_1    0x40, 2, 6, 2, 1, 0, 0, 0, 1
#define SIXTEEN   0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1
#define LINKLOCAL 0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1
#define ZEROES    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0

/* What kind of peer sends; all with 4-octet AS numbers but OLD; the last two may send AS_SET. */
enum peer { IN, OUT, OLD_IN, OLD, SETS, OLD_SETS };

static struct bgp_attr_context context_of(enum peer peer)
{
	return (struct bgp_attr_context){
	    .external = peer == OUT || peer == OLD,
	    .as4 = peer == IN || peer == OUT || peer == SETS,
	    .as_sets = peer == SETS || peer == OLD_SETS,
	};
}

#define OK       BGP_ACCEPT
#define DISCARD  BGP_DISCARD_ATTR
#define WITHDRAW BGP_TREAT_AS_WITHDRAW
#define RESET    BGP_RESET_SESSION

/* clang-format off */
static const struct row {
	const char *name;
	const uint8_t *bytes;
	size_t size;
	enum peer peer;
	enum bgp_verdict verdict;
	uint8_t blamed; /* attribute code in the judgement; 0 for none */
	uint16_t notify;
} rows[] = {
	{"nothing",                         NULL, 0,                                              OUT,    OK,       0,  0},

	{"origin igp",                      BYTES(0x40, 1, 1, 0),                                 OUT,    OK,       0,  0},
	{"origin incomplete",               BYTES(0x40, 1, 1, 2),                                 OUT,    OK,       0,  0},
	{"origin out of range",             BYTES(0x40, 1, 1, 3),                                 OUT,    WITHDRAW, 1,  0},
	{"origin too long",                 BYTES(0x40, 1, 2, 0, 0),                              OUT,    WITHDRAW, 1,  0},
	{"origin empty",                    BYTES(0x40, 1, 0),                                    OUT,    WITHDRAW, 1,  0},
	{"origin marked optional",          BYTES(0xc0, 1, 1, 0),                                 OUT,    WITHDRAW, 1,  0},
	{"origin not transitive",           BYTES(0x00, 1, 1, 0),                                 OUT,    WITHDRAW, 1,  0},
	{"origin with partial and low bits", BYTES(0x6f, 1, 1, 0),                                OUT,    OK,       0,  0},
	{"origin with extended length",     BYTES(0x50, 1, 0, 1, 2),                              OUT,    OK,       0,  0},

	{"path",                            BYTES(PATH_1),                                        OUT,    OK,       0,  0},
	{"path empty",                      BYTES(0x40, 2, 0),                                    OUT,    OK,       0,  0},
	{"path marked optional",            BYTES(0xc0, 2, 0),                                    OUT,    WITHDRAW, 2,  0},
	{"path type unknown",               BYTES(0x40, 2, 6, 5, 1, 0, 0, 0, 1),                  OUT,    WITHDRAW, 2,  0},
	{"path overrun",                    BYTES(0x40, 2, 6, 2, 2, 0, 0, 0, 1),                  OUT,    WITHDRAW, 2,  0},
	{"path underrun",                   BYTES(0x40, 2, 7, 2, 1, 0, 0, 0, 1, 2),               OUT,    WITHDRAW, 2,  0},
	{"path with an empty segment",      BYTES(0x40, 2, 2, 2, 0),                              OUT,    WITHDRAW, 2,  0},
	{"path with AS 0",                  BYTES(0x40, 2, 10, 2, 2, 0, 0, 0, 1, 0, 0, 0, 0),     OUT,    WITHDRAW, 2,  0},
	{"path of a confederation outside", BYTES(0x40, 2, 6, 3, 1, 0, 0, 0, 1),                  OUT,    WITHDRAW, 2,  0},
	{"confederation set outside",       BYTES(0x40, 2, 6, 4, 1, 0, 0, 0, 1),                  OUT,    WITHDRAW, 2,  0},
	{"path of a confederation inside",  BYTES(0x40, 2, 6, 3, 1, 0, 0, 0, 1),                  IN,     OK,       0,  0},
	{"path with a set",                 BYTES(0x40, 2, 6, 1, 1, 0, 0, 0, 1),                  OUT,    WITHDRAW, 2,  0},
	{"path with a set inside",          BYTES(0x40, 2, 6, 1, 1, 0, 0, 0, 1),                  IN,     WITHDRAW, 2,  0},
	{"path with a set behind",          BYTES(0x40, 2, 12, 2, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 2), OUT,  WITHDRAW, 2,  0},
	{"path with a confederation set",   BYTES(0x40, 2, 6, 4, 1, 0, 0, 0, 1),                  IN,     WITHDRAW, 2,  0},
	{"path with a set, as the session likes", BYTES(0x40, 2, 6, 1, 1, 0, 0, 0, 1),            SETS,   OK,       0,  0},
	{"old path",                        BYTES(0x40, 2, 4, 2, 1, 0, 1),                        OLD,    OK,       0,  0},
	{"old path overrun",                BYTES(0x40, 2, 4, 2, 2, 0, 1),                        OLD,    WITHDRAW, 2,  0},
	{"old path overrun by a half",      BYTES(0x40, 2, 5, 2, 2, 0, 1, 0),                     OLD,    WITHDRAW, 2,  0},
	{"old path underrun",               BYTES(0x40, 2, 5, 2, 1, 0, 1, 2),                     OLD,    WITHDRAW, 2,  0},
	{"old path empty segment",          BYTES(0x40, 2, 6, 2, 0, 2, 1, 0, 1),                  OLD,    WITHDRAW, 2,  0},
	{"old path with AS 0",              BYTES(0x40, 2, 4, 2, 1, 0, 0),                        OLD,    WITHDRAW, 2,  0},
	{"wide path from an old peer",      BYTES(PATH_1),                                        OLD,    WITHDRAW, 2,  0},

	{"next hop",                        BYTES(0x40, 3, 4, 192, 0, 2, 1),                      OUT,    OK,       0,  0},
	{"next hop on loopback",            BYTES(0x40, 3, 4, 127, 0, 0, 1),                      OUT,    OK,       0,  0},
	{"next hop short",                  BYTES(0x40, 3, 3, 192, 0, 2),                         OUT,    WITHDRAW, 3,  0},
	{"next hop long",                   BYTES(0x40, 3, 5, 192, 0, 2, 1, 0),                   OUT,    WITHDRAW, 3,  0},
	{"next hop flags",                  BYTES(0x80, 3, 4, 192, 0, 2, 1),                      OUT,    WITHDRAW, 3,  0},

	{"med",                             BYTES(0x80, 4, 4, 0, 0, 0, 9),                        OUT,    OK,       0,  0},
	{"med short",                       BYTES(0x80, 4, 3, 0, 0, 9),                           OUT,    WITHDRAW, 4,  0},
	{"med transitive",                  BYTES(0xc0, 4, 4, 0, 0, 0, 9),                        OUT,    WITHDRAW, 4,  0},

	{"local pref inside",               BYTES(0x40, 5, 4, 0, 0, 0, 100),                      IN,     OK,       0,  0},
	{"local pref inside short",         BYTES(0x40, 5, 3, 0, 0, 100),                         IN,     WITHDRAW, 5,  0},
	{"local pref outside",              BYTES(0x40, 5, 4, 0, 0, 0, 100),                      OUT,    DISCARD,  5,  0},
	{"local pref outside short",        BYTES(0x40, 5, 3, 0, 0, 100),                         OUT,    DISCARD,  5,  0},
	{"local pref flags",                BYTES(0x80, 5, 4, 0, 0, 0, 100),                      OUT,    WITHDRAW, 5,  0},

	{"atomic aggregate",                BYTES(0x40, 6, 0),                                    OUT,    OK,       0,  0},
	{"atomic aggregate with a value",   BYTES(0x40, 6, 1, 0),                                 OUT,    DISCARD,  6,  0},
	{"atomic aggregate flags",          BYTES(0xc0, 6, 0),                                    OUT,    WITHDRAW, 6,  0},

	{"aggregator",                      BYTES(0xc0, 7, 8, 0, 0, 0, 1, 10, 0, 0, 1),           OUT,    OK,       0,  0},
	{"aggregator narrow",               BYTES(0xc0, 7, 6, 0, 1, 10, 0, 0, 1),                 OUT,    DISCARD,  7,  0},
	{"aggregator of AS 0",              BYTES(0xc0, 7, 8, 0, 0, 0, 0, 10, 0, 0, 1),           OUT,    DISCARD,  7,  0},
	{"aggregator flags",                BYTES(0x80, 7, 8, 0, 0, 0, 1, 10, 0, 0, 1),           OUT,    WITHDRAW, 7,  0},
	{"old aggregator",                  BYTES(0xc0, 7, 6, 0, 1, 10, 0, 0, 1),                 OLD,    OK,       0,  0},
	{"old aggregator wide",             BYTES(0xc0, 7, 8, 0, 0, 0, 1, 10, 0, 0, 1),           OLD,    DISCARD,  7,  0},
	{"old aggregator of AS 0",          BYTES(0xc0, 7, 6, 0, 0, 10, 0, 0, 1),                 OLD,    DISCARD,  7,  0},

	{"community",                       BYTES(0xc0, 8, 4, 0x30, 0x39, 0x4e, 0x25),            OUT,    OK,       0,  0},
	{"two communities",                 BYTES(0xc0, 8, 8, 0, 1, 0, 1, 0, 2, 0, 2),            OUT,    OK,       0,  0},
	{"community odd size",              BYTES(0xc0, 8, 6, 0, 0, 0, 0, 0, 0),                  OUT,    WITHDRAW, 8,  0},
	{"community empty",                 BYTES(0xc0, 8, 0),                                    OUT,    WITHDRAW, 8,  0},
	{"community flags",                 BYTES(0x40, 8, 4, 0, 1, 0, 1),                        OUT,    WITHDRAW, 8,  0},

	{"originator inside",               BYTES(0x80, 9, 4, 1, 2, 3, 4),                        IN,     OK,       0,  0},
	{"originator inside short",         BYTES(0x80, 9, 3, 1, 2, 3),                           IN,     WITHDRAW, 9,  0},
	{"originator outside",              BYTES(0x80, 9, 4, 1, 2, 3, 4),                        OUT,    DISCARD,  9,  0},
	{"cluster list inside",             BYTES(0x80, 10, 8, 1, 2, 3, 4, 5, 6, 7, 8),           IN,     OK,       0,  0},
	{"cluster list inside odd",         BYTES(0x80, 10, 5, 1, 2, 3, 4, 5),                    IN,     WITHDRAW, 10, 0},
	{"cluster list inside empty",       BYTES(0x80, 10, 0),                                   IN,     WITHDRAW, 10, 0},
	{"cluster list outside",            BYTES(0x80, 10, 4, 1, 2, 3, 4),                       OUT,    DISCARD,  10, 0},

	{"reach",                           BYTES(0x80, 14, 24, 0, 2, 1, 16, SIXTEEN, 0, 16, 0xfd, 0), OUT, OK,     0,  0},
	{"reach with a link-local too",     BYTES(0x80, 14, 38, 0, 2, 1, 32, SIXTEEN, LINKLOCAL, 0, 0), OUT, OK,    0,  0},
	{"reach of ipv4",                   BYTES(0x80, 14, 11, 0, 1, 1, 4, 10, 0, 0, 1, 0, 8, 10), OUT, OK,        0,  0},
	{"reach without prefixes",          BYTES(0x80, 14, 21, 0, 2, 1, 16, SIXTEEN, 0),         OUT,    OK,       0,  0},
	{"reach flags",                     BYTES(0xc0, 14, 22, 0, 2, 1, 16, SIXTEEN, 0, 0),      OUT,    RESET,    14, 0x0309},
	{"reach short",                     BYTES(0x80, 14, 4, 0, 2, 1, 0),                       OUT,    RESET,    14, 0x0309},
	{"reach next hop of 0",             BYTES(0x80, 14, 5, 0, 2, 1, 0, 0),                    OUT,    RESET,    14, 0x0309},
	{"reach next hop of 4",             BYTES(0x80, 14, 10, 0, 2, 1, 4, 10, 0, 0, 1, 0, 0),   OUT,    RESET,    14, 0x0309},
	{"reach of ipv4, next hop of 16",   BYTES(0x80, 14, 22, 0, 1, 1, 16, SIXTEEN, 0, 0),      OUT,    RESET,    14, 0x0309},
	{"reach next hop overruns",         BYTES(0x80, 14, 20, 0, 2, 1, 17, SIXTEEN),            OUT,    RESET,    14, 0x0309},
	{"reach without the reserved octet", BYTES(0x80, 14, 20, 0, 2, 1, 16, SIXTEEN),           OUT,    RESET,    14, 0x0309},
	{"reach prefix too long",           BYTES(0x80, 14, 39, 0, 2, 1, 16, SIXTEEN, 0, 129, SIXTEEN, 0), OUT, RESET, 14, 0x0309},
	{"reach prefix of ipv4 too long",   BYTES(0x80, 14, 15, 0, 1, 1, 4, 10, 0, 0, 1, 0, 33, 1, 2, 3, 4, 5), OUT, RESET, 14, 0x0309},
	{"reach prefix cut",                BYTES(0x80, 14, 23, 0, 2, 1, 16, SIXTEEN, 0, 16, 0xfd), OUT,  RESET,    14, 0x0309},
	{"reach next hop is ::",            BYTES(0x80, 14, 22, 0, 2, 1, 16, ZEROES, 0, 0),       OUT,    WITHDRAW, 14, 0},
	{"reach of a vpn",                  BYTES(0x80, 14, 7, 0, 1, 128, 1, 9, 0, 99),           OUT,    DISCARD,  14, 0},
	{"reach of l2vpn",                  BYTES(0x80, 14, 7, 0, 25, 1, 1, 9, 0, 99),            OUT,    DISCARD,  14, 0},
	{"reach of a vpn, next hop overruns", BYTES(0x80, 14, 7, 0, 1, 128, 4, 9, 0, 99),         OUT,    RESET,    14, 0x0309},
	{"reach twice",                     BYTES(0x80, 14, 7, 0, 1, 128, 1, 9, 0, 99, 0x80, 14, 7, 0, 1, 128, 1, 9, 0, 99), OUT, RESET, 14, 0x0301},
	{"reach overruns the block",        BYTES(0x80, 14, 30, 0, 2, 1),                         OUT,    RESET,    14, 0x0309},

	{"unreach",                         BYTES(0x80, 15, 6, 0, 2, 1, 16, 0xfd, 0),             OUT,    OK,       0,  0},
	{"unreach empty",                   BYTES(0x80, 15, 3, 0, 2, 1),                          OUT,    OK,       0,  0},
	{"unreach short",                   BYTES(0x80, 15, 2, 0, 2),                             OUT,    RESET,    15, 0x0309},
	{"unreach flags",                   BYTES(0x40, 15, 3, 0, 2, 1),                          OUT,    RESET,    15, 0x0309},
	{"unreach prefix cut",              BYTES(0x80, 15, 5, 0, 2, 1, 16, 0xfd),                OUT,    RESET,    15, 0x0309},
	{"unreach of a vpn",                BYTES(0x80, 15, 4, 0, 1, 128, 99),                    OUT,    DISCARD,  15, 0},
	{"unreach twice",                   BYTES(0x80, 15, 3, 0, 2, 1, 0x80, 15, 3, 0, 1, 1),    OUT,    RESET,    15, 0x0301},
	{"unreach overruns the block",      BYTES(0x80, 15, 4, 0, 2, 1),                          OUT,    RESET,    15, 0x0309},

	{"extended community",              BYTES(0xc0, 16, 8, 0, 2, 0, 1, 0, 0, 0, 1),           OUT,    OK,       0,  0},
	{"extended community odd size",     BYTES(0xc0, 16, 4, 0, 2, 0, 1),                       OUT,    WITHDRAW, 16, 0},
	{"extended community empty",        BYTES(0xc0, 16, 0),                                   OUT,    WITHDRAW, 16, 0},
	{"ipv6 community",                  BYTES(0xc0, 25, 20, SIXTEEN, 0, 2, 0, 7),             OUT,    OK,       0,  0},
	{"ipv6 community odd size",         BYTES(0xc0, 25, 16, SIXTEEN),                         OUT,    WITHDRAW, 25, 0},
	{"ipv6 community empty",            BYTES(0xc0, 25, 0),                                   OUT,    WITHDRAW, 25, 0},
	{"large community",                 BYTES(0xc0, 32, 12, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3), OUT, OK,       0,  0},
	{"large community odd size",        BYTES(0xc0, 32, 8, 0, 0, 0, 1, 0, 0, 0, 2),           OUT,    WITHDRAW, 32, 0},
	{"large community empty",           BYTES(0xc0, 32, 0),                                   OUT,    WITHDRAW, 32, 0},
	{"large community flags",           BYTES(0x80, 32, 12, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3), OUT, WITHDRAW, 32, 0},

	{"as4 path",                        BYTES(0xc0, 17, 6, 2, 1, 0, 1, 0, 0),                 OLD,    OK,       0,  0},
	{"as4 path from a new peer",        BYTES(0xc0, 17, 6, 2, 1, 0, 1, 0, 0),                 OUT,    DISCARD,  17, 0},
	{"as4 path empty",                  BYTES(0xc0, 17, 0),                                   OLD,    DISCARD,  17, 0},
	{"as4 path overrun",                BYTES(0xc0, 17, 6, 2, 2, 0, 1, 0, 0),                 OLD,    DISCARD,  17, 0},
	{"as4 path type unknown",           BYTES(0xc0, 17, 6, 9, 1, 0, 1, 0, 0),                 OLD,    DISCARD,  17, 0},
	{"as4 path with AS 0",              BYTES(0xc0, 17, 6, 2, 1, 0, 0, 0, 0),                 OLD,    DISCARD,  17, 0},
	{"as4 path flags",                  BYTES(0x40, 17, 6, 2, 1, 0, 1, 0, 0),                 OLD,    WITHDRAW, 17, 0},
	{"as4 aggregator",                  BYTES(0xc0, 18, 8, 0, 1, 0, 0, 1, 2, 3, 4),           OLD,    OK,       0,  0},
	{"as4 aggregator from a new peer",  BYTES(0xc0, 18, 8, 0, 1, 0, 0, 1, 2, 3, 4),           OUT,    DISCARD,  18, 0},
	{"as4 aggregator short",            BYTES(0xc0, 18, 6, 0, 1, 1, 2, 3, 4),                 OLD,    DISCARD,  18, 0},
	{"as4 aggregator of AS 0",          BYTES(0xc0, 18, 8, 0, 0, 0, 0, 1, 2, 3, 4),           OLD,    DISCARD,  18, 0},

	{"unknown transitive",              BYTES(0xc0, 99, 1, 7),                                OUT,    OK,       0,  0},
	{"unknown transitive empty",        BYTES(0xc0, 99, 0),                                   OUT,    OK,       0,  0},
	{"unknown not transitive",          BYTES(0x80, 99, 1, 7),                                OUT,    OK,       0,  0},
	{"unknown well-known",              BYTES(0x40, 99, 1, 7),                                OUT,    RESET,    99, 0x0302},
	{"code 0",                          BYTES(0x40, 0, 0),                                    OUT,    RESET,    0,  0x0302},
	{"unknown twice",                   BYTES(0xc0, 99, 1, 7, 0xc0, 99, 1, 8),                OUT,    DISCARD,  99, 0},
	{"duplicate origin",                BYTES(0x40, 1, 1, 0, 0x40, 1, 1, 2),                  OUT,    DISCARD,  1,  0},
	{"duplicate that is malformed",     BYTES(0x40, 1, 1, 0, 0x40, 1, 2, 2, 2),               OUT,    DISCARD,  1,  0},
	{"duplicate of a malformed one",    BYTES(0x40, 1, 1, 9, 0x40, 1, 1, 2),                  OUT,    WITHDRAW, 1,  0},

	{"value overruns",                  BYTES(0x40, 1, 9, 0),                                 OUT,    WITHDRAW, 1,  0},
	{"extended length cut",             BYTES(0x50, 1, 0),                                    OUT,    WITHDRAW, 1,  0},
	{"header cut",                      BYTES(0x40),                                          OUT,    WITHDRAW, 0,  0},
	{"length cut",                      BYTES(0x40, 1),                                       OUT,    WITHDRAW, 1,  0},

	{"strongest last",                  BYTES(0x40, 6, 1, 0, 0x40, 1, 1, 3),                  OUT,    WITHDRAW, 1,  0},
	{"strongest first",                 BYTES(0x40, 1, 1, 3, 0x40, 6, 1, 0),                  OUT,    WITHDRAW, 1,  0},
	{"first of equals",                 BYTES(0x80, 4, 0, 0x40, 1, 1, 3),                     OUT,    WITHDRAW, 4,  0},
	{"reset after withdraw",            BYTES(0x40, 1, 1, 3, 0x80, 15, 1, 0),                 OUT,    RESET,    15, 0x0309},
};

static const uint8_t good_block[] = {
	0x40, 1, 1, 2,
	0x40, 2, 10, 2, 2, 0, 0, 0x2f, 0x2c, 0, 1, 0, 1,
	0x40, 3, 4, 192, 0, 2, 1,
	0x80, 4, 4, 0, 0, 0, 9,
	0x40, 5, 4, 0, 0, 0, 100,
	0x40, 6, 0,
	0xc0, 7, 8, 0, 1, 0, 2, 10, 0, 0, 1,
	0xc0, 8, 4, 0x2f, 0x2c, 0x4e, 0x25,
	0x80, 14, 24, 0, 2, 1, 16, SIXTEEN, 0, 16, 0xfd, 1,
	0x80, 15, 6, 0, 2, 1, 16, 0xfd, 2,
	0xc0, 16, 8, 0, 2, 0, 1, 0, 0, 0, 1,
	0xc0, 32, 12, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3,
	0xd0, 40, 0, 2, 5, 6,
	0x80, 99, 1, 1,
};
/* clang-format on */

enum { SCRATCH = 4 * 4096 };

static struct bgp_judgement decode(const uint8_t *bytes, size_t size, enum peer peer,
                                   uint8_t scratch[SCRATCH], struct bgp_decoded *out)
{
	struct writer writer = writer_of(scratch, SCRATCH);

	return bgp_attrs_decode(reader_of(bytes, size), context_of(peer), &writer, out);
}

static void test_verdicts(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct row *row = &rows[i];
		struct bgp_decoded out;
		uint8_t scratch[SCRATCH];

		struct bgp_judgement got = decode(row->bytes, row->size, row->peer, scratch, &out);

		if (got.verdict != row->verdict || got.code != row->blamed ||
		    got.notify != row->notify)
			fail_msg("%s: verdict %d on %u (%s, %x), want %d on %u", row->name,
			         (int)got.verdict, got.code, got.reason ? got.reason : "-",
			         got.notify, (int)row->verdict, row->blamed);
		assert_true((got.reason == NULL) == (got.verdict == BGP_ACCEPT));
		/* What was not accepted leaves no bit. */
		if (row->verdict != BGP_ACCEPT && strstr(row->name, "duplicate") == NULL)
			assert_false(out.attrs.present & UINT64_C(1) << (row->blamed & 63));
	}
}

/* Where RFC 7606 leaves the subcode open it is that of RFC 4271 section 6.3; the attribute at fault
 * is shown as it came. */
static void test_faults_have_a_subcode_and_the_bytes(void **state)
{
	(void)state;
	/* clang-format off */
	const struct {
		const uint8_t *bytes;
		size_t size;
		size_t fault; /* where the attribute at fault begins */
		uint16_t subcode;
	} faults[] = {
		{BYTES(0xc0, 1, 1, 0),                              0, BGP_NOTIFY_UPDATE_ATTR_FLAGS},
		{BYTES(0x40, 1, 2, 0, 0),                           0, BGP_NOTIFY_UPDATE_ATTR_LENGTH},
		{BYTES(0x40, 1, 1, 3),                              0, BGP_NOTIFY_UPDATE_ORIGIN},
		{BYTES(0x40, 1, 1, 0, 0x40, 2, 2, 9, 0),            4, BGP_NOTIFY_UPDATE_AS_PATH},
		{BYTES(0x40, 1, 1, 0, 0x40, 3, 3, 1, 2, 3),         4, BGP_NOTIFY_UPDATE_ATTR_LENGTH},
		{BYTES(0xc0, 8, 3, 1, 2, 3),                        0, BGP_NOTIFY_UPDATE_ATTR_LENGTH},
		{BYTES(0x40, 1, 1, 0, 0x80, 14, 2, 0, 2),           4, BGP_NOTIFY_UPDATE_OPTIONAL_ATTR},
		{BYTES(0x40, 99, 1, 7),                             0, BGP_NOTIFY_UPDATE_UNKNOWN_WELL_KNOWN},
		{BYTES(0x40, 1, 1, 0, 0x80, 4, 9, 1),               4, BGP_NOTIFY_UPDATE_MALFORMED_ATTRS},
	};
	/* clang-format on */

	for (size_t i = 0; i < COUNT_OF(faults); i++) {
		struct bgp_decoded out;
		uint8_t scratch[SCRATCH];
		struct bgp_judgement got =
		    decode(faults[i].bytes, faults[i].size, OUT, scratch, &out);

		assert_int_equal(got.subcode, faults[i].subcode);
		assert_ptr_equal(got.bytes.at, faults[i].bytes + faults[i].fault);
		assert_int_equal(got.bytes.size, faults[i].size - faults[i].fault);
	}
}

static void assert_span(struct span got, const char *want, size_t size)
{
	assert_int_equal(got.size, size);
	assert_memory_equal(got.at, want, size);
}

static void test_values_of_a_good_block(void **state)
{
	(void)state;
	struct bgp_decoded out;
	uint8_t scratch[SCRATCH];

	struct bgp_judgement got = decode(good_block, sizeof(good_block), IN, scratch, &out);

	const struct bgp_attrs *attrs = &out.attrs;
	assert_int_equal(got.verdict, BGP_ACCEPT);
	assert_int_equal(attrs->present, 1u << 1 | 1u << 2 | 1u << 3 | 1u << 4 | 1u << 5 | 1u << 6 |
	                                     1u << 7 | 1u << 8 | 1u << 16 | UINT64_C(1) << 32);
	assert_int_equal(attrs->origin, BGP_ORIGIN_INCOMPLETE);
	assert_span(attrs->as_path, "\2\2\0\0\x2f\x2c\0\1\0\1", 10);
	assert_int_equal(attrs->next_hop.family, ADDR_IPV4);
	assert_int_equal(addr_as_u32(&attrs->next_hop), 0xc0000201);
	assert_int_equal(attrs->med, 9);
	assert_int_equal(attrs->local_pref, 100);
	assert_int_equal(attrs->aggregator_as, 65538);
	assert_int_equal(attrs->aggregator_id, 0x0a000001);
	assert_span(attrs->communities, "\x2f\x2c\x4e\x25", 4);
	assert_span(attrs->ext_communities, "\0\2\0\1\0\0\0\1", 8);
	assert_span(attrs->large_communities, "\0\0\0\1\0\0\0\2\0\0\0\3", 12);
	assert_int_equal(attrs->weight, 0);
	/* Partial, and the length as short as it can be. */
	assert_span(attrs->unknown, "\xe0\x28\2\5\6", 5);

	assert_int_equal(out.reach.family, ADDR_IPV6);
	assert_span(out.reach.prefixes, "\x10\xfd\1", 3);
	assert_int_equal(out.reach.next_hop.family, ADDR_IPV6);
	assert_memory_equal(out.reach.next_hop.bytes, ((const uint8_t[]){SIXTEEN}), 16);
	assert_int_equal(out.unreach.family, ADDR_IPV6);
	assert_span(out.unreach.prefixes, "\x10\xfd\2", 3);
}

static void test_the_global_next_hop_is_taken_of_two(void **state)
{
	(void)state;
	static const uint8_t block[] = {0x80, 14, 38, 0, 2, 1, 32, SIXTEEN, LINKLOCAL, 0, 0};
	struct bgp_decoded out;
	uint8_t scratch[SCRATCH];

	decode(block, sizeof(block), OUT, scratch, &out);

	assert_memory_equal(out.reach.next_hop.bytes, ((const uint8_t[]){SIXTEEN}), 16);
	assert_int_equal(out.reach.prefixes.size, 1);
}

static void test_nlri_of_an_unknown_family_is_not_for_use(void **state)
{
	(void)state;
	static const uint8_t block[] = {0x80, 14, 7, 0, 1, 128, 1, 9, 0, 99};
	struct bgp_decoded out;
	uint8_t scratch[SCRATCH];

	decode(block, sizeof(block), OUT, scratch, &out);

	assert_int_equal(out.reach.family, ADDR_NONE);
	assert_int_equal(out.reach.prefixes.size, 0);
	assert_true(out.has_reach);
}

static void test_discarded_attributes_leave_no_value(void **state)
{
	(void)state;
	static const uint8_t block[] = {
	    0x40, 5, 4, 0, 0, 0, 100, 0xc0, 7, 6, 0, 1, 10, 0, 0, 1, 0xc0, 17, 6, 2, 1, 0, 1, 0, 0,
	};
	struct bgp_decoded out;
	uint8_t scratch[SCRATCH];

	decode(block, sizeof(block), OUT, scratch, &out);

	assert_int_equal(out.attrs.present, 0);
	assert_int_equal(out.attrs.local_pref, 0);
	assert_int_equal(out.attrs.aggregator_as, 0);
	assert_int_equal(out.attrs.as_path.size, 0);
	assert_int_equal(out.attrs.unknown.size, 0);
}

static void test_the_first_of_duplicates_counts(void **state)
{
	(void)state;
	static const uint8_t block[] = {0x80, 4, 4, 0,    0,  0, 1, 0x80, 4,  4, 0,
	                                0,    0, 2, 0xc0, 99, 1, 1, 0xc0, 99, 1, 2};
	struct bgp_decoded out;
	uint8_t scratch[SCRATCH];

	decode(block, sizeof(block), OUT, scratch, &out);

	assert_int_equal(out.attrs.med, 1);
	assert_span(out.attrs.unknown, "\xe0\x63\1\1", 4);
}

static void test_unknown_attributes_are_kept_ascending_and_partial(void **state)
{
	(void)state;
	/* clang-format off */
	static const uint8_t block[] = {
		0xc0, 200, 2, 1, 2,
		0x80, 150, 1, 9,       /* not transitive: gone */
		0xff, 100, 0, 1, 3,    /* extended for one octet, every low bit set */
		0xc0, 11, 0,
		0xe0, 255, 1, 4,
	};
	/* clang-format on */
	struct bgp_decoded out;
	uint8_t scratch[SCRATCH];

	assert_int_equal(decode(block, sizeof(block), OUT, scratch, &out).verdict, BGP_ACCEPT);

	assert_span(out.attrs.unknown, "\xe0\x0b\0\xe0\x64\1\3\xe0\xc8\2\1\2\xe0\xff\1\4", 16);
}

static void test_communities_are_sets(void **state)
{
	(void)state;
	/* clang-format off */
	static const uint8_t block[] = {
		0xc0, 8, 12, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0,
		0xc0, 16, 16, 9, 9, 9, 9, 9, 9, 9, 9, 0, 2, 0, 1, 0, 0, 0, 1,
		0xc0, 32, 36, 0, 0, 0, 7, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 6, 0, 0, 0, 9, 0, 0, 0, 9,
		0, 0, 0, 7, 0, 0, 0, 1, 0, 0, 0, 1,
	};
	/* clang-format on */
	struct bgp_decoded out;
	uint8_t scratch[SCRATCH];

	assert_int_equal(decode(block, sizeof(block), OUT, scratch, &out).verdict, BGP_ACCEPT);
	assert_span(out.attrs.communities, "\0\1\0\0\0\2\0\0", 8);
	assert_span(out.attrs.ext_communities, "\0\2\0\1\0\0\0\1\11\11\11\11\11\11\11\11", 16);
	assert_span(out.attrs.large_communities,
	            "\0\0\0\6\0\0\0\11\0\0\0\11\0\0\0\7\0\0\0\1\0\0\0\1", 24);
}

static void test_the_partial_bit_is_noted(void **state)
{
	(void)state;
	static const uint8_t block[] = {0x60, 1, 1, 0, 0xa0, 4, 4, 0,    0,  0, 1,
	                                0xe0, 8, 4, 0, 1,    0, 1, 0xc0, 16, 8, 0,
	                                2,    0, 1, 0, 0,    0, 1, 0xe0, 99, 0};
	struct bgp_decoded out;
	uint8_t scratch[SCRATCH];

	assert_int_equal(decode(block, sizeof(block), OUT, scratch, &out).verdict, BGP_ACCEPT);
	/* Only what is optional and transitive can be partial. */
	assert_int_equal(out.attrs.partial, bgp_attr_bit(BGP_ATTR_COMMUNITIES));
}

static void test_a_long_unknown_attribute_keeps_its_extended_length(void **state)
{
	(void)state;
	uint8_t block[4 + 256] = {0xd0, 99, 1, 0};
	struct bgp_decoded out;
	uint8_t scratch[SCRATCH];

	memset(block + 4, 7, 256);
	assert_int_equal(decode(block, sizeof(block), OUT, scratch, &out).verdict, BGP_ACCEPT);

	assert_int_equal(out.attrs.unknown.size, sizeof(block));
	assert_memory_equal(out.attrs.unknown.at, "\xf0\x63\1\0\7", 5);
}

/* Segments in text: "1 2" a sequence, "{1 2}" a set, "(1 2)" a confederation sequence. */
static void put_path(struct writer *out, const char *text, bool as4)
{
	size_t head = SIZE_MAX;

	for (; *text != '\0'; text++) {
		if (strchr("{(|", *text) != NULL || head == SIZE_MAX) {
			head = out->used;
			writer_u8(out, *text == '{'   ? BGP_AS_SET
			               : *text == '(' ? BGP_CONFED_SEQUENCE
			                              : BGP_AS_SEQUENCE);
			writer_u8(out, 0);
		}
		if (*text < '0' || *text > '9') {
			if (strchr(")}", *text) != NULL)
				head = SIZE_MAX;
			continue;
		}
		char *end;
		uint32_t asn = (uint32_t)strtoul(text, &end, 10);
		if (as4)
			writer_u32(out, asn);
		else
			writer_u16(out, (uint16_t)asn);
		out->start[head + 1]++;
		text = end - 1;
	}
}

static void put_attr_path(struct writer *out, uint8_t flags, uint8_t code, const char *text,
                          bool as4)
{
	if (text == NULL)
		return;
	writer_u8(out, flags);
	writer_u8(out, code);
	writer_u8(out, 0);
	size_t start = out->used;
	put_path(out, text, as4);
	out->start[start - 1] = (uint8_t)(out->used - start);
}

static void test_as4_path_is_merged_as_rfc_6793_says(void **state)
{
	(void)state;
	static const struct {
		const char *path;
		const char *as4_path;
		const char *want;
	} merges[] = {
	    {"1 2 3", NULL, "1 2 3"},
	    {"1 23456", "1 70000", "1 70000"},
	    {"1 2 23456", "70000", "1 2 70000"},
	    {"1 23456 23456", "70000 70001", "1 70000 70001"},
	    /* Longer than AS_PATH: ignored. */
	    {"1 2", "1 2 70000", "1 2"},
	    /* A set counts as one hop and is taken whole. */
	    {"{1 2}3", "70000", "{1 2}70000"},
	    {"{1 2}3", "5 70000", "5 70000"},
	    {"1{2 3}", "{2 70000}", "1{2 70000}"},
	    {"1 2{3 4}", "2{3 70000}", "1 2{3 70000}"},
	    /* Borders between sequences: only the seam is closed. */
	    {"1 2|3", "70000", "1 2 70000"},
	    {"1|2 3", "3", "1|2 3"},
	    {"1 23456 3", "70000|3", "1 70000|3"},
	    {"1 2", "1|2", "1|2"},
	    /* Leading confederation segments stay, those of AS4_PATH go (section 3). */
	    {"(9)1 2", "70000 2", "(9)70000 2"},
	    {"(9)1 2 3", "70000 3", "(9)1 70000 3"},
	    {"1(9)2", "70000", "1(9)70000"},
	    {"1 2", "(9)70000", "1 70000"},
	    {"1 2", "(9)", "1 2"},
	};

	for (size_t i = 0; i < COUNT_OF(merges); i++) {
		uint8_t block_bytes[512];
		uint8_t want_bytes[512];
		uint8_t scratch[SCRATCH];
		struct writer block = writer_of(block_bytes, sizeof(block_bytes));
		struct writer want = writer_of(want_bytes, sizeof(want_bytes));
		struct bgp_decoded out;

		/* Both orders of the attributes give the same. */
		if (i % 2 == 0)
			put_attr_path(&block, 0xc0, 17, merges[i].as4_path, true);
		put_attr_path(&block, 0x40, 2, merges[i].path, false);
		if (i % 2 == 1)
			put_attr_path(&block, 0xc0, 17, merges[i].as4_path, true);
		put_path(&want, merges[i].want, true);
		struct bgp_judgement got = decode(block_bytes, block.used, OLD_SETS, scratch, &out);

		assert_int_equal(got.verdict, BGP_ACCEPT);
		if (out.attrs.as_path.size != want.used ||
		    memcmp(out.attrs.as_path.at, want_bytes, want.used) != 0) {
			struct text text = {0};
			as_path_format(out.attrs.as_path, " ", &text);
			fail_msg("%s + %s: %s", merges[i].path, merges[i].as4_path,
			         text_str(&text));
		}
	}
}

static void test_a_seam_that_would_overflow_a_segment_stays(void **state)
{
	(void)state;
	uint8_t block[1600];
	struct writer out = writer_of(block, sizeof(block));
	struct bgp_decoded decoded;
	uint8_t scratch[SCRATCH];

	/* AS_PATH: 255 and 2 hops; AS4_PATH: 2 hops, which meet a full segment. */
	writer_bytes(&out, "\x50\2\2\6\2\xff", 6);
	for (unsigned i = 0; i < 255; i++)
		writer_u16(&out, 1);
	writer_bytes(&out, "\2\2\0\2\0\2", 6);
	writer_bytes(&out, "\xc0\x11\xa\2\2\0\1\0\2\0\1\0\2", 13);
	assert_int_equal(decode(block, out.used, OLD, scratch, &decoded).verdict, BGP_ACCEPT);

	struct span path = decoded.attrs.as_path;
	assert_int_equal(path.size, 2 + 255 * 4 + 2 + 8);
	assert_int_equal(path.at[1], 255);
	assert_int_equal(as_path_last(path), 65538);
}

static void test_as4_aggregator_replaces_as_trans_only(void **state)
{
	(void)state;
	/* clang-format off */
	static const uint8_t replaced[] = {
		0x40, 2, 4, 2, 1, 0x5b, 0xa0,
		0xc0, 7, 6, 0x5b, 0xa0, 1, 1, 1, 1,
		0xc0, 17, 6, 2, 1, 0, 1, 0, 1,
		0xc0, 18, 8, 0, 1, 0, 2, 2, 2, 2, 2,
	};
	static const uint8_t stale[] = {
		0x40, 2, 4, 2, 1, 0x5b, 0xa0,
		0xc0, 7, 6, 0, 9, 1, 1, 1, 1,
		0xc0, 17, 6, 2, 1, 0, 1, 0, 1,
		0xc0, 18, 8, 0, 1, 0, 2, 2, 2, 2, 2,
	};
	static const uint8_t alone[] = {
		0x40, 2, 4, 2, 1, 0x5b, 0xa0,
		0xc0, 17, 6, 2, 1, 0, 1, 0, 1,
		0xc0, 18, 8, 0, 1, 0, 2, 2, 2, 2, 2,
	};
	/* clang-format on */
	struct bgp_decoded out;
	uint8_t scratch[SCRATCH];

	decode(replaced, sizeof(replaced), OLD, scratch, &out);
	assert_int_equal(out.attrs.aggregator_as, 65538);
	assert_int_equal(out.attrs.aggregator_id, 0x02020202);
	assert_int_equal(as_path_first(out.attrs.as_path), 65537);

	decode(stale, sizeof(stale), OLD, scratch, &out);
	assert_int_equal(out.attrs.aggregator_as, 9);
	assert_int_equal(out.attrs.aggregator_id, 0x01010101);
	assert_int_equal(as_path_first(out.attrs.as_path), BGP_AS_TRANS);

	decode(alone, sizeof(alone), OLD, scratch, &out);
	assert_false(bgp_attrs_have(&out.attrs, BGP_ATTR_AGGREGATOR));
	assert_int_equal(out.attrs.aggregator_as, 0);
	assert_int_equal(as_path_first(out.attrs.as_path), 65537);
}

static void test_a_path_beyond_what_is_kept_is_withdrawn(void **state)
{
	(void)state;
	enum { FULL = 2 + 255 * 4, VALUE = 9 * FULL };
	static uint8_t block[4 + VALUE];
	struct bgp_decoded out;
	uint8_t scratch[SCRATCH];

	memset(block, 1, sizeof(block));
	memcpy(block, (const uint8_t[]){0x50, 2, VALUE >> 8, VALUE & 0xff}, 4);
	for (size_t i = 0; i < 9; i++)
		memcpy(block + 4 + i * FULL, (const uint8_t[]){2, 255}, 2);
	struct bgp_judgement got = decode(block, sizeof(block), OUT, scratch, &out);
	assert_int_equal(got.verdict, BGP_TREAT_AS_WITHDRAW);
	assert_int_equal(got.code, BGP_ATTR_AS_PATH);

	/* With 8 of the segments it is short enough. */
	block[2] = (8 * FULL) >> 8;
	block[3] = (8 * FULL) & 0xff;
	got = decode(block, 4 + 8 * FULL, OUT, scratch, &out);
	assert_int_equal(got.verdict, BGP_ACCEPT);
}

static void test_too_little_scratch_withdraws(void **state)
{
	(void)state;
	static const uint8_t block[] = {
	    0x40, 2, 4, 2, 1, 0, 1, 0xc0, 17, 6, 2, 1, 0, 1, 0, 0, 0xc0, 99, 1, 7,
	};
	enum { NEEDED = 6 + 6 + 4 };

	for (size_t room = 0; room <= NEEDED; room++) {
		uint8_t *bytes = malloc(room + 1);
		struct writer scratch = writer_of(bytes, room);
		struct bgp_decoded out;

		struct bgp_judgement got = bgp_attrs_decode(reader_of(block, sizeof(block)),
		                                            context_of(OLD), &scratch, &out);

		assert_int_equal(got.verdict, room < NEEDED ? BGP_TREAT_AS_WITHDRAW : BGP_ACCEPT);
		free(bytes);
	}
}

/* The bytes are copied so that the sanitizer sees a read behind the cut. */
static void test_every_cut_of_a_good_block_is_safe(void **state)
{
	(void)state;
	for (size_t cut = 0; cut <= sizeof(good_block); cut++) {
		uint8_t *copy = malloc(cut + 1);
		uint8_t *tight = copy + 1; /* ends where the allocation ends */
		struct bgp_decoded out;
		uint8_t scratch[SCRATCH];
		size_t at = 0;

		memcpy(tight, good_block, cut);
		while (at < cut) {
			bool extended = (good_block[at] & 0x10) != 0;
			at += extended ? 4u + good_block[at + 3] : 3u + good_block[at + 2];
		}
		struct bgp_judgement got = decode(tight, cut, IN, scratch, &out);

		if (at == cut)
			assert_int_equal(got.verdict, BGP_ACCEPT);
		else
			assert_in_range(got.verdict, BGP_TREAT_AS_WITHDRAW, BGP_RESET_SESSION);
		decode(tight, cut, OLD, scratch, &out);
		free(copy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_verdicts),
	    cmocka_unit_test(test_values_of_a_good_block),
	    cmocka_unit_test(test_faults_have_a_subcode_and_the_bytes),
	    cmocka_unit_test(test_communities_are_sets),
	    cmocka_unit_test(test_the_partial_bit_is_noted),
	    cmocka_unit_test(test_the_global_next_hop_is_taken_of_two),
	    cmocka_unit_test(test_nlri_of_an_unknown_family_is_not_for_use),
	    cmocka_unit_test(test_discarded_attributes_leave_no_value),
	    cmocka_unit_test(test_the_first_of_duplicates_counts),
	    cmocka_unit_test(test_unknown_attributes_are_kept_ascending_and_partial),
	    cmocka_unit_test(test_a_long_unknown_attribute_keeps_its_extended_length),
	    cmocka_unit_test(test_as4_path_is_merged_as_rfc_6793_says),
	    cmocka_unit_test(test_a_seam_that_would_overflow_a_segment_stays),
	    cmocka_unit_test(test_as4_aggregator_replaces_as_trans_only),
	    cmocka_unit_test(test_a_path_beyond_what_is_kept_is_withdrawn),
	    cmocka_unit_test(test_too_little_scratch_withdraws),
	    cmocka_unit_test(test_every_cut_of_a_good_block_is_safe),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
