"""The root of OnRecord's error tree, and the errors that the index raises.

OnRecordError                 every expected failure: one line that says what was wrong and how to fix it
├── ReadingError              a file, feed or record that cannot be read as an article
├── ModelError                a model file that is unknown, missing, damaged or cannot be fetched
├── EmbeddingError            the embedding model failed, or its endpoint did
├── AttributionError          the attribution tagger's weights are missing or damaged, or it cannot read an article
├── LibraryError              the library folder cannot be opened
│   ├── LibraryMismatch       it was built with another embedding model or a newer OnRecord
│   └── LibraryLocked         another process is writing to it
├── ArticleNotFound           no article has this id
└── CueTableError             the table of attributing words breaks its own rules

`assistant.errors` adds the LLM's and the settings' errors to the same tree.
"""


class OnRecordError(Exception):
    """An expected failure. `str(error)` is one line: what was wrong, and how to fix it."""


class ReadingError(OnRecordError):
    """A file, feed or record cannot be read as an article."""


class ModelError(OnRecordError):
    """A model file is unknown, missing, damaged or cannot be fetched."""


class EmbeddingError(OnRecordError):
    """The embedding model failed, or its endpoint did."""


class AttributionError(OnRecordError):
    """The attribution tagger's weights are missing or damaged, or it cannot read an article."""


class LibraryError(OnRecordError):
    """The library folder cannot be opened."""


class LibraryMismatch(LibraryError):
    """The library was built with another embedding model or by a newer OnRecord."""


class LibraryLocked(LibraryError):
    """Another process is writing to the library."""


class ArticleNotFound(OnRecordError):
    """No article of the library has this id."""


class CueTableError(OnRecordError):
    """The table of attributing words breaks its own rules."""
