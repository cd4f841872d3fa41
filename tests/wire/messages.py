"""BGP messages from the words of a case, and back from the wire.

The words are described in README.md. This file knows how to write messages, wrong ones above all,
and shares no code with the program under test.
"""

import ipaddress
import re
import struct

OPEN, UPDATE, NOTIFICATION, KEEPALIVE, ROUTE_REFRESH = range(1, 6)
MARKER = b"\xff" * 16
AS_TRANS = 23456

# name: code, flags
ATTRIBUTES = {
    "origin": (1, 0x40),
    "path": (2, 0x40),
    "next": (3, 0x40),
    "med": (4, 0x80),
    "pref": (5, 0x40),
    "atomic": (6, 0x40),
    "aggregator": (7, 0xC0),
    "community": (8, 0xC0),
    "originator": (9, 0x80),
    "cluster": (10, 0x80),
    "reach": (14, 0x80),
    "unreach": (15, 0x80),
    "ext": (16, 0xC0),
    "path4": (17, 0xC0),
    "aggregator4": (18, 0xC0),
    "large": (32, 0xC0),
}

SEGMENTS = {"{": 1, "": 2, "(": 3, "[": 4}


class Scope:
    """What the words of a case stand for: the speaker, the device, the prefixes of the case."""

    def __init__(self, peer, device_as, as4=True, prefix4=None, prefix6=None):
        self.asn = peer["as"]
        self.internal = peer["as"] == device_as
        self.id = peer["id"]
        self.as4 = as4
        self.families = peer["families"]
        self.next4 = peer["address"] if "." in peer["address"] else peer["id"]
        self.next6 = peer.get("next-hop6", peer["address"])
        self.self4 = peer["device"] if "." in peer["device"] else "172.16.0.2"
        self.self6 = peer.get("device6", peer["device"])
        self.prefix4 = prefix4
        self.prefix6 = prefix6


def packed(address):
    return ipaddress.ip_address(address).packed


