"""What a question would rather have, without insisting: a bonus for candidates near its dates, outlets and names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import exp
from typing import NamedTuple

from index.article import Article

DATE_WEIGHT = 0.8
OUTLET_WEIGHT = 1.0
NAME_WEIGHT = 0.3
"""Of the three parts of an article's bonus, in standard deviations of the candidates' scores. On the development
questions dates from 0.4 to 1.6 and names up to 0.5 make little difference."""

PATTERN_WEIGHT = 1.0
"""What a passage gains by each of the patterns that it has."""

DAYS_AFTER = 14.0
DAYS_BEFORE = 7.0
"""Days outside the period after which its pull has fallen to 1/e: most reports follow the event, few precede it."""


class Period(NamedTuple):
    """A stretch of days, both ends included."""

    first: date
    last: date

    def closeness(self, day: date) -> float:
        """1 within the period, falling to 0 outside it."""
        if day < self.first:
            return exp(-(self.first - day).days / DAYS_BEFORE)
        if day > self.last:
            return exp(-(day - self.last).days / DAYS_AFTER)
        return 1.0

    def overlaps(self, other: "Period") -> bool:
        """Whether the two share a day."""
        return self.first <= other.last and other.first <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """What brings an article nearer to a question; by default nothing does."""

    periods: tuple[Period, ...] = ()
    """Days that the question speaks of: an article near any of them gains."""
    outlets: tuple[str, ...] = ()
    """Outlets that it names, as the articles spell them."""
    names: tuple[str, ...] = ()
    """People and bodies that it names."""
    patterns: tuple[re.Pattern[str], ...] = ()
    """What an answer would have: quotation marks where words are asked for, a reporting verb where a speaker is."""

    def __bool__(self) -> bool:
        return self != Preferences()

    def bonus(self, article: Article) -> float:
        """What an article gains. An undated one loses nothing."""
        return (
            DATE_WEIGHT * self._near(article.published_at)
            + OUTLET_WEIGHT * (article.source in self.outlets)
            + NAME_WEIGHT * _share_named(self.names, article)
        )

    def passage_bonus(self, text: str) -> float:
        """What a passage gains by its own words."""
        return PATTERN_WEIGHT * sum(pattern.search(text) is not None for pattern in self.patterns)

    def _near(self, published_at: str | None) -> float:
        if not published_at or not self.periods:
            return 0.0
        day = date.fromisoformat(published_at[:10])
        return max(period.closeness(day) for period in self.periods)


def _share_named(names: Sequence[str], article: Article) -> float:
    """Share of the names whose last word (people are named by it after the first time) an article has."""
    last = [name.split()[-1] for name in names]
    return sum(_has(article.text, word) or _has(article.title, word) for word in last) / max(len(last), 1)


def _has(text: str, word: str) -> bool:
    """Whether a text has a whole word. A regular expression would take ten times as long."""
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if not text[max(start - 1, 0) : start].isalnum() and not text[end : end + 1].isalnum():
            return True
        start = text.find(word, end)
    return False
