"""What a question is about, by the names in it: an article that has none of them is about something else."""

import re
import unicodedata
from collections.abc import Sequence, Set
from functools import cached_property

from assistant.naming import akin, names, stems
from assistant.question import Question
from index.article import Article
from index.attribution.names import find_names
from index.keywords import stem
from index.passages import split_sentences

LEAST_NAMED = 0.5
"""Share of the names in the question that an article must have to be about the matter."""
_DETERMINED = re.compile(r"\b(?:the|an?|this|that|which|what)\s+$", re.IGNORECASE)
_A_NOUN_FOLLOWS = re.compile(r"\s+[a-z]")


class Matter:
    """The names of a question, and which of the articles found have them.

    "The Dunlace university" may be called otherwise throughout an article: where none of them has enough of the names,
    those that only describe do not count.
    """

    def __init__(self, question: Question, articles: Sequence[Article]) -> None:
        self._query = question.query
        self._articles = {article.id: article for article in articles}
        self._words: dict[str, Set[str]] = {}

    def is_in(self, article: Article) -> bool:
        """Whether an article has enough of the names."""
        return self._has_enough(article, self._names)

    @cached_property
    def _names(self) -> Set[str]:
        asked = {part for name in names(self._query) for part in name.split("-") if part[:1].isupper()}
        if any(self._has_enough(article, asked) for article in self._articles.values()):
            return asked
        return asked - _descriptions(self._query)

    def _has_enough(self, article: Article, asked: Set[str]) -> bool:
        if article.id not in self._words:
            whole = f"{article.title}\n{article.text}\n{article.source or ''}"
            self._words[article.id] = stems(_without_accents(whole))
        known = self._words[article.id]
        return sum(akin(stem(_without_accents(name)), known) for name in asked) >= LEAST_NAMED * len(asked)


def _without_accents(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))


def _descriptions(question: str) -> set[str]:
    """The words of names that tell only which one: "the Dunlace university"."""
    return {
        word
        for name in find_names(question, split_sentences(question))
        if name.kind == "unknown"
        and _DETERMINED.search(question[: name.span.start])
        and _A_NOUN_FOLLOWS.match(question[name.span.end :])
        for word in name.words
    }
