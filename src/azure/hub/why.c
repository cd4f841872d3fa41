/* What virtual hubs keep from each other and from their gateways. */
#include "azure/hub/hub.h"

static bool is_default(const struct why_at *at)
{
	return at->prefix->length == 0;
}

/* clang-format off */
const struct why_row hub_why[] = {
    {LAB_HUB, LAB_HUB, RIB_FILTERED, 0, is_default, "virtual-hub-default-route", NULL},
    {LAB_HUB, LAB_HUB, RIB_FILTERED, 0, NULL, "virtual-hub-propagation", NULL},
    {LAB_HUB, LAB_HUB, RIB_WITHHELD, 0, NULL, "virtual-hub-own-prefix", NULL},
    {LAB_HUB, LAB_GATEWAY, RIB_WITHHELD, 0, NULL, "virtual-hub-announces", NULL},
    {LAB_HUB, LAB_GATEWAY, RIB_FILTERED, 0, NULL, "virtual-hub-propagation", NULL},
    {LAB_HUB, LAB_VPN_GATEWAY, RIB_WITHHELD, 0, NULL, "virtual-hub-announces", NULL},
    {LAB_HUB, LAB_VPN_GATEWAY, RIB_FILTERED, 0, NULL, "virtual-hub-propagation", NULL},
    {LAB_VPN_GATEWAY, LAB_HUB, RIB_WITHHELD, 0, NULL, "virtual-hub-announces", NULL},
    {LAB_HUB, LAB_GATEWAY, RIB_OWN_PREFIX, 0, NULL, "gateway-refuses-own-prefix", NULL},
    {LAB_GATEWAY, LAB_HUB, RIB_WITHHELD, 0, NULL, "virtual-hub-announces", NULL},
    {.verdict = RIB_PASS},
};
/* clang-format on */
