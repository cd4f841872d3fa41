/* Holds many captures against a lab. */
#include "query/capture/drift.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/check.h"
#include "document/name_map.h"

/* Places that are tried for one table. */
enum { CANDIDATES_MAX = 4096 };

struct candidate {
	struct az_place place;
	const struct agree_az *agreement;
	bool named;  /* the table says so */
	bool hinted; /* the file's name does */
};

struct drift_search {
	struct drift *drift;
	const char *file;
	const struct az_table *table;
	struct candidate best;
	bool found;
	const char *rival; /* another place that is as good, or NULL */
	uint32_t tried;
};

struct drift *drift_new(const struct lab *lab, const struct snapshot *snapshot)
{
	struct arena *arena = arena_new();
	struct drift *drift = arena_alloc(arena, sizeof(*drift));

	drift->arena = arena;
	drift->lab = lab;
	drift->snapshot = snapshot;
	return drift;
}

void drift_free(struct drift *drift)
{
	if (drift == NULL)
		return;
	free(drift->tables);
	free(drift->lines);
	arena_free(drift->arena);
}

/* The name stands in the file's name as a word, whatever its case; '/' of a place is any mark. */
static bool is_hinted(const char *file, const char *place)
{
	const char *slash = strrchr(file, '/');
	const char *name = slash == NULL ? file : slash + 1;
	size_t size = strlen(place);

	for (const char *at = name; strlen(at) >= size; at++) {
		size_t same = 0;

		while (same < size &&
		       (tolower((unsigned char)at[same]) == tolower((unsigned char)place[same]) ||
		        (place[same] == '/' && !isalnum((unsigned char)at[same]))))
			same++;
		if (same == size && (at == name || !isalnum((unsigned char)at[-1])) &&
		    !isalnum((unsigned char)at[size]))
			return true;
	}
	return false;
}

/* Fewer differences, then more agreement. */
static int order(const struct candidate *a, const struct candidate *b)
{
	if (a->named != b->named)
		return a->named ? -1 : 1;
	if (a->agreement->actual->count == 0 && a->hinted != b->hinted)
		return a->hinted ? -1 : 1;
	if (a->agreement->differ != b->agreement->differ)
		return a->agreement->differ < b->agreement->differ ? -1 : 1;
	if (a->agreement->agree != b->agreement->agree)
		return a->agreement->agree > b->agreement->agree ? -1 : 1;
	if (a->hinted != b->hinted)
		return a->hinted ? -1 : 1;
	return 0;
}

static void try_place(struct drift_search *search, const char *name)
{
	struct drift *drift = search->drift;
	struct candidate candidate = {.hinted = is_hinted(search->file, name)};
	struct agree_az_at at = {.lab = drift->lab,
	                         .snapshot = drift->snapshot,
	                         .place = &candidate.place,
	                         .arena = drift->arena};
	int better;

	if (search->tried++ >= CANDIDATES_MAX ||
	    !az_place_find(drift->lab, drift->snapshot, name, &candidate.place) ||
	    !az_place_has(&candidate.place, search->table->kind))
		return;
	candidate.named = az_place_is_named(&candidate.place, search->table);
	if (search->found && search->best.named && !candidate.named)
		return;
	candidate.agreement = agree_az_at(&at, search->table);
	agree_az_at_done(&at);
	if (candidate.agreement == NULL)
		return;
	better = search->found ? order(&candidate, &search->best) : -1;
	if (better == 0 && search->rival == NULL)
		search->rival = candidate.place.name;
	if (better >= 0)
		return;
	search->best = candidate;
	search->found = true;
	search->rival = NULL;
}

static bool speaks_to_azure(enum lab_kind kind)
{
	return kind == LAB_GATEWAY || kind == LAB_VPN_GATEWAY || kind == LAB_ROUTE_SERVER;
}

/* Elements once, not each of their instances; links, routers and appliances by themselves. */
static void try_nodes(struct drift_search *search)
{
	const struct snapshot *snapshot = search->drift->snapshot;

	for (uint32_t i = 0; i < snapshot->node_count; i++) {
		const struct snapshot_node *node = &snapshot->nodes[i];
		bool azure = speaks_to_azure(node->kind);

		if (!azure || node->instance == 0)
			try_place(search, azure ? node->group : node->name);
	}
}

/* The capture's network is this one. */
static bool has_space(const struct lab_vnet *vnet, const struct az_table *table)
{
	for (uint32_t i = 0; i < table->count; i++) {
		const char *type = table->rows[i].members[AZ_NEXT_HOP_TYPE];

		if (type == NULL || strcmp(type, "VnetLocal") != 0)
			continue;
		for (uint32_t p = 0; p < vnet->address_space.count; p++) {
			if (prefix_equal(&vnet->address_space.items[p], &table->rows[i].key))
				return true;
		}
	}
	return false;
}

static void try_subnets(struct drift_search *search)
{
	const struct lab *lab = search->drift->lab;

	for (uint32_t v = 0; v < lab->vnet_count; v++) {
		const struct lab_vnet *vnet = &lab->vnets[v];

		if (!has_space(vnet, search->table))
			continue;
		for (uint32_t s = 0; s < vnet->subnet_count; s++)
			try_place(search, arena_printf(search->drift->arena, "%s/%s", vnet->name,
			                               vnet->subnets[s].name));
	}
}

static void try_hubs(struct drift_search *search)
{
	const struct lab *lab = search->drift->lab;

	for (uint32_t i = 0; i < lab->hub_count; i++)
		try_place(search, lab->hubs[i].name);
}

