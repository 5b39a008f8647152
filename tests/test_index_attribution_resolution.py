"""Who a source stands for, in articles written for these tests. The source is marked [so]."""

import re

import pytest

from index.article import Article, Span
from index.attribution.attribution import Attribution, Speaker
from index.attribution.resolution import resolve

_MARKED = re.compile(r"\[([^\]]+)\]")


def _resolve(
    marked: str, *, author: str | None = None, outlet: str | None = None, title: str = "News"
) -> list[Speaker | None]:
    """The speakers of the sources in brackets."""
    sources, text = [], ""
    for i, part in enumerate(_MARKED.split(marked)):
        if i % 2:
            sources.append(Span(len(text), len(text) + len(part)))
        text += part
    article = Article(id="a", title=title, text=text, author=author, source=outlet)
    return resolve(article, [_attribution(source) for source in sources])


def _attribution(source: Span, content: Span | None = None) -> Attribution:
    end = source.end
    return Attribution(
        source=(source,), cue=(Span(end, end + 1),), content=(content or Span(end, end + 1),), kind="direct"
    )


def _names(marked: str) -> list[str | None]:
    return [speaker and speaker.name for speaker in _resolve(marked)]


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        pytest.param("Helen Moreau lost the vote. [She] said it was close.", "Helen Moreau", id="she"),
        pytest.param(
            "Helen Moreau met Peter Quill on Monday. “We agree,” [he] said.", "Peter Quill", id="the man of the two"
        ),
        pytest.param(
            "Helen Moreau said the dam was safe. “It will hold,” [she] added.", "Helen Moreau", id="who spoke before"
        ),
        pytest.param("Mr. Osei opened the port. [He] said it was time.", "Osei", id="gender by title alone"),
        pytest.param(
            "Peter Quill, [who] proposed the levy, lives in Portville.", "Peter Quill", id="who after a comma"
        ),
        pytest.param("Peter Quill is a lawyer [who] opposes the levy.", "Peter Quill", id="who after a predicate"),
        pytest.param(
            "The levy was proposed by Helen Moreau, a councillor from Portville, [who] leads the panel.",
            "Helen Moreau",
            id="who after an aside",
        ),
        pytest.param("The Harbour Commission met. [It] said the port would close.", "Harbour Commission", id="it"),
        pytest.param("Helen Moreau won. The vote ended [her] silence.", "Helen Moreau", id="possessive"),
    ],
)
def test_pronouns(marked: str, name: str) -> None:
    assert _names(marked) == [name]


@pytest.mark.parametrize(
    "marked",
    [
        pytest.param("Peter Quill and John Astor met. [He] said no.", id="two men alike"),
        pytest.param("Helen Moreau lost the vote. [He] said it was close.", id="no man before"),
        pytest.param("[They] said it was close.", id="they"),
        pytest.param("An aide to Peter Quill [who] opposes the levy left.", id="who of the aide"),
        pytest.param("Peter Quill and Helen Moreau, [who] wrote the bill, left.", id="who of two"),
        pytest.param("Helen Moreau left. Two [officials] said it was late.", id="officials"),
        pytest.param("Helen Moreau left. [A source] said it was late.", id="a source"),
        pytest.param("Helen Moreau left. [Critics] said it was late.", id="critics"),
        pytest.param("[A spokesman for Helen Moreau] said it was late.", id="somebody's spokesman"),
        pytest.param("[Helen Moreau and Peter Quill] said it was late.", id="two speakers"),
        pytest.param("Helen Moreau left. [Harbour Commission officials] said it was late.", id="a body's officials"),
        pytest.param("Rain fell. [The minister] said it was late.", id="a title of nobody"),
    ],
)
def test_what_names_nobody_stays_unresolved(marked: str) -> None:
    assert _names(marked) == [None]


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        pytest.param("Helen Moreau spoke. [Moreau] said so.", "Helen Moreau", id="last name"),
        pytest.param("Helen Moreau spoke. [Ms. Moreau] said so.", "Helen Moreau", id="title and last name"),
        pytest.param(
            "[Moreau] said so. Later Helen B. Moreau left.", "Helen B. Moreau", id="the fuller name comes later"
        ),
        pytest.param("[Foreign Minister Helen Moreau] said so.", "Helen Moreau", id="title and name"),
        pytest.param("[Secretary of State Helen Moreau] said so.", "Helen Moreau", id="title with of"),
        pytest.param("[Quill campaign spokeswoman Helen Moreau] said so.", "Helen Moreau", id="spokeswoman of another"),
        pytest.param("[Helen Moreau, a lawyer at Dorn & Blake,] said so.", "Helen Moreau", id="with an aside"),
        pytest.param("[His lawyer, Helen Moreau,] said so.", "Helen Moreau", id="apposed name"),
        pytest.param("[The head of the Port Council, Helen Moreau,] said so.", "Helen Moreau", id="apposed after of"),
        pytest.param(
            "Hilda Quill and Peter Quill spoke. Then Mrs. Quill left. [Mr. Quill] said so.", "Peter Quill", id="Mr."
        ),
    ],
)
def test_names(marked: str, name: str) -> None:
    assert _names(marked) == [name]


