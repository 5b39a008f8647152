"""robots.txt (RFC 9309): what a site allows a program to fetch.

`urllib.robotparser` does not know the wildcards that news sites use (`/*?print=`), takes the first rule instead of
the longest, and finds its name inside longer ones, so it would fetch what is forbidden.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import quote, unquote_to_bytes

AGENT = "onrecord"
SIZE = 500 * 1024
"""Bytes of a robots.txt that are read (RFC 9309, 2.5)."""
_LONGEST_DELAY = 10.0
_AGENT_NAME = re.compile(r"[a-z_-]+", re.IGNORECASE)


class _Rule(NamedTuple):
    allows: bool
    pattern: str


@dataclass(slots=True)
class _Group:
    agents: list[str] = field(default_factory=list)
    rules: list[_Rule] = field(default_factory=list)
    delay: float | None = None
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules that hold for OnRecord."""

    rules: tuple[_Rule, ...] = ()
    delay: float | None = None
    """Seconds between requests that the site asks for, at most 10."""

    def allows(self, target: str) -> bool:
        """Whether a path with its query may be fetched: the longest rule that fits decides, "allow" in a tie."""
        if target == "/robots.txt":
            return True
        plain = _plain(target)
        fitting = [(len(rule.pattern), rule.allows) for rule in self.rules if _fits(rule.pattern, plain)]
        return max(fitting, default=(0, True))[1]


NONE = Robots()
ALL_FORBIDDEN = Robots((_Rule(False, "/"),))


def parse_robots(text: str) -> Robots:
    """The rules of the groups that name OnRecord; those for `*` if none does."""
    groups = _groups(text)
    ours = [group for group in groups if AGENT in group.agents] or [group for group in groups if "*" in group.agents]
    delays = [group.delay for group in ours if group.delay is not None]
    return Robots(
        tuple(rule for group in ours for rule in group.rules), min(max(delays), _LONGEST_DELAY) if delays else None
    )


def _groups(text: str) -> list[_Group]:
    groups: list[_Group] = []
    for line in text.removeprefix("\ufeff").splitlines():
        name, colon, value = line.partition("#")[0].partition(":")
        name, value = name.strip().lower(), value.strip()
        if not colon:
            continue
        if name == "user-agent":
            if not groups or groups[-1].closed:
                groups.append(_Group())
            product = _AGENT_NAME.match(value)
            groups[-1].agents.append("*" if value == "*" else product[0].lower() if product else "")
        elif groups and name in ("allow", "disallow", "crawl-delay"):
            groups[-1].closed = True
            _add(groups[-1], name, value)
    return groups


def _add(group: _Group, name: str, value: str) -> None:
    if name == "crawl-delay":
        group.delay = float(value) if re.fullmatch(r"\d{1,6}(?:\.\d{1,6})?", value) else group.delay
    elif value:
        group.rules.append(_Rule(name == "allow", _plain(value)))


def _plain(path: str) -> str:
    """One spelling for each path, whatever of it is percent-encoded."""
    return quote(unquote_to_bytes(path), safe="/?*$&=+,;:@!'()~")


def _fits(pattern: str, target: str) -> bool:
    """Whether `pattern` (`*` any characters, `$` the end) fits the beginning of `target`; in linear time."""
    anchored = pattern.endswith("$")
    first, *others = pattern.removesuffix("$").split("*")
    if not target.startswith(first):
        return False
    if not others:
        return not anchored or target == first
    *middle, last = others
    position = len(first)
    for piece in middle:
        found = target.find(piece, position)
        if found < 0:
            return False
        position = found + len(piece)
    if anchored:
        return target.endswith(last) and len(target) - len(last) >= position
    return target.find(last, position) >= 0
