"""Looking through generated cases: what the page shows of one, and what a person's words make of it."""

import re
from collections.abc import Sequence
from html import escape
from typing import Any, NamedTuple

import gradio as gr

from assistant.evaluation.case import Case, Proof
from index.article import Span
from ui.evaluation.cases import Find
from ui.evaluation.rendering import failure_html
from ui.markup import count, day, dotted, span_attributes

SKIP: Any = gr.skip()
NONE_WAITING = (
    '<div class="empty"><p>No case of this test set waits for a look. Have some proposed above, or choose another '
    "test set.</p></div>"
)


class Form(NamedTuple):
    """New values for the parts of the page that show a case to look at, in the order of `Parts.form`."""

    case_id: Any = SKIP
    position: Any = SKIP
    about: Any = SKIP
    question: Any = SKIP
    answer: Any = SKIP
    accept_all: Any = SKIP
    must_not: Any = SKIP
    unanswerable: Any = SKIP
    fields: Any = SKIP
    """Whether there is anything to look at."""


def form_of(cases: Sequence[Case], position: int, find: Find, said: str = "") -> Form:
    """The form for one of the cases that wait; `said` is what happened to the last one, as HTML."""
    if not cases:
        return Form(None, 0, said + NONE_WAITING, fields=gr.update(visible=False))
    position %= len(cases)
    case = cases[position]
    return Form(
        case.id,
        position,
        said + about_html(case, position, len(cases), find),
        case.question,
        case.answer or "",
        "\n".join(case.accept_all),
        "\n".join(case.must_not),
        case.unanswerable,
        gr.update(visible=True),
    )


def kept_form(reason: str) -> Form:
    """The form as it stands, with the reason why the case was not taken."""
    return Form(about=failure_html(reason))


def changes_of(question: str, answer: str, accept_all: str, must_not: str, unanswerable: bool) -> dict[str, object]:
    """The fields of a test set's line that the form's words stand for."""
    return {
        "question": question.strip(),
        "answer": answer.strip() or None,
        "accept_all": _lines(accept_all),
        "must_not": _lines(must_not),
        "unanswerable": unanswerable,
    }


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def about_html(case: Case, position: int, waiting: int, find: Find) -> str:
    """Where the case stands among those that wait, and what it rests on, with links to the words."""
    items = "".join(_proof(proof, find) for proof in case.evidence)
    note = f'<p class="soft">{_linked(case.note, find)}</p>' if case.note else ""
    rests = f"<h4>It rests on</h4><ul>{items}</ul>" if items else ""
    place = f"Case {position + 1} of {count(waiting, 'case')} waiting · {case.type}"
    return f'<p class="soft" role="status">{escape(place)}</p>{rests}{note}'


def _proof(proof: Proof, find: Find) -> str:
    article = find(proof.article_id)
    start = article.text.find(proof.quote) if article and proof.quote else -1
    if article is None or proof.quote is None or start < 0:
        return f'<li class="failure">{escape(proof.quote or proof.article_id)}: not in the archive any more</li>'
    span = Span(start, start + len(proof.quote))
    origin = dotted(article.title, article.source, day(article.published_at))
    return (
        f'<li><a class="source-title" {span_attributes(article.id, span)}>{escape(proof.quote)}</a>'
        f'<span class="origin">{escape(origin)}</span></li>'
    )


def _linked(note: str, find: Find) -> str:
    """A note whose article id in brackets at the end, if it has one, opens the article."""
    match = re.search(r"\(([^()]+)\)$", note)
    article = find(match[1]) if match else None
    if match is None or article is None:
        return escape(note)
    link = span_attributes(article.id, Span(0, max(len(article.text), 1)))
    return f"{escape(note[: match.start()])}(<a {link}>{escape(article.title)}</a>)"
