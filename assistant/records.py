"""Values -> the JSON objects that `--json` promises (scripts rely on them)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from assistant.answer import Answer, Citation
from index.article import Article, Hit, Span
from index.attribution.entry import LedgerEntry
from index.attribution.timeline import Moment

if TYPE_CHECKING:  # these import the models' libraries, which `onrecord articles` does without
    from assistant.checking import Checked
    from assistant.searching import Searched
    from index.ingest import IngestReport

Record = dict[str, Any]


def article_record(article: Article) -> Record:
    """`onrecord show`: the article with its exact text."""
    return {**article_line(article), "text": article.text}


def article_line(article: Article) -> Record:
    """`onrecord articles`: an article without its text."""
    return {
        "id": article.id,
        "title": article.title,
        "source": article.source,
        "author": article.author,
        "url": article.url,
        "published_at": article.published_at,
    }


def ingest_record(report: "IngestReport") -> Record:
    """`onrecord ingest`."""
    return {
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "duplicates": report.duplicates,
        "failed": [{"source": failure.source, "reason": failure.reason} for failure in report.failed],
        "passages": report.passages,
        "seconds": round(report.seconds, 3),
    }


def hit_record(hit: Hit) -> Record:
    """A hit of `onrecord search`, with the copies of its story that it stands for, if there are any."""
    record = {
        "rank": hit.rank,
        "article_id": hit.article.id,
        "title": hit.article.title,
        "source": hit.article.source,
        "published_at": hit.article.published_at,
        "start": hit.span.start,
        "end": hit.span.end,
        "text": hit.text,
        "score": hit.score,
    }
    return {**record, "copies": list(hit.copies)} if hit.copies else record


def search_record(searched: "Searched") -> Record:
    """`onrecord search`: the hits, and in what they were searched, the question's own limits included."""
    found, filters = searched.found, searched.filters
    return {
        "hits": [hit_record(hit) for hit in found.hits],
        "independent_sources": found.independent_sources,
        "articles_searched": found.articles_searched,
        "undated_left_out": found.undated_left_out,
        "limits": {
            "after": filters.after.isoformat() if filters.after else None,
            "before": filters.before.isoformat() if filters.before else None,
            "outlets": list(filters.outlets),
            "speaker": filters.speaker,
        },
    }


def entry_record(entry: LedgerEntry) -> Record:
    """An attribution of `onrecord who`: every role is a list of spans, with `text == article.text[start:end]`."""
    article, statement = entry.article, entry.statement
    attribution, speaker = statement.attribution, statement.speaker
    record: Record = {
        "article_id": article.id,
        "speaker": speaker.name if speaker else None,
        "stance": statement.stance,
        "kind": attribution.kind,
        "source": _spans(article, attribution.source),
        "cue": _spans(article, attribution.cue),
        "content": _spans(article, attribution.content),
        "published_at": article.published_at,
        "outlet": article.source,
        "title": article.title,
        "speaker_kind": speaker.kind if speaker else None,
        "role": speaker.role if speaker else None,
        "said_on": statement.said_on,
    }
    return record if entry.score is None else {**record, "score": entry.score}


def _spans(article: Article, spans: Sequence[Span]) -> list[Record]:
    return [{"start": start, "end": end, "text": article.text[start:end]} for start, end in spans]


def moment_record(moment: Moment) -> Record:
    """A statement of `onrecord timeline`, with every report of it."""
    reports, before = moment.reports, moment.changed_from
    speaker = reports.first.statement.speaker
    return {
        "said_on": reports.said_on,
        "speaker": speaker.name if speaker else None,
        "stance": reports.stance,
        "changed_from": {"stance": before.stance, "said_on": before.said_on} if before else None,
        "independent_sources": reports.independent_sources,
        "reports": [entry_record(entry) for entry in reports.entries],
    }


def citation_record(citation: Citation) -> Record:
    """A citation of `onrecord ask` and `onrecord check`."""
    record = {
        "marker": citation.marker,
        "article_id": citation.article_id,
        "title": citation.title,
        "source": citation.source,
        "published_at": citation.published_at,
        "url": citation.url,
        "start": citation.span.start,
        "end": citation.span.end,
        "quote": citation.quote,
    }
    return {**record, "speaker": citation.speaker} if citation.speaker else record


def answer_record(answer: Answer) -> Record:
    """`onrecord ask`."""
    record: Record = {
        "question": answer.question,
        "standalone": answer.query,
        "status": answer.status,
        "answer": answer.text,
        "claims": [
            {"text": claim.text, "citations": list(claim.citations), "outcome": claim.outcome}
            for claim in answer.claims
        ],
        "citations": [citation_record(citation) for citation in answer.citations],
        "independent_sources": answer.independent_sources,
        "removed": [{"text": one.text, "reason": one.reason} for one in answer.removed],
        "repaired": [{"text": one.text, "reason": one.change} for one in answer.claims if one.change],
        "counts": answer.counts,
        "note": answer.note,
        "model": answer.model,
        "timings": answer.timings,
        "usage": answer.usage,
    }
    if answer.refusal:
        refusal = answer.refusal
        record["searched"] = {
            "articles": refusal.articles_searched,
            "first_date": refusal.first_date,
            "last_date": refusal.last_date,
        }
        record["nearest"] = [hit_record(hit) for hit in refusal.nearest]
    return record


def checked_record(checked: "Checked") -> Record:
    """A line of `onrecord check`."""
    return {
        "id": checked.id,
        "claim": checked.claim,
        "verdict": checked.verdict,
        "score": checked.score,
        "citations": [citation_record(citation) for citation in checked.citations],
        "reason": checked.reason,
    }
