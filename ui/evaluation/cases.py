"""The cases of a run as HTML: a list, and one case opened. Everything that comes from outside is escaped."""

from collections.abc import Callable, Sequence
from html import escape
from typing import Literal

from assistant.answer import Citation
from assistant.evaluation.report import faults, first_rank, went_wrong, worst_first
from assistant.evaluation.run_file import Run
from assistant.records import Record
from index.article import Article, Span
from ui.evaluation.rendering import address
from ui.markup import count, day, dotted, prose, shortened, span_attributes

Choice = Literal["Went wrong", "Any fault", "All cases"]
CHOICES: tuple[Choice, ...] = ("Went wrong", "Any fault", "All cases")
MOST_SHOWN = 300
"""Rows; finding words narrows them."""
WORDS_SHOWN = 260
"""Characters of a passage that was found."""

Find = Callable[[str], Article | None]
"""Gives an article by its id."""


def cases_html(name: str, run: Run, choice: str, words: str) -> str:
    """The cases that match, wrong ones first; each fetches its details when it is opened."""
    wanted = words.casefold().split()
    lines = [(number, line) for number, line in worst_first(run) if _chosen(line, choice) and _has(line, wanted)]
    if not lines:
        text = "No case has these words." if wanted else "Nothing went wrong." if choice != "All cases" else "No cases."
        return f'<div class="empty"><p>{text}</p></div>'
    rows = "".join(_row(name, number, line) for number, line in lines[:MOST_SHOWN])
    more = len(lines) - MOST_SHOWN
    tail = f"<p>{more:,} more: narrow them down by words.</p>" if more > 0 else ""
    return f'<p class="soft" role="status">{count(len(lines), "case")}</p><div class="cases">{rows}</div>{tail}'


def _chosen(line: Record, choice: str) -> bool:
    if choice == "Went wrong":
        return went_wrong(line)
    return choice == "All cases" or bool(faults(line))


def _has(line: Record, words: Sequence[str]) -> bool:
    text = " ".join(str(line.get(name) or "") for name in ("id", "type", "question", "answer")).casefold()
    return all(word in text for word in words)


def verdict(line: Record) -> tuple[str, str]:
    """What a case came to, as a class and in a word."""
    scores = line["scores"]
    if "correct" not in scores:
        return (
            ("plain", "no evidence")
            if "hit@10" not in scores
            else ("bad", "missed")
            if went_wrong(line)
            else ("good", "found")
        )
    if went_wrong(line):
        return "bad", "refused" if scores.get("refused") else "wrong"
    return "good", "refused rightly" if scores.get("refused") else "right"


def _row(name: str, number: int, line: Record) -> str:
    kind, word = verdict(line)
    told = faults(line)
    remark = f'<span class="soft"> · {escape(told[0])}</span>' if told and kind != "bad" else ""
    return (
        f'<details class="case {kind}" data-load="{address("case", name, str(number))}"><summary>'
        f'<span class="verdict">{word}</span><span class="asked"><span class="soft">{escape(str(line["id"]))} · '
        f'{escape(str(line["type"]))}{remark}</span><span class="words">{escape(str(line["question"]))}</span></span>'
        '</summary><div class="opened" aria-live="polite"></div></details>'
    )


def case_html(line: Record, find: Find) -> str:
    """One case: what was asked, answered, expected, cited and found, and what went wrong."""
    case: Record = line.get("case") or {}
    told = "".join(f"<li>{escape(fault)}</li>" for fault in faults(line))
    turns = "".join(f"<li>{escape(str(turn))}</li>" for turn in case.get("turns") or ())
    parts = [
        f'<ul class="faults">{told}</ul>' if told else "",
        _section("Conversation", f"<ol>{turns}</ol>") if turns else "",
        _answer(line),
        _section("Reference", f"<p>{escape(str(case['answer']))}</p>") if case.get("answer") else "",
        _patterns(case),
        _evidence(line, case, find),
        _removed(line),
        _section("Judge", f"<p>{escape(str(line['judge'].get('reply')))}</p>") if line.get("judge") else "",
        f'<p class="soft">{escape(str(line["note"]))}</p>' if line.get("note") else "",
        _hits(line),
        _scores(line),
    ]
    return "".join(parts)


