"""A claim against an article: what is found, what is objected to, and why."""

import numpy as np
import pytest
from embedding_double import WordEmbedding

from assistant.verification import Verifier
from assistant.verification.claim import Claim
from assistant.verification.comparison import Comparison
from assistant.verification.scoring import Model, model
from assistant.verification.speech import agree
from assistant.verification.verifier import DOCUMENTS, LEAST_SCORE, prepare
from assistant.verification.wording import number_values, words
from index.article import Article

TEXT = (
    "Mayor Lena Okafor proposed on Tuesday that harbour ferries carry 900 passengers free of charge from 2031.\n\n"
    "“People should not choose between the boat and their lunch,” Okafor told reporters. “We can pay for it.”\n\n"
    "Councillor Piet Aldous opposed the plan, which the harbour board estimates will cost 1.5 million crowns a year. "
    "He said that the ferry company may go bankrupt before the winter.\n\n"
    "“It is a bill without a payer,” Aldous added.\n\n"
    "The council will not vote on the plan before the spring, the board confirmed."
)
ARTICLE = Article(id="ferry", title="Free ferries", text=TEXT, source="Courier", published_at="2031-03-04")


@pytest.fixture
def verifier() -> Verifier:
    return Verifier(WordEmbedding())


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param("Councillor Piet Aldous opposed the plan.", id="shortened"),
        pytest.param("The council will not vote on the plan before the spring.", id="denial kept"),
        pytest.param("Okafor said: “We can pay for it.”", id="quotation, its speaker in the sentence before"),
        pytest.param('Aldous said: "It is a bill without a payer."', id="straight marks"),
        pytest.param("Lena Okafor proposed that harbour ferries carry 900 passengers free of charge.", id="proposed"),
    ],
)
def test_what_the_article_says_is_supported(verifier: Verifier, claim: str) -> None:
    [finding] = verifier.verify([(claim, ARTICLE)])
    assert (finding.verdict, finding.reason) == ("supported", None)
    assert LEAST_SCORE <= finding.score <= 1
    assert finding.spans


@pytest.mark.parametrize(
    ("claim", "verdict", "reason"),
    [
        pytest.param(
            "Mayor Lena Okafor proposed on Tuesday that harbour ferries carry 700 passengers free of charge.",
            "contradicted",
            "number 700",
            id="number",
        ),
        pytest.param(
            "The harbour board estimates that the plan will cost 1.5 billion crowns a year.",
            "contradicted",
            "unit",
            id="scale",
        ),
        pytest.param(
            "The council will vote on the plan before the spring, the board confirmed.",
            "contradicted",
            "denies",
            id="denial dropped",
        ),
        pytest.param("Councillor Piet Aldous did not oppose the plan.", "contradicted", "denies", id="denial added"),
        pytest.param("Councillor Piet Aldous supported the plan.", "contradicted", "opposite", id="opposite"),
        pytest.param(
            "The ferry company will go bankrupt before the winter.", "contradicted", "less sure", id="hardened"
        ),
        pytest.param(
            "“It is a bill without a payer,” Okafor said.", "misattributed", "Okafor say", id="another's quote"
        ),
        pytest.param(
            "Okafor said that the ferry company may go bankrupt before the winter.",
            "misattributed",
            "Okafor say",
            id="another's statement",
        ),
        pytest.param(
            "Okafor said: “People should not choose between the boat and their dinner.”",
            "contradicted",
            "the words",
            id="a word of the quotation",
        ),
        pytest.param(
            "Aldous never said: “It is a bill without a payer.”", "contradicted", "denies", id="quotation denied"
        ),
        pytest.param(
            "Councillor Piet Aldous opposed the plan before the spring, the board confirmed.",
            "not_found",
            "different places",
            id="stitched",
        ),
        pytest.param("The submarine museum of Zorbania closes in winter.", "not_found", "Zorbania", id="elsewhere"),
    ],
)
def test_what_the_article_does_not_say_is_caught_with_its_reason(
    verifier: Verifier, claim: str, verdict: str, reason: str
) -> None:
    [finding] = verifier.verify([(claim, ARTICLE)])
    assert finding.verdict == verdict
    assert finding.reason is not None and reason in finding.reason
    assert finding.score < LEAST_SCORE


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        pytest.param("We can pay for it", "Okafor", id="quotation that goes on"),
        pytest.param("He said that the ferry", "Aldous", id="pronoun"),
        pytest.param("a bill without a payer", "Aldous", id="after the quotation"),
    ],
)
def test_a_sentence_s_speaker_is_found_beside_it(sentence: str, speaker: str) -> None:
    document, speech = prepare(ARTICLE)
    [number] = [i for i in range(len(document.sentences)) if sentence in document.text_of(i)]
    assert any(agree(speaker, one) for one in speech.speakers(number))
    assert not any(agree({"Okafor": "Aldous", "Aldous": "Okafor"}[speaker], one) for one in speech.speakers(number))


