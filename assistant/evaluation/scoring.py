"""A case and what the system gave for it -> its scores."""

from collections.abc import Sequence

from assistant.errors import ArticleNotFound
from assistant.evaluation.case import Case, Proof
from assistant.evaluation.entailment import Entailment
from assistant.evaluation.measure import DEPTHS
from assistant.evaluation.metrics import evidence, multihop_rag, ranking
from assistant.evaluation.metrics.citation import Statement, citation_quality
from assistant.evaluation.metrics.correctness import is_right
from assistant.evaluation.metrics.exactness import exact_citations, exact_quotations
from assistant.evaluation.metrics.speaker import speaker_is_right
from assistant.evaluation.metrics.token_f1 import token_f1, without_markers
from assistant.evaluation.subject import model_failed
from assistant.records import Record
from assistant.speaker import named_speakers
from assistant.verification import Verifier
from index.article import Span
from index.library import Library

Scores = dict[str, float]


class Scorer:
    """Scores cases against one library."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._verifier = Verifier(library.embedding)

    def score(self, case: Case, record: Record) -> Scores:
        """The scores that apply to a case; names as in `measure.MEASURES` and their `top` and `bottom`."""
        scores: Scores = {}
        if case.evidence and not case.unanswerable:
            scores |= self._retrieval(case, record["hits"])
        if "status" in record:
            scores |= self._answer(case, record)
        if case.benchmark:
            scores |= _benchmark(case, record)
        return {name: round(float(value), 6) for name, value in scores.items()}

    def _retrieval(self, case: Case, hits: Sequence[Record]) -> Scores:
        relevance: dict[str, int] = {}
        for proof in case.evidence:
            relevance[proof.article_id] = max(proof.relevance, relevance.get(proof.article_id, 0))
        articles = list(dict.fromkeys(_article(hit, relevance) for hit in hits))
        scores = {f"hit@{depth}": ranking.hit(articles, relevance, depth) for depth in DEPTHS}
        scores["mrr"] = ranking.reciprocal_rank(articles, relevance)
        scores["ndcg@10"] = ranking.ndcg(articles, relevance, 10)
        proofs = [(proof, self._span(proof)) for proof in case.evidence if proof.quote is not None]
        if proofs:
            gold = [(proof.article_id, span) for proof, span in proofs]
            passages = [_place(hit, proofs) for hit in hits]
            for depth in DEPTHS:
                scores[f"evidence_hit@{depth}"] = evidence.evidence_hit(passages, gold, depth)
                scores[f"evidence_recall@{depth}"] = evidence.evidence_recall(passages, gold, depth)
        return scores

    def _answer(self, case: Case, record: Record) -> Scores:
        refused = record["status"] == "not_found"
        text = without_markers(record["answer"])
        scores: Scores = {
            "correct": is_right(case, refused=refused, text=text),
            "refused": refused,
            "unanswerable": case.unanswerable,
            "answerable": not case.unanswerable,
            "refused_rightly": refused and case.unanswerable,
            "refused_wrongly": refused and not case.unanswerable,
            "model_failed": model_failed(record),
        }
        if case.answer and not case.unanswerable:
            scores["token_f1"] = 0.0 if refused else token_f1(text, case.answer)
        right = speaker_is_right(case, [] if refused else _speakers(record))
        if right is not None:
            scores["speaker_accuracy"] = right
        if not refused:
            scores |= self._citations(case, record)
        return scores | _judged(record, bool(scores["correct"]))

    def _citations(self, case: Case, record: Record) -> Scores:
        entails = Entailment(self._library, record["citations"], self._verifier)
        statements = [Statement(claim["text"], tuple(claim["citations"])) for claim in record["claims"]]
        support = min((entails.confidence(*statement) for statement in statements), default=0.0)
        scores: Scores = {"confidence": support * self._nearness(case, record)}
        if quality := citation_quality(statements, entails):
            scores |= {"citation_recall": quality.recall, "citation_precision": quality.precision}
        drafted = [claim["outcome"] for claim in record["claims"] if claim["outcome"] != "extracted"]
        scores |= {"sentences_drafted": len(drafted), "sentences_kept": drafted.count("supported")}
        texts = {one["article_id"]: self._text(one["article_id"]) for one in record["citations"]}
        scores["citations_exact"], scores["citations"] = exact_citations(record["citations"], texts)
        cited = {one["marker"]: texts[one["article_id"]] for one in record["citations"]}
        scores["quotations_exact"], scores["quotations"] = exact_quotations(
            (text, [cited[marker] for marker in markers if marker in cited]) for text, markers in statements
        )
        gold = [(proof.article_id, self._span(proof)) for proof in case.evidence if proof.quote is not None]
        if gold and not case.unanswerable:
            places = [(one["article_id"], Span(one["start"], one["end"])) for one in record["citations"]]
            scores["cites_evidence"] = evidence.evidence_hit(places, gold, len(places))
        return scores

    def _nearness(self, case: Case, record: Record) -> float:
        """Cosine of the question and the cited words that come nearest to it, 0 to 1."""
        vectors = self._library.embedding.embed([" ".join(case.turns), *(one["quote"] for one in record["citations"])])
        return max((max(float(one @ vectors[0]), 0.0) for one in vectors[1:]), default=0.0)

    def _span(self, proof: Proof) -> Span:
        """Where a proof's quote stands; an empty span, which nothing overlaps, if the library does not have it."""
        start = self._text(proof.article_id).find(proof.quote or "") if proof.quote else -1
        return Span(start, start + len(proof.quote or "")) if start >= 0 else Span(0, 0)

    def _text(self, article_id: str) -> str:
        try:
            return self._library.article(article_id).text
        except ArticleNotFound:
            return ""


def _article(hit: Record, relevance: ranking.Relevance) -> str:
    """The article that a hit shows; where it stands for copies, the one of them that is relevant."""
    shown = [hit["article_id"], *hit.get("copies", ())]
    return str(next((one for one in shown if one in relevance), hit["article_id"]))


def _place(hit: Record, proofs: Sequence[tuple[Proof, Span]]) -> evidence.Place:
    """The passage of a hit; where it is a copy's and has the quote, the passage that it stands for."""
    for proof, span in proofs:
        if proof.article_id in hit.get("copies", ()) and proof.quote and proof.quote in hit["text"]:
            return proof.article_id, span
    return hit["article_id"], Span(hit["start"], hit["end"])


def _speakers(record: Record) -> list[str]:
    """Whom an answer has speak: those its sentences name, and the speakers of its citations."""
    named = [name for claim in record["claims"] for name in named_speakers(claim["text"])]
    return named + [one["speaker"] for one in record["citations"] if one.get("speaker")]


def _judged(record: Record, correct: bool) -> Scores:
    right = (record.get("judge") or {}).get("right")
    return {} if right is None else {"judged_correct": right, "judge_agreement": right == correct}


def _benchmark(case: Case, record: Record) -> Scores:
    scores: Scores = {}
    refused = record.get("status") == "not_found"
    if case.benchmark == "rgb" and "status" in record:
        scores["rgb_rejection" if case.unanswerable else "rgb_accuracy"] = (
            refused if case.unanswerable else is_right(case, refused=refused, text=without_markers(record["answer"]))
        )
    if case.benchmark == "multihop-rag":
        facts = [proof.quote for proof in case.evidence if proof.quote]
        if facts and not case.unanswerable:
            scores |= multihop_rag.retrieval_scores([hit["text"] for hit in record["hits"]], facts)
        if case.answer and "status" in record:
            scores["multihop_rag_accuracy"] = multihop_rag.accuracy(without_markers(record["answer"]), case.answer)
    return scores
