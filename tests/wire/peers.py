"""The neighbours of the device under test: connections, sessions, and what each was told."""

import select
import socket
import struct
import time

import messages

CONNECT_S = 2
RETRY_S = 0.1
HOLD_S = 180


class Peer:
    """One neighbour. `ended` says how its session ended: ('notification', code, subcode, data) or
    ('closed',); None while there is one. Nothing here waits: see wait()."""

    def __init__(self, name, conf, device_as):
        self.name = name
        self.conf = conf
        self.device_as = device_as
        self.options = ()
        self.sock = None
        self.forget()

    def forget(self):
        self.buffer = b""
        self.ended = None
        self.open = None  # the body of the device's OPEN
        self.up = False
        self.announced = False
        self.table = {}
        self.arrivals = {}  # how often each prefix was announced
        self.keepalives = 0
        self.first_at = None  # when the device said its first word
        self.malformed = []
        self.speaks = True
        self.next_keepalive = 0

    def scope(self, prefix4=None, prefix6=None):
        return messages.Scope(self.conf, self.device_as, "as2" not in self.options, prefix4, prefix6)

    def connect(self):
        """One try; False if nobody is there."""
        self.close()
        self.forget()
        family = socket.AF_INET6 if ":" in self.conf["address"] else socket.AF_INET
        sock = socket.socket(family, socket.SOCK_STREAM)
        sock.settimeout(CONNECT_S)
        try:
            sock.bind((self.conf["address"], 0))
            sock.connect((self.conf["device"], 179))
        except OSError:
            sock.close()
            return False
        self.adopt(sock)
        return True

    def adopt(self, sock):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setblocking(False)
        self.sock = sock

    def close(self):
        if self.sock is not None:
            self.sock.close()
        self.sock = None
        self.up = False

    def send(self, data, piecewise=False):
        """Blocks until the kernel has taken all of it, or the connection is gone."""
        size = 1 if piecewise else 65536
        try:
            while data and self.sock is not None:
                select.select([], [self.sock], [], CONNECT_S)
                data = data[self.sock.send(data[:size]) :]
        except OSError:
            return  # receive() tells how it ended

    def receive(self):
        try:
            data = self.sock.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.close()
            self.ended = self.ended or ("closed",)
            return
        self.first_at = self.first_at or time.monotonic()
        self.buffer += data
        while len(self.buffer) >= 19:
            size, kind = struct.unpack("!HB", self.buffer[16:19])
            if len(self.buffer) < size:
                return
            body, self.buffer = self.buffer[19:size], self.buffer[size:]
            self.take(kind, body)

    def take(self, kind, body):
        if kind == messages.OPEN:
            self.open = body
        elif kind == messages.KEEPALIVE:
            self.keepalives += 1
        elif kind == messages.NOTIFICATION:
            self.ended = self.ended or ("notification", body[0], body[1], body[2:])
        elif kind == messages.UPDATE:
            self.take_update(body)

    def take_update(self, body):
        try:
            announced, withdrawn = messages.read_update(body, self.scope().as4)
        except (messages.Malformed, struct.error, IndexError, ValueError) as error:
            self.malformed.append(f"{error}: {body.hex()}")
            return
        for prefix in withdrawn:
            self.table.pop(prefix, None)
        for prefix, attributes in announced:
            self.table[prefix] = attributes
            self.arrivals[prefix] = self.arrivals.get(prefix, 0) + 1

    def keep_alive(self, now):
        if self.up and self.speaks and now >= self.next_keepalive:
            self.next_keepalive = now + hold_s(self.options) / 4
            self.send(messages.keepalive())

    def fileno(self):
        return self.sock.fileno()


def wait(peers, until, seconds):
    """Reads for all peers until the condition holds; False if it did not in time."""
    end = time.monotonic() + seconds
    while not until():
        now = time.monotonic()
        if now >= end:
            return False
        for peer in peers:
            peer.keep_alive(now)
        ready, _, _ = select.select([p for p in peers if p.sock is not None], [], [], 0.1)
        for peer in ready:
            if peer.sock is not None:
                peer.receive()
    return True


def reach(peer, peers, seconds, gone):
    """A connection on which the device has sent its OPEN. It may refuse for a while, after the
    last session ended. `gone`: is the device?"""
    end = time.monotonic() + seconds
    while time.monotonic() < end and not gone():
        if peer.connect() and wait(peers, lambda: peer.open or peer.ended, CONNECT_S) and peer.open:
            return True
        wait(peers, lambda: False, RETRY_S)
    return False


def establish(peer, peers, options, seconds, gone):
    """A session with these options; False if there was none in time."""
    end = time.monotonic() + seconds
    peer.options = options
    while time.monotonic() < end and reach(peer, peers, end - time.monotonic(), gone):
        peer.send(messages.open_message(holds(options), peer.scope(), options))
        peer.send(messages.keepalive())
        if wait(peers, lambda: peer.keepalives or peer.ended, CONNECT_S) and not peer.ended:
            peer.up = True
            return True
    return False


def holds(options):
    return [option for option in options if option.startswith("hold=")]


def hold_s(options):
    """Never 0: who asks for no KEEPALIVEs may still send some."""
    return int(([option[5:] for option in holds(options)] or [0])[0]) or HOLD_S


def leave(peer, peers, seconds):
    """Ends a session as a router does that is restarted, and sees the connection closed."""
    if peer.sock is None:
        return
    peer.send(messages.notification(["6/4"], peer.scope()))
    wait(peers, lambda: peer.sock is None, seconds)
    peer.close()