static void add_members(struct text *out, const struct az_row *row)
{
	static const enum az_member told[] = {AZ_NEXT_HOP, AZ_NEXT_HOP_TYPE, AZ_AS_PATH,
	                                      AZ_SOURCE_PEER, AZ_STATE};

	for (size_t i = 0; i < COUNT_OF(told); i++) {
		const char *value = row->members[told[i]];

		if (value != NULL && value[0] != '\0')
			text_addf(out, ", %s %s", az_member_name(told[i]), value);
	}
}

static const char *or_none(const char *text)
{
	return text == NULL || text[0] == '\0' ? "none" : text;
}

static void add_line(struct drift *drift, const struct candidate *found,
                     const struct agree_az_row *row, enum az_kind kind)
{
	const struct az_row *here = row->actual != NULL ? row->actual : row->predicted;
	const char *separator = "";
	struct text text = {0};
	char key[PREFIX_TEXT_MAX];

	text_addf(&text, "%s %s %s: ", found->place.name, az_kind_names[kind],
	          prefix_format(&here->key, key));
	if (row->result == AGREE_MISSING || row->result == AGREE_UNEXPECTED) {
		text_add(&text, row->result == AGREE_MISSING ? "predicted, but not there"
		                                             : "not predicted");
		add_members(&text, here);
	}
	for (uint32_t i = 0; i < row->difference_count; i++) {
		const struct agree_az_difference *difference = &row->differences[i];

		if (difference->rule != NULL)
			continue;
		text_addf(&text, "%s%s %s, predicted %s", separator,
		          az_member_name(difference->member), or_none(difference->actual),
		          or_none(difference->predicted));
		separator = "; ";
	}
	drift->lines = mem_grow(drift->lines, &drift->line_capacity, drift->line_count + 1u,
	                        sizeof(*drift->lines));
	drift->lines[drift->line_count++] = (struct drift_line){
	    .place = found->place.name,
	    .kind = az_kind_names[kind],
	    .text = arena_strdup(drift->arena, text_str(&text)),
	};
	text_done(&text);
}

/* Why it is not said whose table this is; NULL when it is. */
static const char *doubt_of(const struct drift_search *search)
{
	const struct candidate *best = &search->best;

	if (search->table->kind == AZ_KIND_COUNT)
		return "an empty list, which may be of any kind";
	if (!search->found)
		return "nothing of the lab has such a table";
	if (best->hinted && search->rival == NULL)
		return NULL;
	if (search->table->count == 0 && !best->hinted)
		return "no rows that say whose it is; put the name into the file's";
	if (!best->named && best->agreement->agree + best->agreement->explained == 0)
		return "nothing in it is of the lab";
	if (search->rival != NULL && best->agreement->differ > 0)
		return arena_printf(search->drift->arena,
		                    "it may be of '%s' or of '%s'; put the name into the file's",
		                    best->place.name, search->rival);
	return NULL;
}

void drift_add(struct drift *drift, const char *file, const struct az_table *table)
{
	struct drift_search search = {.drift = drift, .file = file, .table = table};
	struct drift_table result = {
	    .file = file,
	    .line = table->line,
	    .kind = table->kind == AZ_KIND_COUNT ? "unknown" : az_kind_names[table->kind]};

	if (table->kind == AZ_EFFECTIVE)
		try_subnets(&search);
	else if (table->kind == AZ_HUB_ROUTES)
		try_hubs(&search);
	else if (table->kind != AZ_KIND_COUNT)
		try_nodes(&search);
	result.doubt = doubt_of(&search);
	if (result.doubt == NULL) {
		const struct agree_az *agreement = search.best.agreement;

		result.place = search.best.place.name;
		result.agree = agreement->agree;
		result.explained = agreement->explained;
		result.differ = agreement->differ;
		for (uint32_t i = 0; i < agreement->count; i++) {
			if (agreement->rows[i].result != AGREE_SAME &&
			    !agreement->rows[i].explained)
				add_line(drift, &search.best, &agreement->rows[i], table->kind);
		}
	}
	drift->unplaced += result.doubt != NULL;
	drift->tables = mem_grow(drift->tables, &drift->table_capacity, drift->table_count + 1u,
	                         sizeof(*drift->tables));
	drift->tables[drift->table_count++] = result;
}

static int by_text(const void *a, const void *b)
{
	const struct drift_line *left = a;
	const struct drift_line *right = b;

	return strcmp(left->text, right->text);
}

static void drop_repeats(struct drift *drift)
{
	uint32_t kept = 0;

	if (drift->line_count > 1)
		qsort(drift->lines, drift->line_count, sizeof(*drift->lines), by_text);
	for (uint32_t i = 0; i < drift->line_count; i++) {
		if (kept == 0 || by_text(&drift->lines[kept - 1], &drift->lines[i]) != 0)
			drift->lines[kept++] = drift->lines[i];
	}
	drift->line_count = kept;
}

void drift_settle(struct drift *drift, const char *text)
{
	struct name_map lines = {.arena = drift->arena};
	size_t room = 1;

	drop_repeats(drift);
	for (uint32_t i = 0; i < drift->line_count; i++)
		name_map_add(&lines, drift->lines[i].text, &drift->lines[i]);
	for (const char *at = text; *at != '\0'; at++)
		room += *at == '\n';
	drift->gone = arena_alloc(drift->arena, (room + 1) * sizeof(*drift->gone));
	for (const char *at = text; *at != '\0';) {
		size_t size = strcspn(at, "\r\n");
		const char *line = arena_strndup(drift->arena, at, size);
		struct drift_line *known = (struct drift_line *)name_map_get(&lines, line);

		at += size + strspn(at + size, "\r\n");
		if (line[0] == '#' || line[0] == '\0')
			continue;
		if (known == NULL)
			drift->gone[drift->gone_count++] = line;
		else if (!known->known)
			drift->known++;
		if (known != NULL)
			known->known = true;
	}
	CHECK(drift->known <= drift->line_count && drift->gone_count <= room);
}
