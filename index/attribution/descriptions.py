"""Descriptions without a name, such as "Russia's foreign minister" or "the Iowa Republican" -> whom they describe."""

import re
from collections.abc import Mapping

from index.attribution.cast import Cast
from index.attribution.figure import Figure
from index.attribution.lexicon import FEMALE_ROLES, MALE_ROLES, ROLES, STRANGERS

_LEGISLATOR = frozenset(
    "lawmaker legislator senator sen sens representative rep reps congressman congresswoman delegate del".split()
)
_CANDIDATE = frozenset("candidate nominee contender hopeful frontrunner challenger".split())
_MEMBER = frozenset(("congressman", "congresswoman", "representative"))
_SPOKEN_FOR = frozenset(("spokesman", "spokeswoman", "spokesperson"))
_LAWYER = frozenset("lawyer attorney counsel".split())
_LEADER = frozenset("chief head director boss".split())
_ALIKE: dict[str, frozenset[str]] = {
    **dict.fromkeys(("lawmaker", "legislator"), _LEGISLATOR),
    "senator": frozenset(("senator", "sen", "sens")),
    **dict.fromkeys(_MEMBER, _MEMBER | {"rep", "reps"}),
    "governor": frozenset(("governor", "gov")),
    "general": frozenset(("general", "gen")),
    "professor": frozenset(("professor", "prof")),
    "doctor": frozenset(("doctor", "dr", "physician")),
    **dict.fromkeys(_CANDIDATE, _CANDIDATE),
    **dict.fromkeys(_LAWYER, _LAWYER),
    **dict.fromkeys(_LEADER, _LEADER | {"chairman", "chairwoman"}),
    **dict.fromkeys(_SPOKEN_FOR, _SPOKEN_FOR),
    **dict.fromkeys(("adviser", "advisor"), frozenset(("adviser", "advisor"))),
}
_PARTIES = {"democrat": "democratic", "democratic": "democratic", "republican": "republican"}
_OFTEN = 5
_SINGULAR = frozenset("president chancellor premier minister pope king queen".split())
_DISTANT = 1.5
_NEXT = 0.5
_CENTRAL = 2.9
_CLEAR = 0.75
_ANYBODY = _CANDIDATE | frozenset(
    "businessman businesswoman mogul tycoon billionaire millionaire magnate celebrity star politician lawmaker "
    "democrat republican lady".split()
)
_OFFICES = frozenset(
    "president senator governor congressman congresswoman representative mayor secretary chancellor minister premier "
    "leader sen gov rep".split()
)
_RANKS = frozenset("vice former deputy assistant ex then-president running ex-president".split())
_EMPTY = frozenset("the this that a an his her their its my our of and u.s us who for to in at from on by".split())
_WORD = re.compile(r"[\w.-]+")
_OWNED = re.compile(r"^(?:[Hh]is|[Hh]er|[Tt]heir|[Mm]y|[Ii]ts|[Oo]ur)\b")


