"""What came of a case, and whether the case allows it."""

import dataclasses
import re

import messages

MARK = b"\x00\x00\xfd\xe7"  # AS 64999: in the path of what stood there before


@dataclasses.dataclass
class Outcome:
    subject: dict  # family: prefixes that the case is about
    spoken: list  # families that both sessions speak
    kept: str = None  # after a collision: whose connection
    ended: tuple = None
    stuck: bool = False
    refreshed: bool = False
    malformed: list = None
    table: dict = None


def subject(steps, family, own):
    """The prefixes that a case is about: its own, or those that it names."""
    words, place = (("nlri", "withdraw"), "{p}") if family == 1 else (("reach", "unreach"), "{p6}")
    items = [item for step in steps for item in step.split()]
    about = [item[6:] for item in items if item.startswith("about=")]
    if about:
        found = [own if prefix == place else prefix for prefix in about]
        return [prefix for prefix in found if (":" in prefix) == (family == 2)]
    found = []
    for item in items:
        name, _, value = item.partition("=")
        if re.match(r"[a-z]*", name)[0] in words and not value.startswith("#"):
            found += value.split(",") if value else [own]
        elif place in value:
            found.append(own)
    return list(dict.fromkeys(found))


def asks_for(case, *verdicts):
    return any(term in verdicts for terms in case.verdicts for term in terms)


def state(outcome, family):
    """'withdraw', 'ignore' or 'accept', and the attributes."""
    found = [outcome.table.get(prefix) for prefix in outcome.subject[family]]
    if not found or any(attributes is None for attributes in found):
        return "withdraw", None
    if any(MARK in attributes[2][1] for attributes in found):
        return "ignore", found[0]
    return "accept", found[0]


def families(outcome):
    return [family for family in outcome.spoken if outcome.subject[family]]


def words(outcome):
    if outcome.ended and outcome.ended[0] == "notification":
        _, code, subcode, data = outcome.ended
        return f"reset {code}/{subcode}" + (f"#{data.hex()}" if data else "")
    if outcome.ended:
        return "close"
    if outcome.stuck:
        return "neither an answer nor the sentinel"
    text = "up"
    if outcome.kept:
        text += f", kept {outcome.kept}"
    for family in families(outcome):
        what, attributes = state(outcome, family)
        text += f", {'6:' if family == 2 else ''}{what}"
        for code, (flags, value) in (attributes or {}).items():
            if what == "accept" and code not in (14, 15):
                text += f" {code}!{flags:02x}={value.hex()}"
    if outcome.malformed:
        text += f", malformed messages: {outcome.malformed}"
    return text + (", refreshed" if outcome.refreshed else "")


def wanted(case):
    return " or ".join(" & ".join(terms) for terms in case.verdicts)


def attribute_fits(clause, attributes, scope):
    if clause[0] == "+":
        return int(clause[1:]) in attributes
    if clause[0] == "-":
        return int(clause[1:]) not in attributes
    name, _, value = clause.partition("=")
    code, _, flags = name.partition("!")
    if int(code) not in attributes:
        return False
    has_flags, has = attributes[int(code)]
    return has == messages.raw_bytes(value, scope) and (not flags or has_flags == int(flags, 16))


def reset_fits(term, ended):
    codes, _, data = term.partition(" ")[2].partition("#")
    code, subcode = codes.split("/")
    if not ended or ended[0] != "notification":
        return False
    return (ended[1] == int(code) and (subcode == "*" or ended[2] == int(subcode))
            and (not data or ended[3] == bytes.fromhex(data)))


def route_fits(term, outcome, scope):
    family = 1
    if term.startswith("6:"):
        family, term = 2, term[2:]
    elif families(outcome) == [2]:
        family = 2
    what, attributes = state(outcome, family)
    verdict, *clauses = term.split()
    return what == verdict and all(attribute_fits(c, attributes, scope) for c in clauses)


def term_fits(term, outcome, scope):
    if term.startswith("reset"):
        return reset_fits(term, outcome.ended)
    if term == "close":
        return outcome.ended == ("closed",)
    if outcome.ended or outcome.stuck or outcome.malformed:
        return False
    if term in ("up", "kept ours", "kept theirs"):
        return term == "up" or term == f"kept {outcome.kept}"
    if term in ("refreshed", "quiet"):
        return outcome.refreshed == (term == "refreshed")
    return route_fits(term, outcome, scope)


def allowed(case, outcome, lane):
    scope = lane.peers[case.peer].scope()
    return any(all(term_fits(term, outcome, scope) for term in terms) for terms in case.verdicts)
