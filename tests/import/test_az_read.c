/* Azure's tables are read in every form that people have them in; what is broken is refused with
 * its line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/rng.h"
#include "import/az_read.h"

/* All members that are told and not empty, a row a line. */
static void add_row(const struct az_row *row, struct text *out)
{
	const char *blank = "";

	for (unsigned m = 0; m < AZ_MEMBER_COUNT; m++) {
		if (row->members[m] == NULL || row->members[m][0] == '\0')
			continue;
		text_addf(out, "%s%s=%s", blank, az_member_name((enum az_member)m),
		          row->members[m]);
		blank = " ";
	}
	text_addf(out, "%s\n", row->classful ? " classful" : "");
}

static void add_capture(const struct az_capture *capture, struct text *out)
{
	for (uint32_t i = 0; i < capture->count; i++) {
		const struct az_table *table = capture->tables[i];

		text_addf(out, "%s at %u\n",
		          table->kind == AZ_KIND_COUNT ? "?" : az_kind_names[table->kind],
		          table->line);
		for (uint32_t r = 0; r < table->count; r++)
			add_row(&table->rows[r], out);
	}
}

static void read_all(const char *text, enum az_kind kind, struct text *out)
{
	struct arena *arena = arena_new();
	struct findings findings = {0};
	struct az_capture *capture = az_read("file", text, strlen(text), kind, arena, &findings);

	if (capture != NULL)
		add_capture(capture, out);
	findings_format(&findings, 0, out);
	findings_done(&findings);
	arena_free(arena);
}

