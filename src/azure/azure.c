/* The table of kinds, and labs that are made of them. */
#include "azure/azure.h"

#include "topo/judge/load.h"

const struct kind_hooks *const azure_kinds[LAB_KIND_COUNT] = {
#define X(constant, type, ...) [LAB_##constant] = &azure_##type,
    LAB_KINDS(X)
#undef X
};

struct lab *azure_load(const char *path, struct findings *findings)
{
	return lab_load(azure_kinds, path, findings);
}

struct lab *azure_parse(const char *file, const char *text, size_t size, struct findings *findings)
{
	return lab_parse(azure_kinds, file, text, size, findings);
}
