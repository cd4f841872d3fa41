/* What a process gives up, seen from within: each test does it in a child of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "live/confine/janitor.h"
#include "live/confine/own_file.h"
#include "live/confine/privilege.h"
#include "live/confine/sandbox.h"

enum { LANDLOCK_ASK_VERSION = 1 };

static char folder[] = "/tmp/hairpin-confine-XXXXXX";
static char path[sizeof(folder) + 8];

static struct own_file file_new(void)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	close(fd);
	struct own_file file = own_file_at(path);
	assert_non_null(file.path);
	return file;
}

static bool is_there(void)
{
	struct stat status;

	return lstat(path, &status) == 0;
}

/* The exit status of `act`, run in a child; 128 and the number of a signal that ended it. */
static int in_child(int (*act)(struct own_file file), struct own_file file)
{
	int status = 0;
	pid_t process = fork();

	assert_true(process >= 0);
	if (process == 0)
		_exit(act(file));
	assert_int_equal(waitpid(process, &status, 0), process);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static bool kernel_has_landlock(void)
{
	return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_ASK_VERSION) >= 1;
}

/* 1 for each thing that a confined process can do though it should not. */
static int break_out(struct own_file file)
{
	char *const nothing[] = {NULL};
	bool files = kernel_has_landlock();
	int failures = 0;

	sandbox_enter(&file, 1);
	failures += files && open("/etc/passwd", O_RDONLY | O_CLOEXEC) >= 0;
	failures += files && open(path, O_RDONLY | O_CLOEXEC) >= 0;
	failures += files && mkdir("/tmp/hairpin-never", 0700) == 0;
	errno = 0;
	execve("/bin/false", nothing, nothing);
	failures += errno != ENOSYS;
	errno = 0;
	failures += syscall(SYS_ptrace, 0, 0, 0, 0) == 0 || errno != ENOSYS;
	return failures;
}

static int own_file_goes(struct own_file file)
{
	sandbox_enter(&file, 1);
	own_file_remove(&file);
	return 0;
}

/* A runtime that looks for errors needs what a sandbox takes away. */
static void a_sandbox_leaves_no_way_out(void **state)
{
	struct own_file file = file_new();

	(void)state;
	if (HAIRPIN_SANDBOX)
		assert_int_equal(in_child(break_out, file), 0);
	else
		assert_int_not_equal(in_child(break_out, file), 0);
}

static void in_a_sandbox_own_files_can_be_removed(void **state)
{
	(void)state;
	assert_int_equal(in_child(own_file_goes, file_new()), 0);
	assert_false(is_there());
}

static void a_file_in_our_files_place_stays(void **state)
{
	struct own_file file = file_new();

	(void)state;
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink("elsewhere", path), 0);
	own_file_remove(&file);
	assert_true(is_there());
	assert_null(file.path);
	assert_int_equal(unlink(path), 0);
}

static int die_with_a_janitor(struct own_file file)
{
	struct janitor janitor;

	if (!janitor_start(&janitor, &file, 1))
		return 1;
	raise(SIGKILL);
	return 2;
}

static int end_with_a_janitor(struct own_file file)
{
	struct janitor janitor;

	if (!janitor_start(&janitor, &file, 1) || !is_there())
		return 1;
	janitor_end(&janitor);
	return is_there() || janitor.process != 0;
}

static void a_janitor_is_done_when_its_process_ends(void **state)
{
	(void)state;
	assert_int_equal(in_child(end_with_a_janitor, file_new()), 0);
}

/* The janitor may need a while to hear of it. */
static void a_janitor_survives_its_process(void **state)
{
	(void)state;
	assert_int_equal(in_child(die_with_a_janitor, file_new()), 128 + SIGKILL);
	for (int i = 0; i < 6000 && is_there(); i++)
		usleep(10000);
	assert_false(is_there());
}

static bool finds(const char *wanted, struct privilege_user *user)
{
	struct findings findings = {0};
	bool found = privilege_find(wanted, user, &findings);

	assert_int_equal(found, findings_errors(&findings) == 0);
	findings_done(&findings);
	return found;
}

static void a_user_must_be_there(void **state)
{
	struct privilege_user user;

	(void)state;
	assert_false(finds("no-such-user-here", &user));
	assert_false(finds("", &user));
}

static int leave_root(struct own_file file)
{
	struct privilege_user user;
	struct findings findings = {0};
	int failures = 0;

	(void)file;
	if (!finds("nobody", &user))
		return 100;
	failures += !privilege_drop(&user, false, &findings);
	failures += getuid() != user.uid || geteuid() != user.uid || getegid() != user.gid;
	failures += setuid(0) == 0 || seteuid(0) == 0 || setgid(0) == 0;
	failures += open("/etc/shadow", O_RDONLY | O_CLOEXEC) >= 0;
	return failures;
}

static void only_root_becomes_somebody_else(void **state)
{
	struct privilege_user user;

	(void)state;
	if (geteuid() == 0) {
		assert_int_equal(in_child(leave_root, (struct own_file){0}), 0);
		assert_true(finds("root", &user));
	} else {
		assert_false(finds("root", &user));
		assert_true(finds(NULL, &user));
	}
	assert_string_equal(user.name, "");
}

static int folder_new(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/file", folder);
	return 0;
}

static int folder_gone(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_sandbox_leaves_no_way_out),
	    cmocka_unit_test(in_a_sandbox_own_files_can_be_removed),
	    cmocka_unit_test(a_file_in_our_files_place_stays),
	    cmocka_unit_test(a_janitor_is_done_when_its_process_ends),
	    cmocka_unit_test(a_janitor_survives_its_process),
	    cmocka_unit_test(a_user_must_be_there),
	    cmocka_unit_test(only_root_becomes_somebody_else),
	};

	return cmocka_run_group_tests(tests, folder_new, folder_gone);
}