/* clang-format off */
static const struct form {
	const char *name;
	const char *text;
	const char *want;
} forms[] = {
	{"JSON of az, with a prompt and a warning",
	 "$ az network vnet-gateway list-learned-routes -n gw\n"
	 "WARNING: This command is in preview.\n"
	 "{\n \"value\": [\n  {\"asPath\": \"\", \"localAddress\": \"10.0.0.12\", \"network\": \"10.0.0.0/16\","
	 " \"nextHop\": null, \"origin\": \"Network\", \"sourcePeer\": \"10.0.0.12\", \"weight\": 32768},\n"
	 "  {\"asPath\": \"12076-65020\", \"network\": \"10.1.0.0/16\", \"nextHop\": \"10.0.0.4\","
	 " \"origin\": \"EBgp\", \"sourcePeer\": \"10.0.0.4\", \"weight\": 32779}\n ]\n}\n",
	 "learned at 3\n"
	 "network=10.0.0.0/16 origin=Network sourcePeer=10.0.0.12 localAddress=10.0.0.12 weight=32768\n"
	 "network=10.1.0.0/16 nextHop=10.0.0.4 asPath=12076 65020 origin=EBgp sourcePeer=10.0.0.4 weight=32779\n"},
	{"bare array, the tail of a screen, a star, no mask",
	 "[{\"locPrf\":\"100\",\"network\":\"10.0.0.0/16\",\"nextHop\":\"10.0.0.12*\",\"path\":\"65515 I\\n      \",\"weight\":0},"
	 "{\"locPrf\":\"\",\"network\":\"192.168.1.0\",\"nextHop\":\"172.16.0.1\",\"path\":\"65010 65010 ?\",\"weight\":0},"
	 "{\"locPrf\":\"\",\"network\":\"FD00:DB8::/56\",\"nextHop\":\"FD00::C\",\"path\":\"65515\",\"weight\":0}]",
	 "route-table at 1\n"
	 "network=10.0.0.0/16 nextHop=10.0.0.12 asPath=65515 origin=I weight=0 locPrf=100 chosen=*\n"
	 "network=192.168.1.0/24 nextHop=172.16.0.1 asPath=65010 65010 origin=? weight=0 classful\n"
	 "network=fd00:db8::/56 nextHop=fd00::c asPath=65515 weight=0\n"},
	{"both instances of a Route Server",
	 "{\"RouteServiceRole_IN_0\":[{\"network\":\"10.1.0.0/16\",\"asPath\":\"65001\",\"localAddress\":\"10.0.0.4\","
	 "\"origin\":\"EBgp\",\"weight\":32768}],\"RouteServiceRole_IN_1\":[{\"network\":\"10.1.0.0/16\","
	 "\"asPath\":\"65001\",\"localAddress\":\"10.0.0.5\",\"origin\":\"EBgp\",\"weight\":32768}]}",
	 "learned at 1\n"
	 "network=10.1.0.0/16 asPath=65001 origin=EBgp localAddress=10.0.0.4 weight=32768\n"
	 "network=10.1.0.0/16 asPath=65001 origin=EBgp localAddress=10.0.0.5 weight=32768\n"},
	{"lists in one row become rows",
	 "{\"value\":[{\"addressPrefix\":[\"10.0.0.0/16\",\"10.1.0.0/16\"],\"nextHopIpAddress\":[\"10.2.0.4\",\"10.2.0.5\"],"
	 "\"nextHopType\":\"VirtualNetworkGateway\",\"source\":\"VirtualNetworkGateway\",\"state\":\"Active\"}]}",
	 "effective at 1\n"
	 "network=10.0.0.0/16 nextHop=10.2.0.4 state=Active source=VirtualNetworkGateway nextHopType=VirtualNetworkGateway\n"
	 "network=10.0.0.0/16 nextHop=10.2.0.5 state=Active source=VirtualNetworkGateway nextHopType=VirtualNetworkGateway\n"
	 "network=10.1.0.0/16 nextHop=10.2.0.4 state=Active source=VirtualNetworkGateway nextHopType=VirtualNetworkGateway\n"
	 "network=10.1.0.0/16 nextHop=10.2.0.5 state=Active source=VirtualNetworkGateway nextHopType=VirtualNetworkGateway\n"},
	{"an empty list is of no known kind", "{\"value\": []}", "? at 1\n"},
	{"one object that is a row",
	 "{\"Network\":\"10.0.0.0/8\",\"NextHop\":\"10.0.0.4\",\"AsPath\":\"12076-1\",\"Weight\":32769}",
	 "learned at 1\nnetwork=10.0.0.0/8 nextHop=10.0.0.4 asPath=12076 1 weight=32769\n"},
	{"a hub's routes keep their resources",
	 "{\"value\":[{\"addressPrefixes\":[\"10.1.0.0/16\"],\"asPath\":\"12076-12076\",\"nextHopType\":\"ExpressRouteGateway\","
	 "\"nextHops\":[\"/subscriptions/s/x/Microsoft.Network/expressRouteGateways/g\"],\"routeOrigin\":\"/r\"}]}",
	 "hub-routes at 1\n"
	 "network=10.1.0.0/16 nextHop=/subscriptions/s/x/Microsoft.Network/expressRouteGateways/g"
	 " asPath=12076 12076 nextHopType=ExpressRouteGateway routeOrigin=/r\n"},
	{"two tables of PowerShell, numbers to the right, empty cells",
	 "PS C:\\> Get-AzVirtualNetworkGatewayLearnedRoute | ft\n\n"
	 "LocalAddress Network      NextHop   SourcePeer Origin  AsPath      Weight\n"
	 "------------ -------      -------   ---------- ------  ------      ------\n"
	 "10.0.0.12    10.0.0.0/16            10.0.0.12  Network              32768\n"
	 "10.0.0.12    10.1.0.0/16  10.0.0.4  10.0.0.4   EBgp    12076-12076  32769\n\n"
	 "Network      NextHop       LocPrf Weight Path\n"
	 "-------      -------       ------ ------ ----\n"
	 "10.0.1.0/24  10.11.1.236*              0 65515 65001\n",
	 "learned at 3\n"
	 "network=10.0.0.0/16 origin=Network sourcePeer=10.0.0.12 localAddress=10.0.0.12 weight=32768\n"
	 "network=10.1.0.0/16 nextHop=10.0.0.4 asPath=12076 12076 origin=EBgp sourcePeer=10.0.0.4 localAddress=10.0.0.12 weight=32769\n"
	 "route-table at 8\n"
	 "network=10.0.1.0/24 nextHop=10.11.1.236 asPath=65515 65001 weight=0 chosen=*\n"},
	{"advertised routes are told by their origin",
	 "Network      NextHop    Origin    AsPath    Weight\r\n"
	 "-----------  ---------  --------  --------  --------\r\n"
	 "10.0.0.0/16  10.0.0.12  Igp       65515     0\r\n",
	 "advertised at 1\nnetwork=10.0.0.0/16 nextHop=10.0.0.12 asPath=65515 origin=Igp weight=0\n"},
	{"headings of two words, types of several",
	 "Source                 State    Address Prefix    Next Hop Type          Next Hop IP\n"
	 "---------------------  -------  ----------------  ---------------------  -------------\n"
	 "Default                Active   10.0.0.0/16       VnetLocal\n"
	 "VirtualNetworkGateway  Active   10.1.0.0/16       VirtualNetworkGateway  10.2.146.52\n",
	 "effective at 1\n"
	 "network=10.0.0.0/16 state=Active source=Default nextHopType=VnetLocal\n"
	 "network=10.1.0.0/16 nextHop=10.2.146.52 state=Active source=VirtualNetworkGateway nextHopType=VirtualNetworkGateway\n"},
	{"Markdown, in the portal's words, with signs that mean nothing",
	 "Routes of **vm1**:\n"
	 "| Source  | State   | Address Prefixes | Next Hop Type     | Next Hop IP Address | User Defined Route Name |\n"
	 "| ------- | :-----: | ---------------- | ----------------- | ------------------- | --- |\n"
	 "|Default  | Invalid |10.0.0.0/24\t| Virtual network   | \\-                  | \\- |\n"
	 "| User    | Active  | **0.0.0.0/0**    | Virtual appliance | 10.0.1.4            | to-nva |\n"
	 "end\n",
	 "effective at 2\n"
	 "network=10.0.0.0/24 state=Invalid source=Default nextHopType=VnetLocal\n"
	 "network=0.0.0.0/0 nextHop=10.0.1.4 state=Active source=User nextHopType=VirtualAppliance name=to-nva\n"},
	{"a file of commas, with and without headings",
	 "Virtual network gateway, Active, 192.168.2.0/24, Virtual network gateway, 10.3.129.36\n\n"
	 "Source,State,Address Prefixes,Next Hop Type,Next Hop IP Address\n"
	 "Default,Active,10.0.0.0/16,VNet peering,-\n",
	 "effective at 1\n"
	 "network=192.168.2.0/24 nextHop=10.3.129.36 state=Active source=VirtualNetworkGateway nextHopType=VirtualNetworkGateway\n"
	 "effective at 3\n"
	 "network=10.0.0.0/16 state=Active source=Default nextHopType=VNetPeering\n"},
	{"a list of PowerShell",
	 "LocalAddress : 10.0.0.12\nNetwork      : 10.0.0.0/16\nNextHop      : \nAsPath       : \nWeight       : 32768\n\n"
	 "LocalAddress : 10.0.0.12\nNetwork      : 10.1.0.0/16\nNextHop      : 10.0.0.4\nAsPath       : 12076-1\nWeight       : 32769\n",
	 "learned at 1\n"
	 "network=10.0.0.0/16 localAddress=10.0.0.12 weight=32768\n"
	 "network=10.1.0.0/16 nextHop=10.0.0.4 asPath=12076 1 localAddress=10.0.0.12 weight=32769\n"},
	{"a network without a mask has that of its class",
	 "[{\"network\":\"10.0.0.0\",\"path\":\"1\"},{\"network\":\"172.16.0.0\",\"path\":\"1\"},"
	 "{\"network\":\"0.0.0.0\",\"path\":\"1\"}]",
	 "route-table at 1\n"
	 "network=10.0.0.0/8 asPath=1 classful\n"
	 "network=172.16.0.0/16 asPath=1 classful\n"
	 "network=0.0.0.0/0 asPath=1 classful\n"},
	{"numbers that begin left of their heading",
	 "LocalAddress Neighbor         Asn State\n"
	 "------------ --------         --- -----\n"
	 "10.0.0.12    10.0.0.4  4200000001 Connected\n",
	 "peers at 1\n"
	 "localAddress=10.0.0.12 neighbor=10.0.0.4 asn=4200000001 state=Connected\n"},
	{"sessions of both kinds, and neighbours on the wire",
	 "Neighbor     ASN    LocalAddress    RoutesReceived    State\n"
	 "-----------  -----  --------------  ----------------  ---------\n"
	 "10.0.0.4     12076  10.0.0.12       9                 Connected\n\n"
	 "Neighbor       V    AsProperty    UpDown    StatePfxRcd\n"
	 "-------------  ---  ------------  --------  -------------\n"
	 "169.254.36.41  4    65003         11:09:15  3\n\n"
	 "Age InterfaceProperty IpAddress  MacAddress\n"
	 "--- ----------------- ---------  ----------\n"
	 "154 On-Prem           172.16.1.1 0050.56b4.d8aa\n",
	 "peers at 1\nlocalAddress=10.0.0.12 neighbor=10.0.0.4 asn=12076 state=Connected routesReceived=9\n"
	 "summary at 5\nneighbor=169.254.36.41 asn=65003 v=4 upDown=11:09:15 statePfxRcd=3\n"
	 "arp at 9\nage=154 interface=On-Prem ipAddress=172.16.1.1 macAddress=0050.56b4.d8aa\n"},
	{"lists in braces, behind a byte order mark",
	 "\xef\xbb\xbf" "Name DisableBgpRoutePropagation State  Source  AddressPrefix NextHopType NextHopIpAddress\n"
	 "---- -------------------------- -----  ------  ------------- ----------- ----------------\n"
	 "                          False Active Default {10.0.0.0/16} VnetLocal   {}\n"
	 "up                        False Active User    {10.1.0.0/16} None        {}\n",
	 "effective at 1\n"
	 "network=10.0.0.0/16 state=Active source=Default nextHopType=VnetLocal disableBgpRoutePropagation=false\n"
	 "network=10.1.0.0/16 state=Active source=User nextHopType=None name=up disableBgpRoutePropagation=false\n"},
	/* Broken ones name the line and what was expected. */
	{"no table", "hello\n",
	 "file:1: error: no table of Azure's; expected the JSON of az, or a table with headings such as "
	 "Network, NextHop, AsPath, Weight\n"},
	{"half a document", "{\n \"value\": [\n {\"network\": \"10.0.0.0/16\",\n",
	 "file:3: error: the JSON is broken here; expected the whole answer of az\n"},
	{"no network", "Network NextHop\n[{\"network\":\"10.0.0.0/33\",\"nextHop\":\"10.0.0.4\",\"weight\":0}]",
	 "file:2: warning: '10.0.0.0/33' is no network; expected one like 10.0.0.0/16; the row is left out\n"
	 "file:2: error: none of the 1 rows of the table can be read\n"},
	{"no address",
	 "Network      NextHop    Origin    AsPath    Weight\n"
	 "-----------  ---------  --------  --------  --------\n"
	 "10.0.0.0/16  10.0.0.12  Igp       65515     0\n"
	 "10.1.0.0/16  10.0.0.x   Igp       65515     0\n",
	 "advertised at 1\nnetwork=10.0.0.0/16 nextHop=10.0.0.12 asPath=65515 origin=Igp weight=0\n"
	 "file:4: warning: '10.0.0.x' is no nextHop; expected an address like 10.0.0.4; the row is left out\n"},
	{"no number", "[{\"network\":\"10.0.0.0/8\",\"nextHop\":\"\",\"weight\":\"heavy\"}]",
	 "file:1: warning: 'heavy' is no weight; expected a number; the row is left out\n"
	 "file:1: error: none of the 1 rows of the table can be read\n"},
	{"no path", "[{\"network\":\"10.0.0.0/8\",\"nextHop\":\"\",\"asPath\":\"12076-x\"}]",
	 "file:1: warning: '12076-x' is no AS path; expected one like 12076-65020; the row is left out\n"
	 "file:1: error: none of the 1 rows of the table can be read\n"},
	{"a row without a network", "[{\"network\":\"10.0.0.0/8\",\"weight\":0},{\"nextHop\":\"10.0.0.4\"}]",
	 "advertised at 1\nnetwork=10.0.0.0/8 weight=0\n"
	 "file:1: warning: a row without network; every row of the table 'learned' has one; the row is left out\n"},
	/* As people post them. */
	{"an ellipsis at every path, a comment's beginning, rows left out",
	 "<#Network            NextHop       LocPrf Weight Path\n"
	 "-------            -------       ------ ------ ----\n"
	 "10.20.0.0/16       10.20.0.13*   100    0      65515 I\xe2\x80\xa6\n"
	 "10.20.0.0/16       10.20.0.12    100    0      65515 650\xe2\x80\xa6\n"
	 "<snipped>\n"
	 "192.168.0.0/16     172.16.0.1    100    0      65020 I\n"
	 "#>\n",
	 "route-table at 1\n"
	 "network=10.20.0.0/16 nextHop=10.20.0.13 asPath=65515 origin=I weight=0 locPrf=100 chosen=*\n"
	 "network=10.20.0.0/16 nextHop=10.20.0.12 weight=0 locPrf=100\n"
	 "network=192.168.0.0/16 nextHop=172.16.0.1 asPath=65020 origin=I weight=0 locPrf=100\n"},
	{"az -o tsv", "65010\t10.20.1.4\t172.30.0.0/16\t10.20.2.4\tEBgp\t10.20.2.4\t32768\n"
	 "\t10.20.1.4\t10.20.0.0/16\tNone\tNetwork\t10.20.1.4\t32768\n",
	 "learned at 1\n"
	 "network=172.30.0.0/16 nextHop=10.20.2.4 asPath=65010 origin=EBgp sourcePeer=10.20.2.4 localAddress=10.20.1.4 weight=32768\n"
	 "network=10.20.0.0/16 origin=Network sourcePeer=10.20.1.4 localAddress=10.20.1.4 weight=32768\n"},
	{"headings and tabs", "Network\tNextHop\tAsPath\tWeight\n10.0.0.0/8\t10.0.0.4\t12076-1\t32769\n",
	 "learned at 1\nnetwork=10.0.0.0/8 nextHop=10.0.0.4 asPath=12076 1 weight=32769\n"},
	{"colours, no-break spaces, remarks, prose in between, a bad row",
	 "\x1b[32mNetwork      NextHop    Origin    AsPath    Weight\x1b[0m\n"
	 "-----------  ---------  --------  --------  --------\n"
	 "10.0.0.0/16\xc2\xa0 10.0.0.12  EBgp      65515     32769  <-- the hub\n"
	 "10.1.0.0/16  \x1b[1m10.0.0.12\x1b[m  EBgp      65515     32769  # spoke\n"
	 "\n"
	 "and then the others:\n"
	 "10.2.0.0/16  10.0.0.12  EBgp      65515     heavy\n"
	 "10.3.0.0/16  10.0.0.12  EBgp      65515     32769\n"
	 "\n10.0.0.4 is alive\n",
	 "learned at 1\n"
	 "network=10.0.0.0/16 nextHop=10.0.0.12 asPath=65515 origin=EBgp weight=32769\n"
	 "network=10.1.0.0/16 nextHop=10.0.0.12 asPath=65515 origin=EBgp weight=32769\n"
	 "network=10.3.0.0/16 nextHop=10.0.0.12 asPath=65515 origin=EBgp weight=32769\n"
	 "file:7: warning: 'heavy' is no weight; expected a number; the row is left out\n"},
	{"a table of HTML, and marks in a row",
	 "<p>Routes:</p><table>\n<tr><th>Network</th><th>NextHop</th><th>AsPath</th><th>Weight</th></tr>\n"
	 "<tr>\n  <td>10.0.0.0/16</td>\n  <td><b>10.0.0.4</b></td>\n  <td>12076&nbsp;65020</td>\n  <td>32769</td>\n</tr>\n"
	 "</table>\n",
	 "learned at 2\nnetwork=10.0.0.0/16 nextHop=10.0.0.4 asPath=12076 65020 weight=32769\n"},
	{"no sessions", "az network vnet-gateway list-bgp-peer-status\nGateway does not have any Bgp sessions.\n",
	 "peers at 2\n"},
	{"FRR, with host names and networks that are not repeated",
	 "BGP table version is 3, local router ID is 10.0.0.1, vrf id 0\n"
	 "    Network          Next Hop            Metric LocPrf Weight Path\n"
	 " *> 10.20.0.0/16     172.16.0.2(edge)                       0 12076 i\n"
	 " *=                  172.16.0.6(edge)         5             0 12076 65010 ?\n"
	 "    10.21.0.0/16     172.16.0.6                             0 12076 i\n"
	 " *> 192.168.0.0/16   0.0.0.0                  0         32768 i\n"
	 " *>i10.9.0.0/24      10.0.0.2                 0    100      0 65001 {65002,65003} i\n"
	 "\nDisplayed  4 routes and 5 total paths\n",
	 "router at 2\n"
	 "network=10.20.0.0/16 nextHop=172.16.0.2 asPath=12076 origin=I weight=0 chosen=>\n"
	 "network=10.20.0.0/16 nextHop=172.16.0.6 asPath=12076 65010 origin=? weight=0 chosen== metric=5\n"
	 "network=10.21.0.0/16 nextHop=172.16.0.6 asPath=12076 origin=I weight=0 state=not valid\n"
	 "network=192.168.0.0/16 origin=I weight=32768 chosen=> metric=0\n"
	 "network=10.9.0.0/24 nextHop=10.0.0.2 asPath=65001 {65002,65003} origin=I weight=0 locPrf=100 chosen=> metric=0\n"},
	{"IOS, lines that go on below",
	 "     Network          Next Hop            Metric LocPrf Weight Path\n"
	 " *>   2001:db8:aaaa:bbbb::/64\n"
	 "                       2001:db8:12::2\n"
	 "                                              0             0 65001 i\n"
	 " *    172.30.0.0       172.16.0.6                             0 12076 i\n",
	 "router at 1\n"
	 "network=2001:db8:aaaa:bbbb::/64 nextHop=2001:db8:12::2 asPath=65001 origin=I weight=0 chosen=> metric=0\n"
	 "network=172.30.0.0/16 nextHop=172.16.0.6 asPath=12076 origin=I weight=0 classful\n"},
	{"Junos",
	 "user@mx> show route protocol bgp\n\n"
	 "inet.0: 23 destinations, 30 routes (23 active, 0 holddown, 0 hidden)\n"
	 "+ = Active Route, - = Last Active, * = Both\n\n"
	 "10.20.0.0/16       *[BGP/170] 2w3d 01:02:03, MED 5, localpref 100\n"
	 "                      AS path: 12076 I, validation-state: unverified\n"
	 "                    > to 172.16.0.2 via ge-0/0/0.100\n"
	 "                    [BGP/170] 2w3d, localpref 100, from 172.16.0.6\n"
	 "                      AS path: 12076 65010 ?\n"
	 "                    > to 172.16.0.6 via ge-0/0/1.100\n"
	 "10.99.0.0/16       *[Static/5] 3w2d\n"
	 "                      Discard\n\n"
	 "user@mx>\n",
	 "router at 6\n"
	 "network=10.20.0.0/16 nextHop=172.16.0.2 asPath=12076 origin=I locPrf=100 chosen=> metric=5\n"
	 "network=10.20.0.0/16 nextHop=172.16.0.6 asPath=12076 65010 origin=? locPrf=100\n"},
	{"Junos, of one neighbour",
	 "user@mx> show route receive-protocol bgp 172.16.0.2\n\n"
	 "inet.0: 30 destinations, 40 routes (30 active, 0 holddown, 0 hidden)\n"
	 "  Prefix\t\t  Nexthop\t       MED     Lclpref    AS path\n"
	 "* 10.20.0.0/16            172.16.0.2                              12076 I\n",
	 "router at 4\n"
	 "network=10.20.0.0/16 nextHop=172.16.0.2 asPath=12076 origin=I\n"},
	{"a list that is not all rows", "[{\"network\":\"10.0.0.0/8\",\"weight\":0},7]",
	 "file:1: error: a list whose items are not all objects; expected the rows of a table\n"},
};
/* clang-format on */

