"""Hashes of an article: has it changed, and is it a copy?"""

import hashlib

from index.article import Article
from index.keywords import words


def content_hash(article: Article) -> str:
    """Changes when anything that a reader could see of the article changes."""
    fields = (article.title, article.text, article.source, article.author, article.url, article.published_at)
    return hashlib.sha256("\x1f".join(field or "" for field in fields).encode()).hexdigest()


def text_hash(article: Article) -> str:
    """The same for texts that differ only in case, spacing and punctuation."""
    return hashlib.sha256(" ".join(words(article.text)).encode()).hexdigest()


def same_outlet(one: str | None, two: str | None) -> bool:
    """Whether two articles may come from one outlet: an outlet that is not named may be any."""
    return one is None or two is None or one.casefold() == two.casefold()
