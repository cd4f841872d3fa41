/* Words and numbers of a network interface's table. */
#include "query/nic/nic.h"

#include "base/check.h"

const char *nic_source_name(enum nic_source source)
{
	static const char *const names[NIC_SOURCE_COUNT] = {
	    [NIC_DEFAULT] = "Default",
	    [NIC_GATEWAY] = "VirtualNetworkGateway",
	    [NIC_USER] = "User",
	};

	CHECK(source < NIC_SOURCE_COUNT);
	return names[source];
}

const char *nic_next_hop_name(enum nic_next_hop next_hop)
{
	static const char *const names[NIC_NEXT_HOP_COUNT] = {
	    [NIC_TO_VNET] = "VnetLocal",
	    [NIC_TO_PEERING] = "VNetPeering",
	    [NIC_TO_GLOBAL_PEERING] = "VNetGlobalPeering",
	    [NIC_TO_CONNECTED_GROUP] = "ConnectedGroup",
	    [NIC_TO_GATEWAY] = "VirtualNetworkGateway",
	    [NIC_TO_INTERNET] = "Internet",
	    [NIC_TO_NONE] = "None",
	    [NIC_TO_APPLIANCE] = "VirtualAppliance",
	    [NIC_TO_PRIVATE_ENDPOINT] = "InterfaceEndpoint",
	    [NIC_TO_SERVICE_ENDPOINT] = "VirtualNetworkServiceEndpoint",
	};

	CHECK(next_hop < NIC_NEXT_HOP_COUNT);
	return names[next_hop];
}

struct prefix nic_reserved(uint32_t index)
{
	static const struct {
		uint32_t network;
		unsigned length;
	} ranges[NIC_RESERVED_COUNT] = {
	    {0x0a000000, 8},  /* 10.0.0.0 */
	    {0xac100000, 12}, /* 172.16.0.0 */
	    {0xc0a80000, 16}, /* 192.168.0.0 */
	    {0x64400000, 10}, /* 100.64.0.0 */
	};
	struct addr network;

	CHECK(index < NIC_RESERVED_COUNT);
	network = addr_v4(ranges[index].network);
	return prefix_make(&network, ranges[index].length);
}
