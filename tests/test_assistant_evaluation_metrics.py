"""Metrics against values worked by hand."""

from collections.abc import Sequence

import pytest
from evaluation_double import BUDGET, CASES, FERRY, PROPOSAL, answered, citation, fill, hit, refused

from assistant.evaluation.case import Case, Proof
from assistant.evaluation.entailment import Entailment
from assistant.evaluation.measure import MEASURES
from assistant.evaluation.metrics.citation import Statement, citation_quality
from assistant.evaluation.metrics.correctness import is_right
from assistant.evaluation.metrics.evidence import evidence_hit, evidence_recall
from assistant.evaluation.metrics.exactness import exact_citations, exact_quotations
from assistant.evaluation.metrics.latency import latencies
from assistant.evaluation.metrics.risk_coverage import Point, area, risk_coverage
from assistant.evaluation.metrics.speaker import speaker_is_right
from assistant.evaluation.metrics.token_f1 import token_f1
from assistant.evaluation.scoring import Scorer
from assistant.evaluation.summary import figures
from assistant.verification import Verifier
from index.article import Span
from index.library import Library


def case(**fields: object) -> Case:
    return Case(**{"id": "c", "turns": ("Who?",), **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "refused", "text", "right"),
    [
        pytest.param({"accept_all": ("brook", "tax")}, False, "Ana BROOK proposed a Tax.", True, id="all match"),
        pytest.param({"accept_all": ("brook", "toll")}, False, "Ana Brook proposed a tax.", False, id="one does not"),
        pytest.param({"accept_all": ("brook",), "must_not": ("marsh",)}, False, "Brook, not Marsh.", False,
                     id="one that must not"),
        pytest.param({"accept_all": ("brook",)}, True, "Brook? The archive does not say.", False, id="refused"),
        pytest.param({"accept_all": ()}, False, "Anything.", True, id="no patterns"),
        pytest.param({"unanswerable": True}, True, "", True, id="unanswerable, refused"),
        pytest.param({"unanswerable": True}, False, "He said so.", False, id="unanswerable, answered"),
        pytest.param({"unanswerable": True, "accept_all": ("Marsh",)}, False, "It was Marsh who said it.", True,
                     id="false premise corrected"),
        pytest.param({"unanswerable": True, "accept_all": ("Marsh",)}, False, "Brook said it.", False,
                     id="false premise followed"),
    ],
)  # fmt: skip
def test_correctness(fields: dict[str, object], refused: bool, text: str, right: bool) -> None:
    assert is_right(case(**fields), refused=refused, text=text) is right


@pytest.mark.parametrize(
    ("answer", "reference", "expected"),
    [
        pytest.param("The mayor proposed it [1].", "a mayor, proposed it", 1.0, id="articles, stops and markers"),
        pytest.param("mayor Okafor", "Lena Okafor", 0.5, id="one word of two"),
        # 2 of 5 words given, 2 of 2 wanted: 2 * 0.4 * 1 / 1.4
        pytest.param("it was proposed by mayor Okafor", "mayor Okafor", 2 * (2 / 6) * 1 / (2 / 6 + 1), id="longer"),
        pytest.param("no no yes", "no yes yes", 2 / 3, id="repeated words count as often as both have them"),
        pytest.param("Brook", "Okafor", 0.0, id="nothing in common"),
        pytest.param("the", "a", 1.0, id="both empty"),
        pytest.param("", "Okafor", 0.0, id="no answer"),
    ],
)
def test_token_f1(answer: str, reference: str, expected: float) -> None:
    assert token_f1(answer, reference) == pytest.approx(expected)


def entailing(*pairs: tuple[str, str]):  # type: ignore[no-untyped-def]
    """An entailment model that knows which sets of citations, written "12", bear which statement out."""
    known = set(pairs)
    return lambda statement, cited: (statement, "".join(map(str, sorted(cited)))) in known