def test_the_senator_after_one_senator_is_nobody_known() -> None:
    text = (
        "Senator Helen Moreau left. [The senator] waved. [One senator] said it rained. [The senator] said it was late."
    )
    assert _names(text) == ["Helen Moreau", None, None]


def test_a_last_name_of_two_persons_is_the_one_just_named() -> None:
    text = "Hilda Quill is a judge. Peter Quill is a baker. It rained. It rained. Hilda Quill came. [Quill] said so."
    assert _names(text) == ["Hilda Quill"]


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        pytest.param(
            "Foreign Minister Helen Moreau met Mayor Peter Quill. [The minister] said so.", "Helen Moreau", id="title"
        ),
        pytest.param(
            "Helen Moreau, Norland's foreign minister, met Mayor Peter Quill. [Norland's foreign minister] said so.",
            "Helen Moreau",
            id="aside",
        ),
        pytest.param(
            "Sen. Helen Moreau (R-Iowa) met Sen. Peter Quill (D-Ohio). [The Iowa Republican] said so.",
            "Helen Moreau",
            id="party and state",
        ),
        pytest.param(
            "President Helen Moreau met Vice President Peter Quill. [The president] said so.",
            "Helen Moreau",
            id="not the vice president",
        ),
        pytest.param(
            "Peter Quill, the former mayor, met Mayor Helen Moreau. [The former mayor] said so.",
            "Peter Quill",
            id="the former one",
        ),
        pytest.param(
            "Gov. Helen Moreau signed the bill. It rained. [The governor] said so.",
            "Helen Moreau",
            id="abbreviated title",
        ),
        pytest.param("“I will run,” Helen Moreau said. [The candidate] named no date.", "Helen Moreau", id="only her"),
    ],
)
def test_descriptions(marked: str, name: str) -> None:
    assert _names(marked) == [name]


@pytest.mark.parametrize(
    ("marked", "speaker"),
    [
        pytest.param("[The Harbour Department] said so.", ("Harbour Department", "body"), id="body"),
        pytest.param(
            "The Norland Harbour Commission met. [The commission] said so.",
            ("Norland Harbour Commission", "body"),
            id="by its kind",
        ),
        pytest.param(
            "The Norland Harbour Commission (NHC) met. [The NHC] said so.",
            ("Norland Harbour Commission", "body"),
            id="by its initials",
        ),
        pytest.param(
            "The Portville Tribune asked. [The newspaper] reported it.", ("Portville Tribune", "body"), id="newspaper"
        ),
        pytest.param("[The Moreau campaign] said so.", ("Moreau campaign", "body"), id="campaign"),
        pytest.param("[Moreau’s campaign] said so.", ("Moreau campaign", "body"), id="campaign with possessive"),
        pytest.param("[A Harbour Commission report] said so.", ("Harbour Commission report", "document"), id="report"),
        pytest.param(
            "A Harbour Commission report is out. [The report] said so.",
            ("Harbour Commission report", "document"),
            id="the report",
        ),
        pytest.param("[Norway] denied it.", ("Norway", "body"), id="country"),
    ],
)
def test_bodies_and_documents(marked: str, speaker: tuple[str, str]) -> None:
    (found,) = _resolve(marked)
    assert found is not None
    assert (found.name, found.kind) == speaker


