"""Embeds what the verifier asks for, beside its other work, and keeps it for the next claims."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

from assistant.verification.meaning import Meaning
from index.embedding import Embedding

KEPT = 1000
"""Texts kept embedded, the least recently used leaving first: 40 kB each, at most."""


class Meanings:
    """The embedded sentences of claims and articles."""

    def __init__(self, embedding: Embedding) -> None:
        self._embedding = embedding
        self._kept: OrderedDict[str, Meaning] = OrderedDict()
        self._lock = Lock()
        # The model computes outside Python's lock: meanwhile the next claims are compared by their words.
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="meanings")

    def start(self, texts: Sequence[str]) -> Callable[[], dict[str, Meaning] | None]:
        """Begin to embed; what is returned waits for it.

        It gives None if the model has no token vectors, and raises `EmbeddingError`.
        """
        with self._lock:
            found = {text: self._kept[text] for text in texts if text in self._kept}
            for text in found:
                self._kept.move_to_end(text)
        missing = [text for text in dict.fromkeys(texts) if text not in found]
        if not missing:
            return lambda: found
        embedded = self._beside.submit(self._embedding.embed_with_tokens, missing)

        def finish() -> dict[str, Meaning] | None:
            vectors, tokens = embedded.result()
            if tokens is None:
                return None
            fresh = dict(zip(missing, map(Meaning, vectors, tokens), strict=True))
            with self._lock:
                self._kept.update(fresh)
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
            return found | fresh

        return finish
