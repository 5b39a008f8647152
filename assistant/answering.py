"""The assistant: a library, an LLM and what answers share."""

import threading
from collections.abc import Generator, Iterator, Sequence
from copy import copy
from typing import Literal, Self

from assistant.answer import Event
from assistant.asking import Asking
from assistant.completion import Completion, LocalCompletion, Message, Piece, open_completion
from assistant.draft import MOST_TOKENS
from assistant.question import understand
from assistant.recorded import Recorded
from assistant.settings import EXTRACTIVE, Settings
from assistant.verification import Verifier
from index.attribution.understanding import open_tagger
from index.embedding import open_embedding, open_query_encoder
from index.filters import Filters
from index.library import Library
from index.reranking import open_reranker
from prompts import render

Length = Literal["short", "normal"]
"""Of an answer: `short` ends with its first sentence."""


class Assistant:
    """Answers questions over one library. Safe to share between threads; the local model serves them in turn."""

    def __init__(self, settings: Settings, *, library: Library, completion: Completion | None) -> None:
        """`completion` is None in extractive mode. `Assistant.open` makes both from the settings."""
        self.settings = settings
        self.library = library
        self.recorded = Recorded(library)
        self.verifier = Verifier(library.embedding, self.recorded.statements)
        self.length: Length = "normal"
        self._completion = completion

    @classmethod
    def open(cls, settings: Settings, *, create: bool = False) -> Self:
        """Open the library, made by `create` if there is none, and the models.

        Raises `LibraryError`, `ModelError`, `CompletionError`.
        """
        library = open_library(settings, create=create)
        try:
            return cls(settings, library=library, completion=open_completion(settings))
        except BaseException:
            library.close()
            raise

    @property
    def model_name(self) -> str:
        """The LLM's name, or "extractive"."""
        return self._completion.name if self._completion else EXTRACTIVE

    @property
    def is_trusted(self) -> bool:
        """Whether the LLM is large enough to choose what answers a question, and to say that nothing does."""
        return self._completion is not None and self._completion.may_decline

    @property
    def system_prompt(self) -> str:
        """What the LLM is told before every question."""
        return render("answer_system") + ("\n\n" + render("answer_decline") if self.is_trusted else "")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Release the models and the library."""
        if self._completion:
            self._completion.close()
        self.library.close()

    def warm_up(self) -> None:
        """Load the local model and have it read what every prompt begins with, before the first question.

        Does nothing for an endpoint. Raises `CompletionError`.
        """
        if isinstance(self._completion, LocalCompletion):
            self._try()

    def use(self, settings: Settings) -> None:
        """Write with the LLM that the settings name from the next question on, once it has shown that it works.

        The library stays as it was opened. Answers that are being written end with the former model, which is let go
        after the last of them. Raises `ModelError`, `CompletionError`.
        """
        trial = copy(self)
        trial._completion = open_completion(settings)
        trial._try()
        self.settings, self._completion = settings, trial._completion

    def _try(self) -> None:
        """Have the LLM read what every prompt begins with. Raises `CompletionError`."""
        for _ in self.complete([Message("system", self.system_prompt), Message("user", "")], 1):
            pass

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        filters: Filters | None = None,
        stop: threading.Event | None = None,
    ) -> Iterator[Event]:
        """Answer a question; `history` holds the user's earlier turns, oldest first.

        Yields events as they come; the last is `Done`, unless `stop` was set. Only grounded claims are ever yielded.
        Raises `EndpointRefused` when the endpoint rejects the key or the model, and `OnRecordError` when the library
        fails. Any other failure of the LLM leads to an extractive answer whose `note` says so.
        """
        # A copy: whatever is changed meanwhile, an answer is written by one model.
        return Asking(copy(self), understand(question, history), filters or Filters(), stop or threading.Event()).run()

    def complete(self, messages: Sequence[Message], most: int = MOST_TOKENS) -> Generator[Piece, None, None]:
        """Stream a draft of at most so many tokens. Raises `CompletionError`."""
        if self._completion is not None:
            yield from self._completion.stream(messages, max_tokens=most)


def open_library(settings: Settings, *, create: bool = False, rebuild: bool = False, reading: bool = False) -> Library:
    """Open the library that the settings name; with its tagger for `reading` articles.

    Raises `LibraryError`, `ModelError`, `EmbeddingError`.
    """
    embedding = open_embedding(
        settings.embedding_name,
        settings.models,
        threads=settings.threads,
        base_url=settings.base_url,
        api_key=settings.api_key.get_secret_value() if settings.api_key else None,
    )
    tagger = open_tagger(settings.attribution, threads=settings.threads) if reading else None
    return Library(
        settings.library,
        embedding,
        query_encoder=open_query_encoder(settings.query_encoder, embedding, settings.models, threads=settings.threads),
        reranker=open_reranker(settings.reranker, threads=settings.threads),
        tagger=tagger,
        create=create,
        rebuild=rebuild,
    )
