"""The JSON that scripts rely on (../shared/design.md, "Contracts that scripts rely on"): keys and exactness."""

import json

from assistant import records
from assistant.answer import Answer, Citation, Claim, Refusal, Removed
from assistant.checking import Checked
from index.article import Article, Hit, Span
from index.ingest import IngestReport
from index.reading import Failure

ARTICLE = Article(id="a1", title="Ferry", text="Brook paid. “No,” said Ode.", source="Post", published_at="2025-03-04")
HIT = Hit(article=ARTICLE, span=Span(0, 11), score=1.5, rank=1)
HIT_KEYS = ["rank", "article_id", "title", "source", "published_at", "start", "end", "text", "score"]
CITATION_KEYS = ["marker", "article_id", "title", "source", "published_at", "url", "start", "end", "quote"]


def citation(speaker: str | None) -> Citation:
    return Citation(
        marker=1,
        article_id="a1",
        title="Ferry",
        source="Post",
        published_at="2025-03-04",
        url=None,
        span=Span(12, 27),
        quote=ARTICLE.text[12:27],
        speaker=speaker,
    )


def test_article() -> None:
    record = records.article_record(ARTICLE)
    assert list(record) == ["id", "title", "source", "author", "url", "published_at", "text"]
    assert record["text"] == ARTICLE.text
    assert "text" not in records.article_line(ARTICLE)


def test_ingest() -> None:
    report = IngestReport(added=1, failed=[Failure("x.txt", "empty")], passages=3, seconds=0.12345)
    record = records.ingest_record(report)
    assert list(record) == ["added", "updated", "unchanged", "duplicates", "failed", "passages", "seconds"]
    assert record["failed"] == [{"source": "x.txt", "reason": "empty"}]
    assert record["seconds"] == 0.123


def test_hit() -> None:
    record = records.hit_record(HIT)
    assert list(record) == HIT_KEYS
    assert record["text"] == ARTICLE.text[record["start"] : record["end"]]


def test_citation_is_exact_and_names_a_speaker_only_where_there_is_one() -> None:
    record = records.citation_record(citation("Ode"))
    assert list(record) == [*CITATION_KEYS, "speaker"]
    assert record["quote"] == ARTICLE.text[record["start"] : record["end"]]
    assert list(records.citation_record(citation(None))) == CITATION_KEYS


def test_answer() -> None:
    answer = Answer(
        question="Who?",
        query="Who?",
        status="answered",
        text="Ode said no [1].",
        claims=(Claim(text="Ode said no.", citations=(1,), outcome="repaired", change="it cited nothing"),),
        citations=(citation("Ode"),),
        removed=(Removed("Brook fled.", "no source"),),
        model="m",
        timings={"total": 1.0},
        usage={"prompt_tokens": 5},
    )
    record = records.answer_record(answer)
    assert {"question", "status", "answer", "claims", "citations", "model", "timings", "usage"} <= record.keys()
    assert record["claims"] == [{"text": "Ode said no.", "citations": [1], "outcome": "repaired"}]
    assert record["removed"] == [{"text": "Brook fled.", "reason": "no source"}]
    assert record["repaired"] == [{"text": "Ode said no.", "reason": "it cited nothing"}]
    assert record["counts"] == {"supported": 0, "repaired": 1, "attributed": 0, "extracted": 0, "removed": 1}
    assert record["note"] is None
    assert "nearest" not in record
    assert json.loads(json.dumps(record)) == record


def test_refusal_says_what_was_searched_and_what_came_nearest() -> None:
    refusal = Refusal(
        reason="The archive does not say.",
        articles_searched=3,
        first_date="2025-01-01",
        last_date=None,
        nearest=(HIT,),
    )
    answer = Answer(question="Who?", query="Who?", status="not_found", text=refusal.reason, refusal=refusal, model="m")
    record = records.answer_record(answer)
    assert record["searched"] == {"articles": 3, "first_date": "2025-01-01", "last_date": None}
    assert [list(hit) for hit in record["nearest"]] == [HIT_KEYS]
    assert (record["claims"], record["citations"]) == ([], [])


def test_checked() -> None:
    checked = Checked(
        id="7", claim="Ode said no.", verdict="supported", score=0.9, citations=(citation("Ode"),), reason=None
    )
    record = records.checked_record(checked)
    assert {"id", "verdict", "score", "citations"} <= record.keys()
    assert list(record["citations"][0]) == [*CITATION_KEYS, "speaker"]
