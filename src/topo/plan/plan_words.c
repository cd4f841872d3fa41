/* What verdicts are called where they have a meaning of their own in Azure. */
#include "topo/plan/plan_words.h"

static const struct words {
	const char *name;
	const char *text;
} peculiar[RIB_VERDICT_COUNT] = {
    /* remote-vnet-toggle: a path of the Microsoft AS alone came from another VNet's gateway, since
     * behind a customer there is always the customer's AS. */
    [RIB_REFUSED_PATH] = {"remote-vnet", "the gateway does not accept other virtual networks"},
};

const char *plan_verdict_name(enum rib_verdict verdict)
{
	return peculiar[verdict].name != NULL ? peculiar[verdict].name : rib_verdict_name(verdict);
}

const char *plan_verdict_text(enum rib_verdict verdict)
{
	return peculiar[verdict].text != NULL ? peculiar[verdict].text : rib_verdict_text(verdict);
}
