/* Raw TCP sockets: addresses, binding, TCP MD5 signatures. */
#include "live/socket.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <unistd.h>

#include "base/check.h"

enum { UNSENT_MAX = 65536 };

socklen_t socket_address(const struct addr *addr, uint16_t port, struct sockaddr_storage *out)
{
	*out = (struct sockaddr_storage){0};
	if (addr->family == ADDR_IPV6) {
		struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)out;
		in6->sin6_family = AF_INET6;
		in6->sin6_port = htons(port);
		memcpy(&in6->sin6_addr, addr->bytes, 16);
		return sizeof(*in6);
	}
	CHECK(addr->family == ADDR_IPV4);
	struct sockaddr_in *in = (struct sockaddr_in *)out;
	in->sin_family = AF_INET;
	in->sin_port = htons(port);
	memcpy(&in->sin_addr, addr->bytes, 4);
	return sizeof(*in);
}

struct addr socket_address_of(const struct sockaddr_storage *address)
{
	struct addr out = {0};

	if (address->ss_family == AF_INET) {
		out.family = ADDR_IPV4;
		memcpy(out.bytes, &((const struct sockaddr_in *)address)->sin_addr, 4);
	} else if (address->ss_family == AF_INET6) {
		out.family = ADDR_IPV6;
		memcpy(out.bytes, &((const struct sockaddr_in6 *)address)->sin6_addr, 16);
	}
	return out;
}

static int set_flag(int fd, int level, int option)
{
	return setsockopt(fd, level, option, &(int){1}, sizeof(int));
}

/* What the kernel holds unsent can no longer be replaced by something later, so it holds little;
 * a kernel without the option only holds more. */
static void limit_unsent(int fd)
{
	int limit = UNSENT_MAX;

	setsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &limit, sizeof(limit));
}

/* An IPv6 listener must not take IPv4's place, and one that was stopped a moment ago must not
 * keep its port from us. */
static int set_options(int fd, const struct addr *local, uint16_t port)
{
	if (set_flag(fd, IPPROTO_TCP, TCP_NODELAY) != 0)
		return -1;
	limit_unsent(fd);
	if (local->family == ADDR_IPV6 && set_flag(fd, IPPROTO_IPV6, IPV6_V6ONLY) != 0)
		return -1;
	if (port != 0)
		return set_flag(fd, SOL_SOCKET, SO_REUSEADDR);
	/* The port is chosen when the peer is known, so that thousands of sessions from one address
	 * do not run out of ports. A kernel without it still works. */
	set_flag(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT);
	return 0;
}

static int open_bound(const struct addr *local, uint16_t port)
{
	struct sockaddr_storage address;
	socklen_t size = socket_address(local, port, &address);
	int fd = socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -errno;
	if (set_options(fd, local, port) == 0 && bind(fd, (struct sockaddr *)&address, size) == 0)
		return fd;
	int error = errno;
	close(fd);
	return -error;
}

int socket_open_listener(const struct addr *local, uint16_t port)
{
	CHECK(port != 0);
	return open_bound(local, port);
}

int socket_open_outgoing(const struct addr *local)
{
	return open_bound(local, 0);
}

int socket_set_key(int fd, const struct addr *peer, const char *key)
{
	struct tcp_md5sig sig = {0};
	size_t size = strlen(key);

	if (size > sizeof(sig.tcpm_key))
		return -EINVAL;
	socket_address(peer, 0, &sig.tcpm_addr);
	sig.tcpm_keylen = (uint16_t)size;
	memcpy(sig.tcpm_key, key, size);
	return setsockopt(fd, IPPROTO_TCP, TCP_MD5SIG, &sig, sizeof(sig)) == 0 ? 0 : -errno;
}
