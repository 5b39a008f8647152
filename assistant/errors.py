"""OnRecord's whole error tree. Every expected failure is one of these; its text is one line with the fix.

OnRecordError
├── (index)                   ReadingError, ModelError, EmbeddingError, LibraryError, ArticleNotFound: index/errors.py
├── SettingsError             a setting has a value that cannot be used
├── EvaluationError           a test set or a run cannot be used, or is not as good as was asked for
│   └── RunStopped            somebody stopped it; what is done is kept
└── CompletionError           the LLM gave no usable draft
    ├── EndpointUnreachable   nobody answers at its address, or not in time
    ├── EndpointRefused       the key or the model is not accepted
    └── DraftCut              the stream ended before the draft did, or was no sense
"""

from index.errors import (
    ArticleNotFound,
    EmbeddingError,
    LibraryError,
    LibraryLocked,
    LibraryMismatch,
    ModelError,
    OnRecordError,
    ReadingError,
)

__all__ = [
    "ArticleNotFound",
    "CompletionError",
    "DraftCut",
    "EmbeddingError",
    "EndpointRefused",
    "EndpointUnreachable",
    "EvaluationError",
    "LibraryError",
    "LibraryLocked",
    "LibraryMismatch",
    "ModelError",
    "OnRecordError",
    "ReadingError",
    "RunStopped",
    "SettingsError",
]


class SettingsError(OnRecordError):
    """A setting has a value that cannot be used."""


class EvaluationError(OnRecordError):
    """A test set or a run cannot be used, or is not as good as was asked for."""


class RunStopped(EvaluationError):
    """Somebody stopped the run; what is done is kept."""


class CompletionError(OnRecordError):
    """The LLM gave no usable draft."""


class EndpointUnreachable(CompletionError):
    """Nobody answers at the endpoint's address, or not in time."""


class EndpointRefused(CompletionError):
    """The endpoint does not accept the key or the model."""


class DraftCut(CompletionError):
    """The stream ended before the draft did, or was no sense."""