def _section(title: str, body: str) -> str:
    return f"<h4>{escape(title)}</h4>{body}"


def _answer(line: Record) -> str:
    if "answer" not in line:
        return ""
    citations = tuple(_citation(one) for one in line.get("citations") or ())
    return _section("Answer", f'<div class="answer">{prose(str(line["answer"]), citations)}</div>')


def _citation(record: Record) -> Citation:
    return Citation(
        marker=int(record["marker"]),
        article_id=str(record["article_id"]),
        title=str(record["title"]),
        source=record["source"],
        published_at=record["published_at"],
        url=record.get("url"),
        span=Span(int(record["start"]), int(record["end"])),
        quote=str(record["quote"]),
        speaker=record.get("speaker"),
    )


def _patterns(case: Record) -> str:
    wanted = [("must match", one) for one in case.get("accept_all") or ()]
    wanted += [("must not match", one) for one in case.get("must_not") or ()]
    items = " ".join(f"{words} <code>{escape(str(pattern))}</code>" for words, pattern in wanted)
    return f'<p class="soft">The answer {items}</p>' if items else ""


def _evidence(line: Record, case: Record, find: Find) -> str:
    """The evidence of the test set, each with a link to its words and the rank at which its article was found."""
    items = "".join(_proof(line, proof, find(str(proof["article_id"]))) for proof in case.get("evidence") or ())
    return _section("Evidence of the test set", f"<ul>{items}</ul>") if items else ""


def _proof(line: Record, proof: Record, article: Article | None) -> str:
    rank = first_rank(line["hits"], proof)
    found = f"its article was found at rank {rank}" if rank else "its article was not found"
    if article is None:
        return f'<li>{escape(str(proof["article_id"]))} <span class="soft">not in the archive</span></li>'
    quote = str(proof.get("quote") or "")
    start = article.text.find(quote)
    span = Span(start, start + len(quote)) if quote and start >= 0 else Span(0, max(len(article.title), 1))
    words = quote or article.title
    link = f'<a class="source-title" {span_attributes(article.id, span)}>{escape(words)}</a>'
    return f'<li>{link} <span class="soft">{found}</span></li>'


def _removed(line: Record) -> str:
    items = "".join(
        f'<li><s>{escape(str(one.get("text")))}</s> <span class="soft">{escape(str(one.get("reason")))}</span></li>'
        for one in line.get("removed") or ()
    )
    return _section("Removed from the draft", f"<ul>{items}</ul>") if items else ""


def _hits(line: Record) -> str:
    items = "".join(map(_hit, line["hits"]))
    head = count(len(line["hits"]), "passage") + " found"
    return f'<details class="hits"><summary>{head}</summary><ol>{items}</ol></details>'


def _hit(hit: Record) -> str:
    origin = dotted(hit.get("source"), day(hit.get("published_at")))
    span = Span(int(hit["start"]), int(hit["end"]))
    return (
        f'<li><a class="source-title" {span_attributes(str(hit["article_id"]), span)}>{escape(str(hit["title"]))}</a>'
        f' <span class="soft">{escape(origin)}</span>'
        f'<span class="passage">{escape(shortened(str(hit["text"]), WORDS_SHOWN))}</span></li>'
    )


def _scores(line: Record) -> str:
    items = "".join(f"<li>{escape(str(name))} {float(value):.3g}</li>" for name, value in line["scores"].items())
    times = "".join(
        f"<li>{escape(str(stage))} {float(seconds):.2f} s</li>"
        for stage, seconds in (line.get("timings") or {}).items()
    )
    return f'<details class="hits"><summary>Scores and times</summary><ul class="scores">{items}{times}</ul></details>'