@pytest.mark.parametrize(
    ("statements", "known", "expected"),
    [
        # 1: two statements, one borne out; two citations, one needed.
        pytest.param([("a", (1,)), ("b", (2,))], [("a", "1")], (1 / 2, 1 / 2), id="one of two supported"),
        # 2: neither supports it alone, together they do: both are needed.
        pytest.param([("a", (1, 2))], [("a", "12")], (1.0, 1.0), id="only together"),
        # 3: 1 supports it alone; 2 does not, and 1 does without it: 2 is irrelevant.
        pytest.param([("a", (1, 2))], [("a", "12"), ("a", "1")], (1.0, 1 / 2), id="a needless citation"),
        # 4: a statement without a citation costs recall, not precision.
        pytest.param([("a", (1,)), ("b", ())], [("a", "1")], (1 / 2, 1.0), id="a statement without a citation"),
        # 5: the joint set fails, so none of its citations counts, though 1 would do alone.
        pytest.param([("a", (1, 2)), ("b", (3,))], [("a", "1"), ("b", "3")], (1 / 2, 1 / 3), id="joint set fails"),
        pytest.param([("a", ()), ("b", ())], [], (0.0, 0.0), id="no citation at all"),
        # The fourth citation does not count.
        pytest.param([("a", (1, 2, 3, 4))], [("a", "123"), ("a", "1"), ("a", "2"), ("a", "3")], (1.0, 1.0),
                     id="at most three"),
    ],
)  # fmt: skip
def test_alce(
    statements: list[tuple[str, tuple[int, ...]]], known: list[tuple[str, str]], expected: tuple[float, float]
) -> None:
    quality = citation_quality([Statement(*one) for one in statements], entailing(*known))
    assert quality == pytest.approx(expected)


def test_alce_of_no_statements_is_nothing() -> None:
    assert citation_quality([], entailing()) is None


def test_evidence_is_reached_by_overlap_only() -> None:
    passages = [("a", Span(0, 10)), ("b", Span(5, 9)), ("a", Span(10, 20))]
    gold = [("a", Span(10, 12)), ("b", Span(9, 11)), ("c", Span(0, 5)), ("a", Span(0, 0))]
    assert [evidence_recall(passages, gold, depth) for depth in (1, 2, 3)] == [0, 0, 1 / 4]
    assert [evidence_hit(passages, gold, depth) for depth in (2, 3)] == [0, 1]


def test_quotations_must_be_in_what_is_cited() -> None:
    statements = [
        ("She said “People should not choose” and “a bill without a payer”.", [FERRY.text]),
        ('He called it "a monstrous folly".', [FERRY.text]),
        ("No quotation.", []),
        ('He called it "a bill without a payer".', [BUDGET.text]),
    ]
    assert exact_quotations(statements) == (2, 4)


def test_citations_must_be_the_text_at_their_offsets() -> None:
    good = citation(FERRY, "900 passengers")
    moved = {**good, "start": good["start"] + 1}
    gone = {**good, "article_id": "gone"}
    assert exact_citations([good, moved, gone], {"ferry": FERRY.text}) == (1, 3)


@pytest.mark.parametrize(
    ("fields", "given", "right"),
    [
        pytest.param({"speaker": "Lena Okafor"}, ["Mayor Okafor"], True, id="by the last name"),
        pytest.param({"speaker": "Lena Okafor"}, ["Lena Brook"], False, id="another's last name"),
        pytest.param({"speaker": "Lena Okafor"}, [], False, id="nobody"),
        pytest.param({"type": "attribution", "accept_all": ("Okafor|mayor",)}, ["the mayor"], True, id="by patterns"),
        pytest.param({"type": "attribution", "accept_all": ("Okafor", "Brook")}, ["Okafor"], False, id="one of two"),
        pytest.param({"type": "fact", "accept_all": ("Okafor",)}, ["Okafor"], None, id="not asked for"),
        pytest.param({"type": "attribution", "unanswerable": True}, ["Okafor"], None, id="there is none"),
    ],
)
def test_speaker(fields: dict[str, object], given: Sequence[str], right: bool | None) -> None:
    assert speaker_is_right(case(**fields), given) is right


