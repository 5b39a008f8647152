"""Sentences and passages: every word once, at its place."""

import random

import pytest

from index.article import Article, Sentence
from index.passages import LONGEST_SENTENCE, PASSAGE_CHARACTERS, split_passages, split_sentences

AWKWARD = [
    pytest.param("", id="empty"),
    pytest.param(" \n\t\r\n  ", id="only white space"),
    pytest.param("The U.S. said on Friday that it would act. Sen. J. R. Moss (D-N.J.) objected.", id="abbreviations"),
    pytest.param("“We will not go,” she said. “Never!” He asked: ‘Why not?’ Nobody knew…", id="curly quotes"),
    pytest.param('"We lost." He sat down. "We lost," he said again, "and that is that." Then he left.', id="straight"),
    pytest.param("— Are you leaving?\n— Yes.\n— When?!\n\n\n— Tomorrow...", id="dialogue"),
    pytest.param("Votes:\n1. Yes: 12\n2. No: 9\n- abstained: 3\n• absent: 1", id="list"),
    pytest.param("no punctuation and no capitals just words that go on " * 90, id="no punctuation"),
    pytest.param("x" * 5000, id="one endless word"),
    pytest.param("word  \t " * 900, id="runs of white space"),
    pytest.param("First line.\r\nSecond line. Third.\r\n\r\nFourth.\r", id="CRLF"),
    pytest.param("Great 👍🏽 news! 👩‍👩‍👧‍👦 Families cheered. 🇳🇱🇩🇪 Flags flew. 🎉", id="emoji"),
    pytest.param("Cafe\u0301 owners met. Zoë’s re\u0301sume\u0301 is long.", id="combining marks"),
    pytest.param("他说了。我们走吧！真的吗？是的。", id="Chinese"),
    pytest.param("A\u00a0quiet day.\u2028Then rain.\u2029Then sun.\x0bThen\x0cdusk.\x85Night.", id="odd separators"),
    pytest.param("It begins at 3 p.m. Eastern. It ends at 5 p.m. Nobody came. At 9 a.m.", id="clock times"),
    pytest.param("...!!!???", id="only punctuation"),
    pytest.param(". . . Then . . . nothing . . .", id="spaced dots"),
    pytest.param("See https://news.example/a.b?c=d. Mail x.y@z.example! v1.2.3 is out.", id="addresses"),
    pytest.param("A" + " b." * 3000, id="thousands of tiny sentences"),
]


def assert_whole(text: str) -> None:
    """Every character that is no white space lies in exactly one sentence, and passages are made of sentences."""
    sentences = split_sentences(text)
    covered = [False] * len(text)
    end = 0
    for sentence in sentences:
        assert end <= sentence.span.start < sentence.span.end <= len(text)
        words = text[sentence.span.start : sentence.span.end]
        assert words == words.strip()
        assert len(words) <= LONGEST_SENTENCE
        end = sentence.span.end
        covered[sentence.span.start : end] = [True] * (end - sentence.span.start)
    assert all(one or text[i].isspace() for i, one in enumerate(covered))
    assert_passages(text, sentences)


def assert_passages(text: str, sentences: list[Sentence]) -> None:
    passages = split_passages(Article(id="a", title="T", text=text))
    remaining = list(sentences)
    for passage in passages:
        assert passage.article_id == "a"
        own = []
        while remaining and remaining[0].span.end <= passage.span.end:
            own.append(remaining.pop(0))
        assert own, "a passage without a sentence"
        assert passage.span == (own[0].span.start, own[-1].span.end)
        assert len(own) == 1 or passage.span.end - passage.span.start <= PASSAGE_CHARACTERS
    assert not remaining


@pytest.mark.parametrize("text", AWKWARD)
def test_every_word_lies_in_one_sentence_and_one_passage(text: str) -> None:
    assert_whole(text)


def test_the_same_holds_for_any_mixture() -> None:
    pieces = [str(case.values[0])[:300] for case in AWKWARD]
    for seed in range(150):
        chance = random.Random(seed)
        parts = [chance.choice(pieces) for _ in range(chance.randrange(1, 8))]
        text = chance.choice([" ", "\n", "\r\n", "", "\n\n"]).join(parts)
        cut = chance.randrange(len(text) + 1)
        assert_whole(text[cut:] + text[:cut])


def test_the_same_holds_for_noise() -> None:
    alphabet = "aB .,!?\"'“”‘’()[]\n\r\t\u00a0\u200b1é👍U.S.中。—-…:;"
    for seed in range(300):
        chance = random.Random(seed)
        assert_whole("".join(chance.choice(alphabet) for _ in range(chance.randrange(200))))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "The U.S. proposed a deal. Russia refused.", ["The U.S. proposed a deal.", "Russia refused."], id="U.S."
        ),
        pytest.param(
            "Sen. Moss and Dr. Hale met Gov. Lee. They agreed.",
            ["Sen. Moss and Dr. Hale met Gov. Lee.", "They agreed."],
            id="titles",
        ),
        pytest.param("J. R. Moss spoke. He left.", ["J. R. Moss spoke.", "He left."], id="initials"),
        pytest.param(
            "It starts at 3 p.m. Eastern time. Doors open early.",
            ["It starts at 3 p.m. Eastern time.", "Doors open early."],
            id="clock time",
        ),
        pytest.param("Prices rose 3.5 percent. Wages fell.", ["Prices rose 3.5 percent.", "Wages fell."], id="decimal"),
        pytest.param("A headline\nIts story begins.", ["A headline", "Its story begins."], id="a line ends a sentence"),
        pytest.param("“It is over.” She left.", ["“It is over.”", "She left."], id="a quotation ends a sentence"),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, expected: list[str]) -> None:
    assert [text[slice(*sentence.span)] for sentence in split_sentences(text)] == expected


def test_paragraphs_are_counted_without_empty_lines() -> None:
    assert [sentence.paragraph for sentence in split_sentences("One. Two.\n\n \nThree.\r\nFour.")] == [0, 0, 1, 2]


def test_passages_end_at_paragraphs_where_that_is_near() -> None:
    paragraph = "A sentence of some forty characters here. " * 14
    text = f"{paragraph.strip()}\n{paragraph.strip()}"
    assert [text[slice(*passage.span)] for passage in split_passages(Article(id="a", title="T", text=text))] == [
        paragraph.strip()
    ] * 2


def test_a_title_before_a_name_ends_no_sentence() -> None:
    text = "“No,” Ms. Gil told Atty. Gen. Orr. “Yes,” Adm. Lee said. She left."
    words = [text[one.span.start : one.span.end] for one in split_sentences(text)]
    assert words == ["“No,” Ms. Gil told Atty. Gen. Orr.", "“Yes,” Adm. Lee said.", "She left."]
