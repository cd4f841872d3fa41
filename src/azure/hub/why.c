/* What virtual hubs keep from each other and from their gateways. */
#include "azure/hub/hub.h"

/* clang-format off */
const struct why_row hub_why[] = {
    {LAB_HUB, LAB_HUB, RIB_FILTERED, 0, NULL, "virtual-hub-default-route", NULL},
    {LAB_HUB, LAB_HUB, RIB_WITHHELD, 0, NULL, "virtual-hub-own-prefix", NULL},
    {LAB_HUB, LAB_GATEWAY, RIB_WITHHELD, 0, NULL, "virtual-hub-announces", NULL},
    {LAB_HUB, LAB_GATEWAY, RIB_OWN_PREFIX, 0, NULL, "gateway-refuses-own-prefix", NULL},
    {LAB_GATEWAY, LAB_HUB, RIB_WITHHELD, 0, NULL, "virtual-hub-announces", NULL},
    {.verdict = RIB_PASS},
};
/* clang-format on */