def test_one_speaker_under_many_names() -> None:
    text = (
        "[Foreign Minister Helen Moreau] refused. [She] said the talks were over. [Moreau] left. "
        "“No,” [the minister] said. [Norland's foreign minister] was tired."
    )
    assert _names(text) == ["Helen Moreau"] * 5


def test_role_is_what_the_article_calls_the_speaker() -> None:
    (speaker,) = _resolve("[Helen Moreau, the foreign minister of Norland,] refused.")
    assert speaker == Speaker(name="Helen Moreau", kind="person", role="foreign minister of Norland")


def test_names_in_a_quotation_do_not_take_the_pronoun() -> None:
    assert _names("Helen Moreau spoke. “I told Clara Dunn,” [she] said.") == ["Helen Moreau"]


def test_the_title_gives_the_full_name() -> None:
    (speaker,) = _resolve("[Moreau] refused.", title="Norland Talks End As Diana Moreau Walks Out")
    assert speaker is not None
    assert speaker.name == "Diana Moreau"


def test_i_is_the_author_of_a_column() -> None:
    (speaker,) = _resolve("Rain fell. [I] think it was late.", author="Clara Dunn")
    assert speaker is not None
    assert speaker.name == "Clara Dunn"


@pytest.mark.parametrize(
    ("text", "author"),
    [
        pytest.param("Rain fell. [I] think it was late.", None, id="no author"),
        pytest.param("Rain fell. [I] think it was late.", "Portville News", id="an agency"),
        pytest.param("Q: Was it late?\n\nA: Yes. [I] think it was late.", "Clara Dunn", id="an interview"),
    ],
)
def test_i_of_nobody_known(text: str, author: str | None) -> None:
    assert _resolve(text, author=author) == [None]


def test_i_within_a_quotation_is_its_speaker() -> None:
    text = "“I told them I knew,” Helen Moreau said. It rained."
    content = Span(0, text.index(" Helen"))
    outer = _attribution(Span(text.index("Helen"), text.index(" said")), content)
    inner = _attribution(Span(text.index("I knew"), text.index("I knew") + 1))
    article = Article(id="a", title="News", text=text, author="Clara Dunn")
    speakers = resolve(article, [outer, inner])
    assert [speaker and speaker.name for speaker in speakers] == ["Helen Moreau", "Helen Moreau"]


def test_the_outlet_speaks_of_itself() -> None:
    (speaker,) = _resolve("Rain fell. [This newspaper] asked why.", outlet="Portville Courier")
    assert speaker == Speaker(name="Portville Courier", kind="body")


def test_without_a_source_nobody_speaks() -> None:
    article = Article(id="a", title="News", text="It was said that rain fell.")
    nobody = Attribution(source=(), cue=(Span(3, 11),), content=(Span(17, 26),), kind="indirect")
    assert resolve(article, [nobody]) == [None]


def test_an_empty_article() -> None:
    assert resolve(Article(id="a", title="News", text=""), []) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[A. A. A. A. A.] " * 40, id="initials"),
        pytest.param("[The]" + " of The Of" * 500, id="of of of"),
        pytest.param("[“]" * 500, id="quotation marks"),
        pytest.param("[,] \u00a0\u2028 \x00 Ǆ ﷽", id="odd characters"),
    ],
)
def test_odd_text_names_nobody(text: str) -> None:
    assert set(_resolve(text)) == {None}