def test_each_sentence_of_a_claim_has_its_own_speaker(verifier: Verifier) -> None:
    right = "“We can pay for it,” Okafor said. “It is a bill without a payer,” Aldous added."
    wrong = "“We can pay for it,” Aldous said. “It is a bill without a payer,” Okafor added."
    assert [one.verdict for one in verifier.verify([(right, ARTICLE), (wrong, ARTICLE)])][1] == "misattributed"
    assert verifier.verify([(right, ARTICLE)])[0].verdict != "misattributed"


def test_findings_come_in_the_order_of_the_claims_and_do_not_depend_on_the_company(verifier: Verifier) -> None:
    claims = ["Aldous opposed the plan.", "The museum of Zorbania closes.", "Okafor proposed free ferries."]
    alone = [verifier.verify([(claim, ARTICLE)])[0] for claim in claims]
    assert verifier.verify([(claim, ARTICLE) for claim in claims]) == alone


@pytest.mark.parametrize("text", ["", "\n", "…"])
def test_an_empty_article_supports_nothing(verifier: Verifier, text: str) -> None:
    [finding] = verifier.verify([("Okafor proposed free ferries.", Article(id="", title="", text=text))])
    assert (finding.verdict, finding.spans) == ("not_found", ())


@pytest.mark.parametrize("claim", ["“”", "...", "He.", "x " * 3000])
def test_odd_claims_are_judged_like_any_other(verifier: Verifier, claim: str) -> None:
    [finding] = verifier.verify([(claim, ARTICLE)])
    assert 0 <= finding.score <= 1


def test_only_so_many_articles_are_kept_prepared(verifier: Verifier) -> None:
    articles = [Article(id=str(number), title="", text=TEXT) for number in range(DOCUMENTS + 5)]
    verifier.verify([("Aldous opposed the plan.", article) for article in articles])
    assert len(verifier._documents) == DOCUMENTS


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param("Lena Okafor", "Okafor", True, id="surname"),
        pytest.param("Mayor Okafor", "Lena Okafor", True, id="title"),
        pytest.param("Lena Okafor", "Lena Brandt", False, id="first name"),
        pytest.param("Okafor", "Aldous", False, id="others"),
        pytest.param("Harbour Board", "the Harbour Board", True, id="article"),
    ],
)
def test_names_agree_by_their_last_word(one: str, other: str, same: bool) -> None:
    assert agree(one, other) is same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("1,500,000", "1.5 million", id="million"),
        pytest.param("5bn", "5 billion", id="abbreviated"),
        pytest.param("forty", "40", id="spelled"),
        pytest.param("21st", "21", id="ordinal"),
    ],
)
def test_numbers_are_compared_by_what_they_come_to(one: str, other: str) -> None:
    assert number_values(words(one)) == number_values(words(other)) != frozenset()


def test_a_summary_without_capitals_is_read_by_the_names_of_the_article() -> None:
    features = Comparison(Claim("councillor piet aldous opposed the plan ."), *prepare(ARTICLE)).word_features
    assert features["names"] == 2.0
    assert features["name_cover_1"] == 1.0


def test_a_stitched_claim_stands_together_nowhere() -> None:
    document = prepare(ARTICLE)
    whole = Comparison(Claim("Piet Aldous opposed the plan, which the harbour board estimates."), *document)
    stitched = Comparison(Claim("Lena Okafor proposed on Tuesday will cost 1.5 million crowns a year."), *document)
    assert whole.word_features["cover_1"] > stitched.word_features["cover_1"]
    assert (whole.word_features["seams"], stitched.word_features["seams"]) == (0.0, 1.0)


def test_a_model_adds_its_regression_to_the_leaves_that_its_trees_lead_to() -> None:
    small = Model(
        names=["a", "b"],
        knots=[[0.0, 1.0], [0.0]],
        ranks=[[0.0, 0.5], [0.2]],
        weights=[2.0, 10.0],
        trees={
            "features": [[0, 1, 1, 0, 0, 0, 0]],
            "thresholds": [[0.5, 1.0, 2.0, 0.0, 0.0, 0.0, 0.0]],
            "values": [[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]],
        },
        scale=0.5,
        shift=-2.0,
    )
    rows = [{"a": 0.0, "b": 0.0}, {"a": 0.4, "b": 3.0}, {"a": 1.0, "b": 0.0}, {"a": 1.0, "b": 9.0}]
    probabilities = small.probabilities(rows)
    odds = np.log(probabilities / (1 - probabilities))
    # Of the regression come 0, 0.4, 1 and 1 for "a", always 2 for "b"; of the tree its leaves 1, 4, 6 and 8.
    assert odds == pytest.approx([0.5 * one - 2.0 for one in (3.0, 6.4, 9.0, 11.0)])


@pytest.mark.parametrize("kind", ["words", "meaning"])
def test_the_model_of_the_package_knows_every_feature_that_it_asks_for(kind: str) -> None:
    comparison = Comparison(Claim("Aldous opposed the plan."), *prepare(ARTICLE))
    known = set(comparison.word_features)
    names = set(model(kind).names)  # type: ignore[arg-type]
    assert known <= names if kind == "meaning" else known == names
