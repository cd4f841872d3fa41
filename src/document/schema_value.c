/* Says what is wrong with a value, and what would be right, better than libyang does: with the
 * allowed words, the range, or the mended prefix. */
#include "document/schema_value.h"

#include <inttypes.h>
#include <libyang/plugins_types.h>
#include <string.h>

#include "base/addr.h"
#include "base/check.h"

/* Of struct tcp_md5sig. */
enum { SECRET_SIZE_MAX = 80 };

const struct lysc_type *schema_type_of(const struct lysc_node *leaf)
{
	/* A leaf-list begins like a leaf. */
	const struct lysc_type *type = ((const struct lysc_node_leaf *)leaf)->type;

	if (type->basetype == LY_TYPE_LEAFREF)
		return ((const struct lysc_type_leafref *)type)->realtype;
	return type;
}

/* libyang knows the types of RFC 6991 by plugins, whose identifiers hold the type's name. */
static bool is_named(const struct lysc_type *type, const char *name)
{
	return strstr(type->plugin->id, name) != NULL;
}

/* The families of prefix that the type takes, one bit for each number of enum addr_family; 0 when
 * it is no prefix. */
static unsigned prefix_families(const struct lysc_type *type)
{
	unsigned families = 0;

	if (is_named(type, "ipv4-prefix"))
		return 1u << ADDR_IPV4;
	if (is_named(type, "ipv6-prefix"))
		return 1u << ADDR_IPV6;
	if (type->basetype != LY_TYPE_UNION)
		return 0;

	struct lysc_type **types = ((const struct lysc_type_union *)type)->types;
	for (size_t i = 0; i < LY_ARRAY_COUNT(types); i++) {
		unsigned more = prefix_families(types[i]);
		if (more == 0)
			return 0;
		families |= more;
	}
	return families;
}

static void describe_enum(const struct lysc_type *type, struct text *out)
{
	const struct lysc_type_bitenum_item *items = ((const struct lysc_type_enum *)type)->enums;

	for (size_t i = 0; i < LY_ARRAY_COUNT(items); i++)
		text_addf(out, "%s\"%s\"", i == 0 ? "" : " or ", items[i].name);
}

static bool is_unsigned(LY_DATA_TYPE base)
{
	return base == LY_TYPE_UINT8 || base == LY_TYPE_UINT16 || base == LY_TYPE_UINT32 ||
	       base == LY_TYPE_UINT64;
}

static bool is_integer(LY_DATA_TYPE base)
{
	return is_unsigned(base) || base == LY_TYPE_INT8 || base == LY_TYPE_INT16 ||
	       base == LY_TYPE_INT32 || base == LY_TYPE_INT64;
}

static void describe_integer(const struct lysc_type *type, struct text *out)
{
	static const uint64_t largest[] = {
	    [LY_TYPE_UINT8] = UINT8_MAX,
	    [LY_TYPE_UINT16] = UINT16_MAX,
	    [LY_TYPE_UINT32] = UINT32_MAX,
	    [LY_TYPE_UINT64] = UINT64_MAX,
	};
	const struct lysc_range *range = ((const struct lysc_type_num *)type)->range;

	text_add(out, "a whole number");
	if (!is_unsigned(type->basetype))
		return;
	if (range == NULL)
		text_addf(out, " of 0 to %" PRIu64, largest[type->basetype]);
	else
		text_addf(out, " of %" PRIu64 " to %" PRIu64, range->parts[0].min_u64,
		          range->parts[LY_ARRAY_COUNT(range->parts) - 1].max_u64);
}

void schema_type_describe(const struct lysc_type *type, struct text *out)
{
	unsigned families = prefix_families(type);

	if (families == 1u << ADDR_IPV6)
		text_add(out, "an IPv6 prefix such as \"fd00:1::/64\"");
	else if (families != 0)
		text_addf(out, "%s such as \"10.1.0.0/16\"",
		          families == 1u << ADDR_IPV4 ? "an IPv4 prefix" : "a prefix");
	else if (is_named(type, "ipv4-address"))
		text_add(out, "an IPv4 address such as \"10.0.0.1\"");
	else if (type->basetype == LY_TYPE_ENUM)
		describe_enum(type, out);
	else if (type->basetype == LY_TYPE_BOOL)
		text_add(out, "true or false");
	else if (is_integer(type->basetype))
		describe_integer(type, out);
	else if (type->basetype == LY_TYPE_DEC64)
		text_add(out, "a decimal number such as \"2.5\"");
	else
		text_add(out, "a string");
}

/* RFC 7951 section 6 writes numbers of up to 32 bits as numbers, larger ones and decimals as
 * strings. A decimal written as a number is taken too: that is what people write. The words of YAML
 * have no kind of their own. */
