"""`onrecord check`: verdicts on a person's own sentences."""

from pathlib import Path

import pytest
from conftest import OpenLibrary
from tagger_double import VerbTagger

from assistant.checking import Checker, ClaimLine, read_claims, sentences_of
from assistant.errors import ArticleNotFound, ReadingError
from index.article import Article
from index.ingest import ingest
from index.library import Library, embed_passages

TEXT = (
    "Mayor Lena Okafor proposed on Tuesday that harbour ferries carry 900 passengers free of charge.\n\n"
    "“People should not choose between the boat and their lunch,” Okafor told reporters.\n\n"
    "Councillor Piet Aldous opposed the plan. “It is a bill without a payer,” Aldous said."
)


@pytest.fixture
def checker(library: Library) -> Checker:
    article = Article(id="ferry", title="Free ferries", text=TEXT, source="Courier")
    with library.writing("ingest"), library.catalog.transaction():
        library.catalog.put(article, "ferry", *embed_passages(library.embedding, [article]))
    return Checker(library)


@pytest.mark.parametrize("target", ["article", "text", "archive"])
@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        pytest.param("Lena Okafor proposed that harbour ferries carry 900 passengers free.", "supported", id="true"),
        pytest.param(
            "Lena Okafor proposed that harbour ferries carry 700 passengers free.", "contradicted", id="number"
        ),
        pytest.param(
            "Lena Okafor never proposed that harbour ferries carry 900 passengers free of charge.",
            "contradicted",
            id="negated",
        ),
        pytest.param("“It is a bill without a payer,” Okafor said.", "misattributed", id="another's words"),
        pytest.param("The submarine museum of Zorbania closes in winter.", "not_found", id="elsewhere"),
    ],
)
def test_verdicts(checker: Checker, target: str, claim: str, verdict: str) -> None:
    line = ClaimLine(
        id="c",
        claim=claim,
        article_id="ferry" if target == "article" else None,
        text=TEXT if target == "text" else None,
    )
    checked = checker.check(line)
    assert checked.verdict == verdict
    assert 0 <= checked.score <= 1
    assert (checked.reason is None) == (verdict == "supported")
    for citation in checked.citations:
        assert TEXT[slice(*citation.span)] == citation.quote


def test_a_supported_claim_scores_above_a_contradicted_one(checker: Checker) -> None:
    true = checker.check(ClaimLine(id="1", claim="Okafor proposed that ferries carry 900 passengers free."))
    false = checker.check(ClaimLine(id="2", claim="Okafor proposed that ferries carry 700 passengers free."))
    assert true.score > 0.5 > false.score


def test_an_unknown_article_is_named(checker: Checker) -> None:
    with pytest.raises(ArticleNotFound, match="nowhere"):
        checker.check(ClaimLine(id="1", claim="Okafor spoke.", article_id="nowhere"))


def test_a_plain_draft_is_read_by_sentences(tmp_path: Path) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text("The U.S. left. It returned.\n", "utf-8")
    assert [(line.id, line.claim) for line in read_claims(draft) if isinstance(line, ClaimLine)] == [
        ("1", "The U.S. left."),
        ("2", "It returned."),
    ]


def test_bad_lines_are_reported_by_number_and_the_rest_goes_on(tmp_path: Path) -> None:
    claims = tmp_path / "claims.jsonl"
    claims.write_text('{"id": 1, "claim": "Good."}\n{"id": 2,\n{"claim": "No id."}\n{"id": 4, "claim": " "}\n', "utf-8")
    good, *bad = read_claims(claims)
    assert isinstance(good, ClaimLine)
    assert good.id == "1"
    assert [isinstance(one, ReadingError) and f":{number}:" in str(one) for number, one in enumerate(bad, 2)] == [
        True
    ] * 3


@pytest.mark.parametrize(
    ("content", "reason"),
    [pytest.param(b" \n", "empty", id="empty"), pytest.param(b"\xff\xfe\x00", "UTF-8", id="binary")],
)
def test_an_unreadable_draft_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_bytes(content)
    with pytest.raises(ReadingError, match=reason):
        list(read_claims(draft))


REPORT = "said the ferry fund of the lower harbour lacks four million crowns this year."
PRONOUN = (
    "Mayor Lena Okafor came. Councillor Piet Aldous opposed the plan. "
    f"He said “it is a bill without a payer”. He {REPORT}"
)


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        pytest.param("Piet Aldous said “it is a bill without a payer”.", "supported", id="his words"),
        pytest.param("Councillor Aldous said “it is a bill without a payer”.", "supported", id="his title"),
        pytest.param("Lena Okafor said “it is a bill without a payer”.", "misattributed", id="another's words"),
        pytest.param(f"Aldous {REPORT}", "supported", id="his report"),
        pytest.param(f"Lena Okafor {REPORT}", "misattributed", id="another's report"),
    ],
)
def test_the_ledger_tells_whom_a_pronoun_means(
    open_library: OpenLibrary, tmp_path: Path, claim: str, verdict: str
) -> None:
    (tmp_path / "ferry.txt").write_text(PRONOUN, encoding="utf-8")
    library = open_library(tagger=VerbTagger())
    ingest(library, [tmp_path / "ferry.txt"], lambda _: None)
    checked = Checker(library).check(ClaimLine(id="1", claim=claim))
    assert checked.verdict == verdict
    assert checked.reason == (None if verdict == "supported" else "the source has Piet Aldous say this")
    assert checked.citations[0].speaker == "Piet Aldous"


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        pytest.param(
            "“It is late. It is dark,” Moss said. He left.", ["“It is late. It is dark,” Moss said.", "He left."]
        ),
        pytest.param('"It is late. It is dark," Moss said.', ['"It is late. It is dark," Moss said.']),
        pytest.param("“It is late. It is dark.\n\nHe left.", ["“It is late.", "It is dark.", "He left."]),
    ],
    ids=["typographic", "straight", "never closed"],
)
def test_a_quotation_stays_whole(text: str, sentences: list[str]) -> None:
    assert [text[slice(*one.span)] for one in sentences_of(text)] == sentences