def test_risk_and_coverage() -> None:
    # Five cases, one of them refused; the two at 0.5 stand or fall together.
    points = risk_coverage([(0.5, True), (0.9, True), (0.5, False), (0.2, False)], 5)
    assert points == [Point(1 / 5, 0.0), Point(3 / 5, 1 / 3), Point(4 / 5, 1 / 2)]
    assert area(points) == pytest.approx((2 / 5 * 1 / 3 + 1 / 5 * 1 / 2) / (4 / 5))
    assert area([]) is None


def test_latency() -> None:
    stages = latencies([{"total": 1.0, "retrieval": 0.5}, {"total": 3.0}, {"total": 2.0}])
    assert stages["total"] == (2.0, 2.9, 3)
    assert stages["retrieval"] == (0.5, 0.5, 1)


@pytest.fixture
def scorer(library: Library) -> Scorer:
    fill(library, FERRY, BUDGET)
    return Scorer(library)


def test_scores_of_a_right_answer(scorer: Scorer) -> None:
    record = answered("Mayor Lena Okafor proposed that harbour ferries carry 900 passengers free of charge.",
                      citation(FERRY, PROPOSAL))  # fmt: skip
    record["hits"] = [hit(BUDGET, "2.4 million"), hit(FERRY, "900 passengers", 2)]
    scores = scorer.score(CASES[0], record)
    assert (scores["hit@1"], scores["hit@5"], scores["mrr"]) == (0.0, 1.0, 0.5)
    assert (scores["evidence_hit@1"], scores["evidence_recall@5"]) == (0.0, 1.0)
    expected = ("correct", "cites_evidence", "citation_recall", "citation_precision", "citations_exact", "answerable")
    assert {name: scores[name] for name in expected} == dict.fromkeys(expected, 1.0)
    assert scores["refused"] == scores["refused_wrongly"] == scores["model_failed"] == 0.0
    assert 0 < scores["confidence"] <= 1
    known = {measure.top or measure.name for measure in MEASURES} | {measure.bottom for measure in MEASURES}
    assert scores.keys() - known == {"confidence"}


def test_scores_of_a_false_answer(scorer: Scorer) -> None:
    record = answered(
        "Piet Aldous warned that ferries cost 3.9 million [1] and said “pay up”.", citation(FERRY, PROPOSAL)
    )
    scores = scorer.score(CASES[1], record)
    assert scores["correct"] == scores["citation_recall"] == scores["cites_evidence"] == scores["hit@20"] == 0.0
    assert (scores["quotations"], scores["quotations_exact"]) == (1.0, 0.0)


def test_sentences_that_stand_with_their_own_citations(scorer: Scorer) -> None:
    record = answered("x", citation(FERRY, PROPOSAL))
    outcomes = ("supported", "repaired", "extracted", "supported")
    record["claims"] = [{"text": PROPOSAL, "citations": [1], "outcome": outcome} for outcome in outcomes]
    scores = scorer.score(case(), record)
    # The extracted one was not drafted.
    assert (scores["sentences_kept"], scores["sentences_drafted"]) == (2.0, 3.0)
    assert figures([scores])["own_citations"].value == pytest.approx(2 / 3)


def test_scores_of_refusals(scorer: Scorer) -> None:
    rightly = scorer.score(CASES[2], refused())
    assert (rightly["correct"], rightly["refused_rightly"], rightly["unanswerable"]) == (1.0, 1.0, 1.0)
    assert "hit@1" not in rightly and "citation_recall" not in rightly and "token_f1" not in rightly
    wrongly = scorer.score(CASES[0], refused())
    assert (wrongly["correct"], wrongly["refused_wrongly"], wrongly["token_f1"]) == (0.0, 1.0, 0.0)
    assert wrongly["speaker_accuracy"] == 0.0