static bool kind_fits(LY_DATA_TYPE base, enum tree_kind kind)
{
	if (kind == TREE_PLAIN)
		return true;
	if (base == LY_TYPE_BOOL)
		return kind == TREE_TRUE || kind == TREE_FALSE;
	if (base == LY_TYPE_DEC64)
		return kind == TREE_NUMBER || kind == TREE_STRING;
	if (is_integer(base) && base != LY_TYPE_UINT64 && base != LY_TYPE_INT64)
		return kind == TREE_NUMBER;
	return kind == TREE_STRING;
}

static bool suggest_enum(const struct lysc_type *type, const char *value, struct text *out)
{
	const struct lysc_type_bitenum_item *items = ((const struct lysc_type_enum *)type)->enums;
	const char *words[16];
	size_t count =
	    LY_ARRAY_COUNT(items) < COUNT_OF(words) ? LY_ARRAY_COUNT(items) : COUNT_OF(words);

	for (size_t i = 0; i < count; i++)
		words[i] = items[i].name;
	const char *near = nearest_word(value, words, count);
	if (near != NULL)
		text_addf(out, "; did you mean \"%s\"?", near);
	return near != NULL;
}

/* libyang masks host bits away without a word. */
static bool prefix_check(const struct lysc_node *leaf, const char *value, struct text *out)
{
	struct prefix prefix;
	char mended[PREFIX_TEXT_MAX];

	if (prefix_families(schema_type_of(leaf)) == 0 ||
	    prefix_parse(value, &prefix) != PREFIX_HOST_BITS)
		return true;
	text_addf(out, "\"%s\" \"%s\" has bits set behind its length; expected \"%s\"", leaf->name,
	          value, prefix_format(&prefix, mended));
	return false;
}

/* The module's own words for the rule that was broken, or NULL. */
static const char *own_message(const struct lysc_node *leaf)
{
	const struct ly_err_item *last = ly_err_last(leaf->module->ctx);
	const struct lysc_type *type = schema_type_of(leaf);
	const struct lysc_type_str *string = (const struct lysc_type_str *)type;

	if (last == NULL || last->msg == NULL)
		return NULL;
	if (type->basetype == LY_TYPE_STRING) {
		for (size_t i = 0; i < LY_ARRAY_COUNT(string->patterns); i++) {
			const char *message = string->patterns[i]->emsg;
			if (message != NULL && strcmp(message, last->msg) == 0)
				return message;
		}
		return string->length != NULL ? string->length->emsg : NULL;
	}
	if (is_integer(type->basetype) && ((const struct lysc_type_num *)type)->range != NULL)
		return ((const struct lysc_type_num *)type)->range->emsg;
	if (type->basetype == LY_TYPE_DEC64 && ((const struct lysc_type_dec *)type)->range != NULL)
		return ((const struct lysc_type_dec *)type)->range->emsg;
	return NULL;
}

/* A key, which stands in no finding, since findings end up in the logs of others. */
static bool is_secret(const struct lysc_node *leaf)
{
	CHECK(leaf->nodetype & (LYS_LEAF | LYS_LEAFLIST));
	return strcmp(leaf->name, "shared-key") == 0;
}

/* YANG counts characters, the kernel bytes. */
static bool secret_fits(const struct lysc_node *leaf, const char *value, struct text *out)
{
	if (!is_secret(leaf) || strlen(value) <= SECRET_SIZE_MAX)
		return true;
	text_addf(out, "\"%s\" is not allowed; a TCP MD5 key has 1 to %d bytes", leaf->name,
	          SECRET_SIZE_MAX);
	return false;
}

bool schema_value_check(const struct lysc_node *leaf, const struct doc_node *node, struct text *out)
{
	const struct lysc_type *type = schema_type_of(leaf);
	struct quoted quoted;

	CHECK(leaf->nodetype == LYS_LEAF || leaf->nodetype == LYS_LEAFLIST);
	if (!kind_fits(type->basetype, node->kind)) {
		text_addf(out, "\"%s\" is %s; expected ", leaf->name, tree_kind_name(node->kind));
		schema_type_describe(type, out);
		return false;
	}
	if (!prefix_check(leaf, node->text, out) || !secret_fits(leaf, node->text, out))
		return false;

	/* Incomplete: a reference, whose target is looked for when all targets are known. */
	LY_ERR judged = lyd_value_validate(leaf->module->ctx, leaf, node->text, strlen(node->text),
	                                   NULL, NULL, NULL);
	if (judged == LY_SUCCESS || judged == LY_EINCOMPLETE)
		return true;

	text_addf(out, "\"%s\"", leaf->name);
	if (!is_secret(leaf))
		text_addf(out, " \"%s\"", tree_quote(node->text, &quoted));
	text_add(out, " is not allowed; ");
	const char *own = own_message(leaf);
	if (own != NULL) {
		text_add(out, own);
		return false;
	}
	text_add(out, "expected ");
	schema_type_describe(type, out);
	if (type->basetype == LY_TYPE_ENUM)
		suggest_enum(type, node->text, out);
	return false;
}
