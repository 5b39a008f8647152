"""Who is named as speaking."""

import pytest

from assistant.speaker import actors, named_speaker, speaker_of


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        pytest.param("Mayor Lena Okafor said the boats would be free.", "Mayor Lena Okafor", id="before the verb"),
        pytest.param("“It is a bill,” said Piet Aldous, a councillor.", "Piet Aldous", id="after the quotation"),
        pytest.param("The boats were full, according to Harbour Board.", "Harbour Board", id="according to"),
        pytest.param("Okafor, the mayor of Portville, denied it.", "Okafor", id="with an aside"),
        pytest.param("The boats were full on Tuesday.", None, id="nobody"),
        pytest.param("“I asked, and Okafor said no,” she told us.", None, id="a name within the quotation"),
    ],
)
def test_named_speaker(sentence: str, speaker: str | None) -> None:
    assert named_speaker(sentence) == speaker


def test_a_pronoun_takes_the_speaker_of_the_sentence_before() -> None:
    assert speaker_of(["Lena Okafor said it was free.", "“We can pay,” she said."]) == "Lena Okafor"


def test_a_pronoun_without_a_name_before_it_stays_unresolved() -> None:
    assert speaker_of(["The boats were full.", "“We can pay,” she said."]) is None


def test_actors_are_the_names_before_verbs() -> None:
    sentence = "The Harbour Board voted on Monday, and Lena Okafor, the mayor, resigned."
    assert actors(sentence) == [("Harbour Board", "voted"), ("Lena Okafor", "resigned")]
    assert actors(sentence, "resigned") == [("Lena Okafor", "resigned")]
