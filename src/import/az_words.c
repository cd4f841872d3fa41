/* What the headings and the words in the cells of Azure's tables mean, whoever wrote them. */
#include "import/az_words.h"

#include <ctype.h>
#include <string.h>

#include "base/check.h"

enum { WORD_MAX = 64, TEXT_MAX = 1000 };

/* Headings without blanks, in lower case. */
static const struct heading {
	const char *word;
	enum az_member member;
} headings[] = {
    {"network", AZ_NETWORK},
    {"prefix", AZ_NETWORK},
    {"addressprefix", AZ_NETWORK},
    {"addressprefixes", AZ_NETWORK},
    {"nexthop", AZ_NEXT_HOP},
    {"nexthops", AZ_NEXT_HOP},
    {"nexthopip", AZ_NEXT_HOP},
    {"nexthopipaddress", AZ_NEXT_HOP},
    {"nexthopipaddresses", AZ_NEXT_HOP},
    {"aspath", AZ_AS_PATH},
    {"path", AZ_AS_PATH},
    {"origin", AZ_ORIGIN},
    {"sourcepeer", AZ_SOURCE_PEER},
    {"localaddress", AZ_LOCAL_ADDRESS},
    {"weight", AZ_WEIGHT},
    {"locprf", AZ_LOC_PRF},
    {"localpref", AZ_LOC_PRF},
    {"neighbor", AZ_NEIGHBOR},
    {"neighbour", AZ_NEIGHBOR},
    {"asn", AZ_ASN},
    {"as", AZ_ASN},
    {"asproperty", AZ_ASN},
    {"state", AZ_STATE},
    {"routesreceived", AZ_ROUTES_RECEIVED},
    {"connectedduration", AZ_CONNECTED_DURATION},
    {"messagesreceived", AZ_MESSAGES_RECEIVED},
    {"messagessent", AZ_MESSAGES_SENT},
    {"v", AZ_VERSION},
    {"updown", AZ_UP_DOWN},
    {"statepfxrcd", AZ_STATE_PFX_RCD},
    {"source", AZ_SOURCE},
    {"nexthoptype", AZ_NEXT_HOP_TYPE},
    {"name", AZ_NAME},
    {"userdefinedroutename", AZ_NAME},
    {"disablebgproutepropagation", AZ_DISABLE_PROPAGATION},
    {"routeorigin", AZ_ROUTE_ORIGIN},
    {"age", AZ_AGE},
    {"interface", AZ_INTERFACE},
    {"interfaceproperty", AZ_INTERFACE},
    {"ipaddress", AZ_IP_ADDRESS},
    {"macaddress", AZ_MAC_ADDRESS},
};

/* What the portal writes, and any other spelling of what the Azure CLI writes. */
static const struct spelling {
	const char *word; /* as plain() makes it */
	const char *az;
} spellings[] = {
    {"virtualnetwork", "VnetLocal"},
    {"vnetlocal", "VnetLocal"},
    {"vnetpeering", "VNetPeering"},
    {"virtualnetworkpeering", "VNetPeering"},
    {"vnetglobalpeering", "VNetGlobalPeering"},
    {"virtualnetworkgateway", "VirtualNetworkGateway"},
    {"virtualappliance", "VirtualAppliance"},
    {"internet", "Internet"},
    {"none", "None"},
    {"virtualnetworkserviceendpoint", "VirtualNetworkServiceEndpoint"},
    {"interfaceendpoint", "InterfaceEndpoint"},
    {"default", "Default"},
    {"user", "User"},
    {"active", "Active"},
    {"invalid", "Invalid"},
    {"network", "Network"},
    {"ebgp", "EBgp"},
    {"ibgp", "IBgp"},
    {"igp", "Igp"},
    {"connected", "Connected"},
    {"connecting", "Connecting"},
    {"unknown", "Unknown"},
    {"idle", "Idle"},
    {"expressroutegateway", "ExpressRouteGateway"},
    {"virtualnetworkconnection", "Virtual Network Connection"},
    {"remotehub", "Remote Hub"},
    {"true", "true"},
    {"false", "false"},
};

/* Letters and digits only, in lower case; "" when it does not fit. */
static const char *plain(const char *text, size_t size, char out[WORD_MAX])
{
	size_t used = 0;

	for (size_t i = 0; i < size; i++) {
		if (!isalnum((unsigned char)text[i]))
			continue;
		if (used + 1 >= WORD_MAX) {
			used = 0;
			break;
		}
		out[used++] = (char)tolower((unsigned char)text[i]);
	}
	out[used] = '\0';
	return out;
}

enum az_member az_heading(const char *text, size_t size)
{
	char word[WORD_MAX];

	plain(text, size, word);
	for (size_t i = 0; i < COUNT_OF(headings); i++)
		if (strcmp(headings[i].word, word) == 0)
			return headings[i].member;
	return AZ_MEMBER_COUNT;
}

bool az_heading_is_path(const char *text, size_t size)
{
	char word[WORD_MAX];

	return strcmp(plain(text, size, word), "path") == 0;
}

static bool has(uint32_t told, enum az_member member)
{
	return (told & az_bit(member)) != 0;
}

enum az_kind az_kind_of(uint32_t told, bool path_heading)
{
	if (has(told, AZ_UP_DOWN) || has(told, AZ_STATE_PFX_RCD))
		return AZ_SUMMARY;
	if (has(told, AZ_IP_ADDRESS) && (has(told, AZ_MAC_ADDRESS) || has(told, AZ_INTERFACE)))
		return AZ_ARP;
	if (has(told, AZ_NEIGHBOR))
		return AZ_PEERS;
	if (!has(told, AZ_NETWORK))
		return AZ_KIND_COUNT;
	if (has(told, AZ_ROUTE_ORIGIN) || (has(told, AZ_NEXT_HOP_TYPE) && has(told, AZ_AS_PATH)))
		return AZ_HUB_ROUTES;
	if (has(told, AZ_NEXT_HOP_TYPE) && (has(told, AZ_SOURCE) || has(told, AZ_STATE)))
		return AZ_EFFECTIVE;
	/* A route table has types, too, but neither sources nor states. */
	if (has(told, AZ_NEXT_HOP_TYPE))
		return AZ_KIND_COUNT;
	if (has(told, AZ_LOC_PRF) || path_heading)
		return AZ_ROUTE_TABLE;
	/* Advertised routes have the same headings: az_end() looks at the rows. */
	if (has(told, AZ_AS_PATH) || has(told, AZ_ORIGIN) || has(told, AZ_WEIGHT))
		return AZ_LEARNED;
	return AZ_KIND_COUNT;
}

const char *az_tame(struct arena *arena, const char *words, size_t max)
{
	size_t size = strnlen(words, max);
	char *out = arena_strndup(arena, words, size);

	for (size_t i = 0; i < size; i++)
		if (out[i] < ' ' || out[i] == 0x7f)
			out[i] = '?';
	return out;
}

bool az_says_nothing(const char *text)
{
	static const char words[] =
	    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ*?";
	char word[WORD_MAX];

	if (text[strcspn(text, words)] == '\0')
		return true;
	plain(text, strlen(text), word);
	return strcmp(word, "na") == 0 || strcmp(word, "null") == 0;
}

const char *az_respell(struct arena *arena, const char *text)
{
	char word[WORD_MAX];

	if (az_says_nothing(text))
		return "";
	plain(text, strlen(text), word);
	for (size_t i = 0; i < COUNT_OF(spellings); i++)
		if (strcmp(spellings[i].word, word) == 0)
			return spellings[i].az;
	return az_tame(arena, text, TEXT_MAX);
}
