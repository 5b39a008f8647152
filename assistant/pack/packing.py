"""An answer -> its evidence pack."""

import json
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from assistant import records
from assistant.answer import Answer, Citation
from assistant.errors import OnRecordError
from assistant.pack.page import page
from assistant.records import Record
from assistant.settings import Settings
from index.article import Article
from index.errors import ArticleNotFound
from index.fingerprint import content_hash
from index.library import Library

FORMAT = "onrecord-evidence-pack/1"
_CONTEXT = 240
"""Characters of the article shown before and after a quotation."""


def pack(answer: Answer, library: Library, settings: Settings) -> Record:
    """The pack as JSON values: the answer as `ask --json` gives it, its articles' metadata and hashes, and the set-up.

    It holds the cited words with a little of what stands around them, never a whole article, and no key. Raises
    `LibraryError`.
    """
    articles = {}
    for citation in answer.citations:
        try:
            articles[citation.article_id] = library.article(citation.article_id)
        except ArticleNotFound:  # removed by another process since it was cited; `verify` will tell
            continue
    summary = library.summary()
    return {
        "format": FORMAT,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "onrecord": version("onrecord"),
        "answer": records.answer_record(answer),
        "context": [_context(citation, articles.get(citation.article_id)) for citation in answer.citations],
        "articles": [
            {**records.article_line(article), "characters": len(article.text), "content_hash": content_hash(article)}
            for article in articles.values()
        ],
        "library": {
            "articles": summary.articles,
            "passages": summary.passages,
            "first_date": summary.first_date,
            "last_date": summary.last_date,
        },
        "settings": {
            "model": answer.model,
            "embedding": library.embedding.name,
            "endpoint": settings.base_url,
            "context": settings.context,
        },
    }


def _context(citation: Citation, article: Article | None) -> Record:
    start, end = citation.span
    text = article.text if article else ""
    return {
        "marker": citation.marker,
        "before": text[max(0, start - _CONTEXT) : start],
        "after": text[end : end + _CONTEXT],
    }


def check_pack_name(path: Path) -> None:
    """Raises `OnRecordError` if no pack can be written under this name."""
    if path.suffix.lower() not in (".json", ".html"):
        raise OnRecordError(f"{path} is neither .json nor .html: name the pack so")
    if not path.absolute().parent.is_dir():
        raise OnRecordError(f"{path} cannot be written (there is no such folder): make it first")


def write_pack(content: Record, path: Path) -> None:
    """Write a pack as JSON or, for people, as one page without scripts. Raises `OnRecordError`."""
    check_pack_name(path)
    text = page(content) if path.suffix.lower() == ".html" else json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise OnRecordError(f"{path} cannot be written ({error.strerror}): check the folder") from error