static void each_form_is_read(void **state)
{
	(void)state;

	for (size_t i = 0; i < COUNT_OF(forms); i++) {
		struct text found = {0};

		read_all(forms[i].text, AZ_KIND_COUNT, &found);
		if (strcmp(text_str(&found), forms[i].want) != 0)
			fail_msg("%s:\n%s\nwanted:\n%s", forms[i].name, text_str(&found),
			         forms[i].want);
		text_done(&found);
	}
}

static void a_kind_may_be_forced(void **state)
{
	(void)state;
	struct text found = {0};

	read_all("{\"value\": []}", AZ_ADVERTISED, &found);
	assert_string_equal(text_str(&found), "advertised at 1\n");
	text_done(&found);
}

/* Other tables of Azure that have an address prefix are none of these. */
static void other_documents_are_passed_over(void **state)
{
	(void)state;
	struct text found = {0};

	read_all("{\"subnets\":[{\"name\":\"GatewaySubnet\",\"addressPrefix\":\"10.0.0.0/27\"}]}\n"
	         "{\"routes\":[{\"name\":\"r\",\"addressPrefix\":\"10.0.0.0/8\","
	         "\"nextHopType\":\"VirtualAppliance\",\"nextHopIpAddress\":\"10.0.0.4\"}]}\n"
	         "[![1]][1]\n{\"value\":[]}\n",
	         AZ_KIND_COUNT, &found);
	assert_string_equal(text_str(&found), "? at 4\n");
	text_done(&found);
}

/* Whatever is done to a good file, reading it ends and touches no foreign memory. */
static void no_text_does_harm(void **state)
{
	(void)state;
	struct rng rng = rng_of(7);

	for (unsigned round = 0; round < 4000; round++) {
		const char *from = forms[rng_below(&rng, COUNT_OF(forms))].text;
		size_t size = strlen(from);
		char *text = malloc(size + 1);
		struct arena *arena = arena_new();
		struct findings findings = {0};

		assert_non_null(text);
		memcpy(text, from, size);
		for (unsigned k = 0; k < 4; k++)
			text[rng_below(&rng, (uint32_t)size)] = (char)rng_below(&rng, 256);
		size = rng_below(&rng, (uint32_t)size) + 1;
		text = realloc(text, size);
		struct az_capture *capture =
		    az_read("file", text, size, AZ_KIND_COUNT, arena, &findings);
		assert_true((capture == NULL) == (findings_errors(&findings) > 0));
		findings_done(&findings);
		arena_free(arena);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_form_is_read),
	    cmocka_unit_test(a_kind_may_be_forced),
	    cmocka_unit_test(other_documents_are_passed_over),
	    cmocka_unit_test(no_text_does_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