class Descriptions:
    """Matches descriptions with what the article calls its persons."""

    def __init__(self, cast: Cast) -> None:
        self._roles = {
            figure: [words for words in (_marked(role) for role in dict.fromkeys(figure.roles)) if words]
            for figure in cast.persons()
        }
        self._known = {word for roles in self._roles.values() for role in roles for word in role}

    def person(self, description: str, salience: Mapping[Figure, float]) -> Figure | None:
        """Whom a description means, given how much each person is spoken of there; None if that is not clear."""
        words = _plain(description)
        head = next((word for word in reversed(words) if word in ROLES), "")
        if not head or _OWNED.match(description):
            return None
        others = [word for word in words if word != head and word not in _EMPTY]
        scores = {}
        for figure, roles in self._roles.items():
            score = max((self._fit(head, others, role, roles) for role in roles), default=0.0)
            vague = head in STRANGERS and score < 1.5
            if score > 0 and not vague and _suits(figure, head):
                scores[figure] = score
        if not scores:
            return None if "’s " in description or "'s " in description else self._spoken_of(head, words, salience)
        best = max(scores.values())
        finalists = [figure for figure, score in scores.items() if score > best - 0.4]
        if len(finalists) == 1:
            most = max((score for figure, score in salience.items() if _suits(figure, head)), default=0.0)
            near = most - salience.get(finalists[0], 0.0) < (_DISTANT if self._all_known(others) else _NEXT)
            return finalists[0] if near or head in _SINGULAR else self._spoken_of(head, words, salience)
        ranked = sorted(finalists, key=lambda figure: -salience.get(figure, 0.0))
        lead = salience.get(ranked[0], 0.0) - salience.get(ranked[1], 0.0)
        return ranked[0] if lead >= 0.5 else None

    def _all_known(self, words: list[str]) -> bool:
        return all(any(_akin(word, known) for known in self._known) for word in words)

    def _fit(self, head: str, others: list[str], role: list[str], roles: list[list[str]]) -> float:
        """How well one role fits a description: 0 if not, else 1 and more for each further word in common."""
        alike = _ALIKE.get(head, frozenset((head,)))
        turning = _turning(role)
        if head in _PARTIES and turning[-1:] != [head]:
            return 0.0
        if not alike.intersection(turning) or {*others} & _RANKS != {*turning} & _RANKS:
            return 0.0
        everything = {word for one in roles for word in one}
        score = 1.0
        for word in others:
            if any(_akin(word, one) for one in everything):
                score += 0.5
            elif any(_akin(word, one) for one in self._known):
                return 0.0
        return score + (0.5 if not others and len(role) == 1 else 0.0)

    def _may_be(self, figure: Figure, head: str, words: list[str]) -> bool:
        """Whether nothing known of a person speaks against a description: another party, another office."""
        everything = {word for role in self._roles.get(figure, []) for word in _turning(role)}
        if head in _OFFICES and _OFFICES & everything:
            return False
        if ROLES & everything and not (_ANYBODY | _OFFICES) & everything:
            return False
        parties = {_PARTIES[word] for word in words if word in _PARTIES}
        known = {_PARTIES[word] for word in everything if word in _PARTIES}
        return not parties or not known or bool(parties & known)

    def _spoken_of(self, head: str, words: list[str], salience: Mapping[Figure, float]) -> Figure | None:
        """The one person spoken of, where no role is known that would fit: "the businessman said"."""
        if head not in _ANYBODY | _OFFICES:
            return None
        fitting = [figure for figure in salience if _suits(figure, head) and self._may_be(figure, head, words)]
        ranked = sorted(fitting, key=lambda figure: -salience[figure])
        if not ranked:
            return None
        lead = salience[ranked[0]] - salience[ranked[1]] if len(ranked) > 1 else salience[ranked[0]]
        if salience[ranked[0]] >= _CENTRAL and lead >= _CLEAR:
            return ranked[0]
        often = sorted((len(figure.names) for figure in ranked[1:]), reverse=True)[:1]
        main = len(ranked[0].names) >= max(_OFTEN, *(2 * count for count in often), 0)
        return ranked[0] if main and lead >= _NEXT and head in _CANDIDATE else None


def _marked(role: str) -> list[str]:
    """The words of a role; what owns the rest ("the nominee's daughter") and what follows "of" is set in brackets."""
    owned = role.replace("’", "'").rpartition("'s ")
    core, *rest = re.split(r"\s(?=(?:of|for|at|in|to|with|from|on)\s)", owned[2], maxsplit=1)
    owner, follower = ([f"({word})" for word in _plain(words)] for words in (owned[0], " ".join(rest)))
    return [*owner, *_plain(core), *follower]


def _turning(role: list[str]) -> list[str]:
    return [word for word in role if not word.startswith("(")]


def _plain(description: str) -> list[str]:
    words = [re.sub(r"[’']s?$|\.$", "", word).lower() for word in re.findall(r"[\w.’'-]+", description)]
    words = ["republican" if word == "gop" else word for word in words]
    words = [part for word in words for part in (word.split("-") if word.startswith(("vice-", "ex-")) else [word])]
    return [word for word in words if word and word not in ("the", "a", "an")]


def _akin(one: str, other: str) -> bool:
    """Whether two words are forms of one another: "Russia", "Russian"."""
    short, long = sorted((one.strip("()"), other.strip("()")), key=len)
    stem = short[: max(4, len(short) - 1)]
    return short == long or (len(short) > 3 and long.startswith(stem) and len(long) - len(short) < 4)


def _suits(figure: Figure, head: str) -> bool:
    if head in FEMALE_ROLES:
        return figure.gender in ("female", "")
    if head in MALE_ROLES:
        return figure.gender in ("male", "")
    return True
