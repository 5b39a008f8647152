"""Changing the model and the length of answers while the assistant is open."""

import pytest
from completion_double import QueuedCompletion
from fake_endpoint import MODEL, FakeEndpoint
from test_assistant_answering import BUDGET, FERRY, ask, number_of

from assistant.answer import Done, Grounded
from assistant.answering import Assistant
from assistant.errors import EndpointRefused, ModelError, SettingsError
from assistant.settings import EXTRACTIVE, Settings
from index.library import Library, embed_passages

QUESTION = "Who opposed the plan of free ferries?"
DRAFT = (
    "Councillor Piet Aldous opposed the plan [3]. "
    "Treasurer Ada Brink warned that free ferries would cost 2.4 million crowns a year [1]."
)


@pytest.fixture
def assistant(library: Library) -> Assistant:
    with library.writing("ingest"), library.catalog.transaction():
        for article in (FERRY, BUDGET):
            library.catalog.put(article, article.id, *embed_passages(library.embedding, [article]))
    settings = Settings.load(library=library.folder, model=EXTRACTIVE)
    return Assistant(settings, library=library, completion=None)


def test_another_model_writes_from_the_next_question_on(assistant: Assistant) -> None:
    with FakeEndpoint() as endpoint:
        assistant.use(assistant.settings.changed(model=MODEL, base_url=endpoint.base_url))
        assert len(endpoint.requests) == 1  # it was tried
        assert (assistant.model_name, ask(assistant, QUESTION).model) == (MODEL, MODEL)
        assistant.use(assistant.settings.changed(model=EXTRACTIVE))
        assert (assistant.model_name, ask(assistant, QUESTION).model) == (EXTRACTIVE, EXTRACTIVE)


def test_a_model_that_fails_is_not_taken(assistant: Assistant) -> None:
    former = assistant.settings
    with FakeEndpoint("unauthorised") as endpoint, pytest.raises(EndpointRefused):
        assistant.use(former.changed(model="m", base_url=endpoint.base_url))
    with pytest.raises(ModelError):
        assistant.use(former.changed(model="missing.gguf"))
    assert (assistant.settings, assistant.model_name) == (former, EXTRACTIVE)


def test_an_answer_is_written_by_one_model(library: Library, assistant: Assistant) -> None:
    model = QueuedCompletion(drafts=[DRAFT])
    assistant = Assistant(assistant.settings, library=library, completion=model)
    events = assistant.ask(QUESTION)
    for event in events:
        if isinstance(event, Grounded):
            break
    assistant.use(assistant.settings.changed(model=EXTRACTIVE))
    last = list(events)[-1]
    assert isinstance(last, Done)
    assert last.answer.model == model.name


def test_a_short_answer_ends_with_its_first_sentence(library: Library, assistant: Assistant) -> None:
    model = QueuedCompletion(drafts=[DRAFT, ""])
    assistant = Assistant(assistant.settings, library=library, completion=model)
    list(assistant.ask(QUESTION))
    draft = f"Councillor Piet Aldous opposed the plan [{number_of(model, 'opposed the plan')}]. And {DRAFT}"
    for length, at_least, early in (("normal", 1, 0), ("short", 1, 1)):
        model.drafts, model.closed_early = [draft], 0
        assistant.length = length  # type: ignore[assignment]
        answer = ask(assistant, QUESTION)
        assert len(answer.claims) >= at_least
        assert model.closed_early == early
    assert len(answer.claims) == 1


def test_changed_settings_are_checked(assistant: Assistant) -> None:
    with pytest.raises(SettingsError, match="OPENAI_BASE_URL"):
        assistant.settings.changed(base_url="nonsense")
