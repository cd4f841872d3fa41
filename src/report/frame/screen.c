/* Remembers the width. */
#include "report/frame/screen.h"

static unsigned present;

void screen_set_width(unsigned width)
{
	present = width > 0 && width < SCREEN_WIDTH_MIN ? SCREEN_WIDTH_MIN : width;
}

unsigned screen_width(void)
{
	return present;
}
