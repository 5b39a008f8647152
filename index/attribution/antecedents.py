"""What a relative pronoun stands for: the name, or the description of a name, right before it."""

import re
from collections.abc import Sequence

from index.article import Sentence
from index.attribution.discourse import Discourse
from index.attribution.figure import Figure
from index.attribution.lexicon import ROLES, STRANGERS
from index.attribution.name import Name

_GAP = re.compile(r"\s*(?:\([^)]{1,40}\))?(?:,\s(?:\d{1,3}|[RDI]-[\w.]+))?(?:,|\s[—–-])?\s*(?:[”\"])?\s*$")
_APPOSED = re.compile(r"(?:\s*\([^)]{1,40}\))?\s*(?:,|—|–|-)\s(?:an?|the|one of|his|her|its)\s[^,;:“”\"—–]{2,70},?\s*$")
_OF = re.compile(r"\s(?:of|from)\s[A-Z][\w. ]{1,30},\s?")
_PREDICATE = re.compile(r"\s(?:is|was|became|remains)\s(?:an?|the|one of)\s[^,;:“”\"]{2,70},?\s*$")
_DEPENDENT = re.compile(
    r"(?P<one>\b(?:an?|one|another)\s(?:[\w-]+\s){0,3}?)?(?P<noun>[\w-]+)\s(?:of|for|to|with|by|from|at|in|on|against)\s(?:the\s)?$"
)


class Antecedents:
    """Finds what "who", "which" and "that" stand for."""

    def __init__(self, text: str, sentences: Sequence[Sentence], names: Sequence[Name], discourse: Discourse) -> None:
        self._text = text
        self._sentences = sentences
        self._names = names
        self._discourse = discourse

    def of(self, position: int, personal: bool) -> Figure | None:
        """What the relative pronoun at a place stands for; None unless it is a name of the same sentence."""
        number = self._discourse.sentence_of(position)
        start = self._sentences[number].span.start if self._sentences else 0
        before = [name for name in self._names if start <= name.span.start and name.span.end <= position]
        for name in reversed(before[-3:]):
            gap = self._text[name.span.end : position]
            if _GAP.fullmatch(gap):
                if self._is_dependent(name, start, comma="," in gap):
                    return None
            elif not (_OF.fullmatch(gap) or _APPOSED.fullmatch(gap) or _PREDICATE.fullmatch(gap)):
                continue
            figure = self._discourse.meant_at(name.span.start)
            if figure is None or (figure.kind == "person") == personal:
                return figure
        return None

    def _is_dependent(self, name: Name, start: int, comma: bool) -> bool:
        """Whether the name only tells whose or which: "an aide to Lee who", "Moss and Lee, who"."""
        title = len(name.title) + 1 if name.title else 0
        before = self._text[start : name.span.start - title]
        if before.endswith((" and ", " or ")):
            return True
        match = _DEPENDENT.search(before)
        if not match:
            return False
        noun = match.group("noun").lower()
        person = noun in ROLES | STRANGERS or noun.removesuffix("s") in ROLES | STRANGERS
        return person and (not comma or bool(match.group("one")))
