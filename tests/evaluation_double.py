"""Cases, articles and run lines for the tests of evaluation; all invented."""

from typing import Any

from assistant.evaluation.case import Case, Proof, case_record
from assistant.evaluation.run_file import Run
from index.article import Article
from index.library import Library, embed_passages

FERRY = Article(
    id="ferry",
    title="Free ferries proposed",
    source="Harbour Courier",
    published_at="2025-03-04",
    url="https://courier.example/1",
    text=(
        "Mayor Lena Okafor proposed on Tuesday that harbour ferries carry 900 passengers free of charge.\n\n"
        "“People should not choose between the boat and their lunch,” she told reporters.\n\n"
        "Councillor Piet Aldous opposed the plan. “It is a bill without a payer,” he said."
    ),
)
BUDGET = Article(
    id="budget",
    title="Treasurer warns of a hole",
    source="Lower Ledger",
    published_at="2025-04-06",
    text="Treasurer Ada Brink warned that free ferries would cost 2.4 million crowns a year.",
)
PROPOSAL = "Mayor Lena Okafor proposed on Tuesday that harbour ferries carry 900 passengers free of charge."
CASES = (
    Case(
        id="c1",
        type="proposal",
        turns=("Who proposed free harbour ferries?",),
        answer="Lena Okafor, the mayor",
        accept_all=("Okafor",),
        evidence=(Proof("ferry", PROPOSAL),),
        speaker="Lena Okafor",
    ),
    Case(
        id="c2",
        type="fact",
        turns=("Which treasurer spoke of ferries?", "What would they cost a year?"),
        answer="2.4 million crowns",
        accept_all=(r"2\.4 million",),
        evidence=(Proof("budget", BUDGET.text),),
    ),
    Case(id="c3", type="unanswerable", turns=("What do ferries cost in Oslo?",), unanswerable=True),
)


def fill(library: Library, *articles: Article) -> None:
    """Put articles into a library."""
    with library.writing("ingest"), library.catalog.transaction():
        for article in articles:
            library.catalog.put(article, article.id, *embed_passages(library.embedding, [article]))


def hit(article: Article, words: str, rank: int = 1, **more: object) -> dict[str, Any]:
    """A hit as `search --json` gives it."""
    start = article.text.index(words)
    return {
        "rank": rank,
        "article_id": article.id,
        "title": article.title,
        "source": article.source,
        "published_at": article.published_at,
        "start": start,
        "end": start + len(words),
        "text": words,
        "score": 1.0 / rank,
        **more,
    }


def citation(article: Article, words: str, marker: int = 1, speaker: str | None = None) -> dict[str, Any]:
    """A citation as `ask --json` gives it."""
    start = article.text.index(words)
    record = {
        "marker": marker,
        "article_id": article.id,
        "title": article.title,
        "source": article.source,
        "published_at": article.published_at,
        "url": article.url,
        "start": start,
        "end": start + len(words),
        "quote": words,
    }
    return {**record, "speaker": speaker} if speaker else record


def answered(text: str, *citations: dict[str, Any], question: str = "Who?") -> dict[str, Any]:
    """An `ask --json` object of one claim that cites everything, with hits."""
    markers = [one["marker"] for one in citations]
    return {
        "question": question,
        "status": "answered",
        "answer": text + " " + "".join(f"[{marker}]" for marker in markers),
        "claims": [{"text": text, "citations": markers, "outcome": "supported"}],
        "citations": list(citations),
        "removed": [],
        "note": None,
        "model": "queued",
        "timings": {"retrieval": 0.1, "total": 1.0},
        "usage": {"prompt_tokens": 100, "completion_tokens": 20},
        "hits": [],
    }


def refused(question: str = "Who?") -> dict[str, Any]:
    """An `ask --json` object that refuses."""
    text = "The archive does not say."
    return {**answered(text, question=question), "status": "not_found", "answer": text, "claims": []}


def run_of(*scores: dict[str, float], type: str = "fact") -> Run:
    """A run of cases with these scores."""
    lines = []
    for number, one in enumerate(scores):
        case = Case(id=f"c{number}", type=type, turns=(f"Question {number}?",))
        record = answered(f"Answer {number}.", question=case.question)
        lines.append({"id": case.id, "type": type, **record, "scores": one, "case": case_record(case)})
    return Run(tuple(lines), {"model": "queued"})
