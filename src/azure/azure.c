/* The table of kinds, and labs that are made of them. */
#include "azure/azure.h"

#include "topo/event/event_word.h"
#include "topo/judge/load.h"

const struct kind_hooks *const azure_kinds[LAB_KIND_COUNT] = {
#define X(constant, type, ...) [LAB_##constant] = &azure_##type,
    LAB_KINDS(X)
#undef X
};

/* What is down can be found only where all names are known. */
static struct lab *with_down(struct lab *lab, struct findings *findings)
{
	if (lab == NULL || event_judge_down(lab, findings))
		return lab;
	lab_free(lab);
	return NULL;
}

struct lab *azure_load(const char *path, struct findings *findings)
{
	return with_down(lab_load(azure_kinds, path, findings), findings);
}

struct lab *azure_parse(const char *file, const char *text, size_t size, struct findings *findings)
{
	return with_down(lab_parse(azure_kinds, file, text, size, findings), findings);
}
