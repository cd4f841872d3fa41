/* Writes the sessions of a node as FRR's JSON. */
#include "report/peers_json.h"

#include "base/instant.h"
#include "bgp/iana.h"
#include "bgp/message.h"
#include "report/frame/json.h"
#include "report/frr.h"

static void add_own_members(cJSON *object, const struct snapshot_peer *peer, uint8_t family)
{
	cJSON *own = cJSON_AddObjectToObject(object, "hairpin");

	json_addr(own, "localAddress", &peer->local_address);
	json_router_id(own, "routerId", peer->router_id);
	json_number_unless_zero(own, "holdTime", peer->hold_time_s);
	json_number(own, "accepted", peer->accepted[family]);
	json_number_unless_zero(own, "prefixLimit", peer->prefix_limit[family]);
	json_number(own, "stateAgeUs", peer->state_age_us);
	if (peer->last_error != 0) {
		json_text(own, "lastError", bgp_notify_name(peer->last_error));
		json_number(own, "lastErrorCode", peer->last_error >> 8);
		json_number(own, "lastErrorSubcode", peer->last_error & 0xff);
		json_text(own, "lastErrorFrom", peer->last_error_sent ? "self" : "peer");
	}
	json_text(own, "lastFault", peer->last_fault);
}

static cJSON *peer_object(const struct snapshot_node *node, const struct snapshot_peer *peer,
                          uint8_t family)
{
	char age[FRR_DURATION_MAX];
	cJSON *object = cJSON_CreateObject();

	json_text(object, "hostname", peer->name);
	json_number(object, "remoteAs", peer->asn);
	json_number(object, "localAs", node->asn);
	json_number(object, "version", BGP_VERSION);
	json_number(object, "msgRcvd", (int64_t)peer->messages_in);
	json_number(object, "msgSent", (int64_t)peer->messages_out);
	json_number(object, "tableVersion", 0);
	json_number(object, "outq", 0);
	json_number(object, "inq", 0);
	json_text(object, "peerUptime",
	          peer->established ? frr_duration(peer->state_age_us, age) : "never");
	json_number(object, "peerUptimeMsec",
	            peer->established ? peer->state_age_us / US_PER_MS : 0);
	json_number(object, "pfxRcd", peer->received[family]);
	json_number(object, "pfxSnt", peer->sent[family]);
	json_text(object, "state", peer->state);
	json_text(object, "peerState", "OK");
	json_text(object, "idType", frr_afi(peer->address.family));
	add_own_members(object, peer, family);
	return object;
}

static bool has_family(const struct snapshot_peer *peer, uint8_t family)
{
	return peer->address.family == family || peer->received[family] > 0 ||
	       peer->sent[family] > 0;
}

static uint32_t count_prefixes(const struct snapshot_node *node, uint8_t family)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < node->path_count; i++) {
		if (node->paths[i].best && node->paths[i].prefix.addr.family == family)
			count++;
	}
	return count;
}

static cJSON *family_object(const struct snapshot_node *node, uint8_t family)
{
	cJSON *object = cJSON_CreateObject();
	cJSON *peers = cJSON_CreateObject();
	uint32_t count = 0;
	uint32_t failed = 0;

	for (uint32_t i = 0; i < node->peer_count; i++) {
		const struct snapshot_peer *peer = &node->peers[i];
		char address[ADDR_TEXT_MAX];
		if (!has_family(peer, family))
			continue;
		cJSON_AddItemToObject(peers, addr_format(&peer->address, address),
		                      peer_object(node, peer, family));
		count++;
		failed += !peer->established;
	}
	json_router_id(object, "routerId", node->router_id);
	json_number(object, "as", node->asn);
	json_number(object, "vrfId", 0);
	json_text(object, "vrfName", "default");
	json_number(object, "tableVersion", 0);
	json_number(object, "ribCount", count_prefixes(node, family));
	json_number(object, "peerCount", count);
	cJSON_AddItemToObject(object, "peers", peers);
	json_number(object, "failedPeers", failed);
	json_number(object, "displayedPeers", count);
	json_number(object, "totalPeers", count);
	json_number(object, "dynamicPeers", 0);
	if (count > 0)
		return object;
	cJSON_Delete(object);
	return NULL;
}

cJSON *peers_json(const struct snapshot_node *node)
{
	static const char *const members[] = {
	    [ADDR_IPV4] = "ipv4Unicast",
	    [ADDR_IPV6] = "ipv6Unicast",
	};
	cJSON *document = cJSON_CreateObject();
	cJSON *own = cJSON_AddObjectToObject(document, "hairpin");

	json_text(own, "node", node->name);
	json_text(own, "role", lab_kind_role(node->kind));
	for (uint8_t family = ADDR_IPV4; family <= ADDR_IPV6; family++) {
		cJSON *object = family_object(node, family);
		if (object != NULL)
			cJSON_AddItemToObject(document, members[family], object);
	}
	return document;
}
