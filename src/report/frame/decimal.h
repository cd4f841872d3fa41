/* Whole numbers in decimal, which most of a large output consists of: faster than printf. */
#ifndef REPORT_FRAME_DECIMAL_H
#define REPORT_FRAME_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

enum { DECIMAL_MAX = 24 }; /* a sign, 20 digits and the closing zero, with room */

/* Writes the number into the end of `text` and returns where it begins. */
static inline const char *decimal_unsigned(uint64_t value, char text[DECIMAL_MAX])
{
	char *at = text + DECIMAL_MAX - 1;

	*at = '\0';
	do {
		*--at = (char)('0' + value % 10);
		value /= 10;
	} while (value > 0);
	return at;
}

static inline const char *decimal_signed(int64_t value, char text[DECIMAL_MAX])
{
	uint64_t size = value < 0 ? -(uint64_t)value : (uint64_t)value;
	char *at = text + (decimal_unsigned(size, text) - text);

	if (value < 0)
		*--at = '-';
	return at;
}

#endif