def prefix_bytes(prefix):
    """As NLRI: the length, and as many octets as it needs. Host bits stay, as a case may want."""
    address, length = prefix.split("/")
    return bytes([int(length)]) + packed(address)[: (int(length) + 7) // 8]


def prefixes_bytes(text):
    return b"".join(prefix_bytes(prefix) for prefix in text.split(",") if prefix)


def raw_bytes(text, scope):
    """Hexadecimal digits, with dots between them for the reader and names in braces."""
    names = {
        "p": scope.prefix4 and prefix_bytes(scope.prefix4),
        "p6": scope.prefix6 and prefix_bytes(scope.prefix6),
        "as": struct.pack("!I" if scope.as4 else "!H", scope.asn),
        "as4": struct.pack("!I", scope.asn),
        "nh": packed(scope.next4),
        "nh6": packed(scope.next6) if ":" in scope.next6 else None,
        "self": packed(scope.self4),
        "self6": packed(scope.self6) if ":" in scope.self6 else None,
        "id": packed(scope.id),
    }
    text = re.sub(r"\{(\w+)\}", lambda match: names[match[1]].hex(), text)
    # 00*12 is twelve octets of zero: what is repeated begins at the last dot.
    text = re.sub(r"([0-9a-f]+)\*(\d+)", lambda match: match[1] * int(match[2]), text)
    return bytes.fromhex(text.replace(".", ""))


def path_bytes(text, as4):
    """64500,64501*3 is a sequence, {1,2} a set, (1,2) and [1,2] those of a confederation."""
    text = re.sub(r"(\d+)\*(\d+)", lambda match: ",".join([match[1]] * int(match[2])), text)
    out = b""
    for opening, numbers in re.findall(r"([{(\[]?)([\d,]+)[})\]]?", text):
        members = [int(number) for number in numbers.split(",") if number]
        out += bytes([SEGMENTS[opening], len(members)])
        for member in members:
            out += struct.pack("!I", member) if as4 else struct.pack("!H", min(member, 65535))
    return out


def u32(text):
    return struct.pack("!I", int(text))


def numbers_bytes(text, form, size):
    """1:2,3:4: numbers of `form`, `size` octets an entry."""
    out = b""
    for entry in text.split(","):
        out += struct.pack(form, *(int(number) for number in entry.split(":")))
        assert len(out) % size == 0
    return out


def aggregator_bytes(text, as4):
    asn, address = text.split(",")
    return struct.pack("!I" if as4 else "!H", int(asn)) + packed(address)


def attribute_value(name, text, scope):
    if text is None:
        text = default_value(name, scope)
    if text.startswith("#"):
        return raw_bytes(text[1:], scope)
    writers = {
        "origin": lambda: bytes([int(text)]),
        "path": lambda: path_bytes(text, scope.as4),
        "next": lambda: packed(text),
        "med": lambda: u32(text),
        "pref": lambda: u32(text),
        "atomic": lambda: b"",
        "aggregator": lambda: aggregator_bytes(text, scope.as4),
        "community": lambda: numbers_bytes(text, "!HH", 4),
        "originator": lambda: packed(text),
        "cluster": lambda: b"".join(packed(part) for part in text.split(",")),
        "reach": lambda: b"\0\2\1\x10" + packed(scope.next6) + b"\0" + prefixes_bytes(text),
        "unreach": lambda: b"\0\2\1" + prefixes_bytes(text),
        "ext": lambda: bytes.fromhex(text.replace(".", "")),
        "path4": lambda: path_bytes(text, True),
        "aggregator4": lambda: aggregator_bytes(text, True),
        "large": lambda: numbers_bytes(text, "!III", 12),
    }
    return writers[name]()


def default_value(name, scope):
    return {
        "origin": "0",
        "path": "" if scope.internal else str(scope.asn),
        "next": scope.next4,
        "med": "10",
        "pref": "100",
        "atomic": "",
        "reach": scope.prefix6,
        "unreach": scope.prefix6,
    }[name]


ITEM = re.compile(r"(?P<name>[a-z]+4?|\d+)(!(?P<flags>[0-9a-f]{2}))?(~(?P<size>\d+))?(=(?P<value>.*))?$")


def attribute_bytes(item, scope):
    """NAME[!FLAGS][~LENGTH][=VALUE], or a number for NAME, or *N times over."""
    match = ITEM.match(item)
    if match is None:
        raise ValueError(f"no such item: {item}")
    name = match["name"]
    if name.isdigit():
        code, flags = int(name), 0xC0
        value = raw_bytes((match["value"] or "#")[1:], scope)
    else:
        code, flags = ATTRIBUTES[name]
        value = attribute_value(name, match["value"], scope)
    if match["flags"]:
        flags = int(match["flags"], 16)
    elif len(value) > 255:
        flags |= 0x10
    size = int(match["size"]) if match["size"] else len(value)
    head = struct.pack("!BBH", flags, code, size) if flags & 0x10 else bytes([flags, code, size])
    return head + value


def adjusted(value, item, name):
    """NAME=5, NAME+1 and NAME-1 change a length field."""
    change = re.fullmatch(name + r"([=+-])(\d+)", item)
    if change is None:
        return None
    number = int(change[2])
    return {"=": number, "+": value + number, "-": value - number}[change[1]]


def message(kind, body, items=(), scope=None):
    marker, size = MARKER, 19 + len(body)
    for item in items:
        if item.startswith("marker="):
            marker = raw_bytes(item[8:], scope)
        elif item.startswith("type="):
            kind = int(item[5:])
        else:
            size = adjusted(size, item, "len")
    return marker + struct.pack("!HB", size & 0xFFFF, kind) + body


def is_of_header(item):
    return re.match(r"(marker|type|len)[=+-]", item) is not None


def nlri_bytes(item, default, scope):
    value = item.partition("=")[2]
    if value.startswith("#"):
        return raw_bytes(value[1:], scope)
    return prefixes_bytes(value or default)


def expanded(items, scope):
    """`base` stands for the attributes that every route has."""
    for item in items:
        if item == "base":
            yield from ("origin", "path", "next")
            if scope.internal:
                yield "pref"
        elif item == "base6":
            yield from ("origin", "path")
            if scope.internal:
                yield "pref"
        else:
            yield item


def update(items, scope):
    withdrawn, attributes, nlri, tail, header = b"", b"", b"", b"", []
    lengths = []
    for item in expanded(items, scope):
        word = re.match(r"[a-z]+|\d+", item)[0]
        if is_of_header(item):
            header.append(item)
        elif word == "nlri":
            nlri += nlri_bytes(item, scope.prefix4, scope)
        elif word == "withdraw":
            withdrawn += nlri_bytes(item, scope.prefix4, scope)
        elif word == "about":
            continue  # says whom the verdict is about
        elif word in ("wlen", "alen"):
            lengths.append(item)
        elif word == "tail":
            tail += raw_bytes(item[6:], scope)
        elif word == "fill":
            attributes += raw_bytes(item[6:], scope)
        else:
            attributes += attribute_bytes(item, scope)
    wlen, alen = len(withdrawn), len(attributes)
    for item in lengths:
        wlen = adjusted(wlen, item, "wlen") if item[0] == "w" else wlen
        alen = adjusted(alen, item, "alen") if item[0] == "a" else alen
    body = struct.pack("!H", wlen) + withdrawn + struct.pack("!H", alen) + attributes + nlri
    return message(UPDATE, body + tail, header, scope)


def capability(code, value=b""):
    return bytes([code, len(value)]) + value


def usual_capabilities(scope, words):
    out = b""
    for family in scope.families:
        out += capability(1, bytes([0, family, 0, 1]))
    if "norefresh" not in words:
        out += capability(2)
    if "extended" in words:
        out += capability(6)
    if scope.as4:
        out += capability(65, struct.pack("!I", scope.asn))
    return out


def open_message(items, scope, words=()):
    """version= as= hold= id=, caps=#.. or cap=#.. (one more), params=#.. (raw), plen=, long."""
    fields = {"version": "4", "as": str(scope.asn), "hold": "180", "id": scope.id}
    capabilities = usual_capabilities(scope, words)
    parameters, plen, header, wide = None, None, [], False
    for item in items:
        name, _, value = item.partition("=")
        if name in fields:
            fields[name] = value
        elif name == "caps":
            capabilities = raw_bytes(value[1:], scope)
        elif name == "cap":
            capabilities += raw_bytes(value[1:], scope)
        elif name == "params":
            parameters = raw_bytes(value[1:], scope)
        elif name == "long":
            wide = True
        elif item.startswith("plen"):
            plen = item
        elif is_of_header(item):
            header.append(item)
        else:
            raise ValueError(f"no such item of OPEN: {item}")
    if parameters is None and wide:
        inner = struct.pack("!BH", 2, len(capabilities)) + capabilities
        parameters = b"\xff" + struct.pack("!H", len(inner)) + inner
        size = 255
    else:
        if parameters is None:
            parameters = bytes([2, len(capabilities)]) + capabilities if capabilities else b""
        size = len(parameters)
    if plen is not None:
        size = adjusted(size, plen, "plen")
    asn = int(fields["as"])
    body = struct.pack("!BHH", int(fields["version"]), asn if asn < 65536 else AS_TRANS,
                       int(fields["hold"]))
    body += packed(fields["id"]) + bytes([size]) + parameters
    return message(OPEN, body, header, scope)


def notification(items, scope):
    code, subcode = items[0].split("/")
    data = b"".join(raw_bytes(item[1:], scope) for item in items[1:] if item.startswith("#"))
    header = [item for item in items[1:] if is_of_header(item)]
    return message(NOTIFICATION, bytes([int(code), int(subcode)]) + data, header, scope)


def refresh(items, scope):
    """AFI/SAFI[/SUBTYPE], and #.. behind it."""
    parts = [int(part) for part in items[0].split("/")] + [0]
    body = struct.pack("!HBB", parts[0], parts[2], parts[1])
    body += b"".join(raw_bytes(item[1:], scope) for item in items[1:] if item.startswith("#"))
    return message(ROUTE_REFRESH, body, [i for i in items[1:] if is_of_header(i)], scope)


def keepalive(items=(), scope=None):
    body = b"".join(raw_bytes(item[1:], scope) for item in items if item.startswith("#"))
    return message(KEEPALIVE, body, [item for item in items if is_of_header(item)], scope)


def any_message(items, scope):
    body = b"".join(raw_bytes(item[1:], scope) for item in items[1:] if item.startswith("#"))
    return message(int(items[0]), body, [i for i in items[1:] if is_of_header(i)], scope)


WRITERS = {
    "open": open_message,
    "update": update,
    "notification": notification,
    "refresh": refresh,
    "keepalive": keepalive,
    "message": any_message,
    "raw": lambda items, scope: b"".join(raw_bytes(item[1:], scope) for item in items),
}


def write(step, scope, words=()):
    """The bytes of a step such as 'update base nlri'."""
    kind, *items = step.split()
    if kind == "open":
        return open_message(items, scope, words)
    return WRITERS[kind](items, scope)


# ---- From the wire


class Malformed(Exception):
    """The device sent what no RFC allows."""


def read_prefixes(data, family):
    out, size = [], 4 if family == 1 else 16
    while data:
        octets = (data[0] + 7) // 8
        if data[0] > 8 * size or len(data) < 1 + octets:
            raise Malformed("a prefix overruns its field")
        address = ipaddress.ip_address(data[1 : 1 + octets] + bytes(size - octets))
        out.append(f"{address}/{data[0]}")
        data = data[1 + octets :]
    return out


def read_attributes(block):
    """{code: (flags, value)}; every attribute once, in a frame that fits."""
    out = {}
    while block:
        wide = block[0] & 0x10
        head = 4 if wide else 3
        if len(block) < head:
            raise Malformed("an attribute without a head")
        size = struct.unpack("!H", block[2:4])[0] if wide else block[2]
        if len(block) < head + size or block[1] in out:
            raise Malformed(f"attribute {block[1]} overruns the block or comes twice")
        out[block[1]] = (block[0] & 0xE0, block[head : head + size])
        block = block[head + size :]
    return out


def check_path(path, as4):
    """Of segments that are there in full and not empty."""
    while path:
        size = 2 + (4 if as4 else 2) * path[1] if len(path) > 1 else 0
        if size <= 2 or len(path) < size:
            raise Malformed("AS_PATH")
        path = path[size:]


def read_update(body, as4):
    """What is announced and withdrawn: [(prefix, attributes)], [prefix]."""
    wlen = struct.unpack("!H", body[:2])[0]
    alen = struct.unpack("!H", body[2 + wlen : 4 + wlen])[0]
    attributes = read_attributes(body[4 + wlen : 4 + wlen + alen])
    announced = read_prefixes(body[4 + wlen + alen :], 1)
    withdrawn = read_prefixes(body[2 : 2 + wlen], 1)
    check_path(attributes.get(2, (0, b""))[1], as4)
    if 14 in attributes:
        value = attributes[14][1]
        announced += read_prefixes(value[5 + value[3] :], struct.unpack("!H", value[:2])[0])
    if 15 in attributes:
        value = attributes[15][1]
        withdrawn += read_prefixes(value[3:], struct.unpack("!H", value[:2])[0])
    return [(prefix, attributes) for prefix in announced], withdrawn