def test_a_hit_counts_for_the_copies_that_it_stands_for(scorer: Scorer) -> None:
    record = {**refused(), "hits": [hit(FERRY, PROPOSAL, copies=["copy"])]}
    proof = Proof("copy", "900 passengers")
    scores = scorer.score(case(evidence=(proof,)), record)
    # The copy is not in this library, so that its span is unknown; its article is found all the same.
    assert (scores["hit@1"], scores["evidence_hit@1"]) == (1.0, 0.0)


def test_evidence_of_whole_articles_scores_articles_only(scorer: Scorer) -> None:
    record = {"question": "Who?", "hits": [hit(BUDGET, "2.4 million"), hit(FERRY, PROPOSAL, 2)]}
    scores = scorer.score(case(evidence=(Proof("ferry", relevance=2), Proof("budget"))), record)
    assert "evidence_hit@1" not in scores and "correct" not in scores
    assert 0.8 < scores["ndcg@10"] < 1.0


@pytest.mark.parametrize(
    ("benchmark", "fields", "names"),
    [
        pytest.param("rgb", {"accept_all": ("Okafor",)}, {"rgb_accuracy": 1.0}, id="rgb accuracy"),
        pytest.param("rgb", {"unanswerable": True}, {"rgb_rejection": 0.0}, id="rgb rejection"),
        pytest.param("multihop-rag", {"answer": "okafor", "evidence": (Proof("ferry", "900 passengers"),)},
                     {"multihop_rag_accuracy": 1.0, "multihop_rag_hits@4": 1.0}, id="multihop-rag"),
    ],
)  # fmt: skip
def test_other_benchmarks_are_scored_by_their_rules(
    benchmark: str, fields: dict[str, object], names: dict[str, float], scorer: Scorer
) -> None:
    record = answered("Mayor Lena Okafor proposed it", citation(FERRY, PROPOSAL))
    record["hits"] = [hit(FERRY, PROPOSAL)]
    scores = scorer.score(case(benchmark=benchmark, **fields), record)
    assert {name: scores[name] for name in names} == names


CLAIM = "Treasurer Ada Brink warned that free ferries would cost 2.4 million crowns a year."


@pytest.mark.parametrize(
    ("statement", "markers", "entailed"),
    [
        pytest.param(CLAIM, [2], True, id="its own sentence"),
        pytest.param(CLAIM, [1], False, id="another sentence"),
        pytest.param(CLAIM, [1, 2], True, id="one of two suffices"),
        pytest.param(CLAIM, [], False, id="nothing cited"),
        pytest.param(CLAIM, [9], False, id="a marker without a citation"),
        pytest.param(CLAIM.replace("2.4", "3.9"), [2], False, id="another number"),
        pytest.param(CLAIM.replace("Ada Brink", "Lena Okafor"), [2], False, id="another speaker"),
        pytest.param('Treasurer Ada Brink warned of "a monstrous cost" of 2.4 million crowns a year.', [2], False,
                     id="words never said"),
        pytest.param(f"According to Lower Ledger (2025-04-06): {CLAIM}", [2], True, id="an extracted sentence"),
        pytest.param(f"According to Piet Aldous: {CLAIM}", [2], False, id="words given to somebody else"),
    ],
)  # fmt: skip
def test_the_verifier_as_entailment(statement: str, markers: list[int], entailed: bool, library: Library) -> None:
    fill(library, FERRY, BUDGET)
    gone = {**citation(FERRY, PROPOSAL, 3), "article_id": "gone"}
    citations = [citation(FERRY, PROPOSAL, 1), citation(BUDGET, BUDGET.text, 2), gone]
    entailment = Entailment(library, citations, Verifier(library.embedding))
    assert entailment(statement, markers) is entailed
    assert 0 <= entailment.confidence(statement, markers) <= 1
