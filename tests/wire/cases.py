"""The case files: one case a line, `name | RFC | session | steps | verdicts`."""

import dataclasses
import re

VERDICT = re.compile(
    r"up|quiet|close|refreshed|kept ours|kept theirs|ignore|withdraw|(6:)?accept( [+-]\d+| \d+(!\w\w)?=\S*)*"
    r"|reset \d/(\d+|\*)(#\S*)?"
)


@dataclasses.dataclass
class Case:
    name: str
    rfc: str
    peer: str
    options: tuple
    observer: str  # None: the peer's usual one
    steps: list
    verdicts: list
    place: str


def read_session(text):
    """PEER[:OPTION,...][>OBSERVER]"""
    session, _, observer = text.partition(">")
    peer, _, options = session.partition(":")
    return peer, tuple(option for option in options.split(",") if option), observer or None


def read_verdict(text, place):
    terms = [term.strip() for term in text.split("&")]
    for term in terms:
        if not re.fullmatch(r"(6:)?(" + VERDICT.pattern + ")", term):
            raise ValueError(f"{place}: no such verdict: {term}")
    return terms


def read_case(line, place):
    fields = [field.strip() for field in line.split("|")]
    if len(fields) != 5:
        raise ValueError(f"{place}: a case has five fields")
    name, rfc, session, steps, verdicts = fields
    if not re.fullmatch(r"RFC \d{4}( \S+)?(, RFC \d{4}( \S+)?)*", rfc):
        raise ValueError(f"{place}: no section of an RFC: {rfc}")
    peer, options, observer = read_session(session)
    return Case(name, rfc, peer, options, observer,
                [step.strip() for step in steps.split(";")],
                [read_verdict(verdict, place) for verdict in verdicts.split(" or ")], place)


def read_files(paths):
    cases, names = [], set()
    for path in paths:
        with open(path) as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip() or line.startswith("#"):
                    continue
                case = read_case(line.rstrip("\n"), f"{path}:{number}")
                if case.name in names:
                    raise ValueError(f"{case.place}: a second {case.name}")
                names.add(case.name)
                cases.append(case)
    return cases
