/* Asks the terminal for its size, and starts a pager. */
#include "cli/terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { COLUMNS_MAX = 10000 };

static struct winsize size_of_terminal(void)
{
	struct winsize size = {0};

	if (isatty(STDOUT_FILENO))
		ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
	return size;
}

unsigned terminal_width(void)
{
	const char *said = getenv("COLUMNS");
	unsigned long columns = said == NULL ? 0 : strtoul(said, NULL, 10);

	if (!isatty(STDOUT_FILENO))
		return 0;
	return columns > 0 && columns <= COLUMNS_MAX ? (unsigned)columns
	                                             : size_of_terminal().ws_col;
}

static size_t count_lines(const char *text)
{
	size_t lines = 0;

	for (const char *at = strchr(text, '\n'); at != NULL; at = strchr(at + 1, '\n'))
		lines++;
	return lines;
}

/* NULL: none is wanted. */
static const char *choose_pager(void)
{
	const char *term = getenv("TERM");
	const char *pager = getenv("HAIRPIN_PAGER");

	if (term == NULL || strcmp(term, "dumb") == 0)
		return NULL;
	if (pager == NULL)
		pager = getenv("PAGER");
	if (pager == NULL)
		pager = "command -v less > /dev/null || exit 127; exec less";
	return pager[0] == '\0' || strcmp(pager, "cat") == 0 ? NULL : pager;
}

bool terminal_page(const char *text, size_t size)
{
	struct winsize window = size_of_terminal();
	const char *pager = choose_pager();

	if (window.ws_row == 0 || pager == NULL || count_lines(text) < window.ws_row)
		return false;
	/* As git has it: end at once if one screen is enough, show colours, leave the screen. */
	setenv("LESS", "FRX", 0);
	FILE *stream = popen(pager, "we");
	if (stream == NULL)
		return false;
	fwrite(text, 1, size, stream);
	/* 127: the shell found no such program. */
	int status = pclose(stream);
	return !(status >= 0 && WIFEXITED(status) && WEXITSTATUS(status) == 127);
}
