"""An assistant for the chat's tests: it gives the events that were queued for each question."""

import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from embedding_double import WordEmbedding

from assistant.answer import Answer, Citation, Claim, Done, Event, Grounded, Progress, Refusal, Removed
from assistant.pack import pack
from assistant.records import Record
from assistant.settings import Settings
from index.article import Article, Hit, Span
from index.errors import ArticleNotFound
from index.filters import Filters

FILLER = "The committee heard from eleven witnesses over two afternoons, most of them residents of the lower town. "

FERRY = Article(
    id="courier-0304",
    title="Mayor proposes free ferries from May",
    source="Harbour Courier",
    author="Ines Calder",
    url="https://courier.example/2025/03/04/ferries?a=1&b=2",
    published_at="2025-03-04",
    text=(
        "Mayor proposes free ferries from May\n\n"
        + "\n\n".join(FILLER * 3 for _ in range(6))
        + "\n\nMayor Lena Okafor proposed on Tuesday that harbour ferries carry passengers free of charge from May. "
        "“People should not have to choose between the boat and their lunch,” she told reporters.\n\n"
        + "\n\n".join(FILLER * 3 for _ in range(6))
        + "\n\nCouncillor Piet Aldous opposed the plan, calling it “a bill without a payer”."
    ),
)
LEDGER = Article(
    id="ledger/0306 & more",
    title="Treasurer warns of a hole in the ferry budget",
    source="The Lower Ledger",
    author=None,
    url="javascript:alert(1)",
    published_at="2025-03-06T09:30:00+00:00",
    text="The treasurer warned on Thursday that free ferries would leave a hole of 2.4 million a year.\n"
    "Ms Okafor denied it an hour later.",
)


def span_of(article: Article, words: str) -> Span:
    """Where the words stand in an article."""
    start = article.text.index(words)
    return Span(start, start + len(words))


def cite(marker: int, article: Article, words: str, speaker: str | None = None) -> Citation:
    """A citation of words of an article."""
    return Citation(
        marker=marker,
        article_id=article.id,
        title=article.title,
        source=article.source,
        published_at=article.published_at,
        url=article.url,
        span=span_of(article, words),
        quote=words,
        speaker=speaker,
    )


PROPOSAL = "Mayor Lena Okafor proposed on Tuesday that harbour ferries carry passengers free of charge from May."
OPPOSITION = "Councillor Piet Aldous opposed the plan, calling it “a bill without a payer”."
WARNING = "The treasurer warned on Thursday that free ferries would leave a hole of 2.4 million a year."

CITATIONS = (
    cite(1, FERRY, PROPOSAL, "Lena Okafor"),
    cite(2, FERRY, OPPOSITION, "Piet Aldous"),
    cite(3, LEDGER, WARNING),
)
SENTENCES = (
    "Mayor Lena Okafor proposed that harbour ferries be free of charge from May [1].",
    "Councillor Piet Aldous opposed the plan and called it “a bill without a payer” [2].",
    "The treasurer warned of a hole of 2.4 million a year in the budget [3].",
)


def grounded(sentence: str, citation: Citation) -> Grounded:
    """The event of one claim with one citation."""
    text = sentence.replace(f" [{citation.marker}]", "")
    claim = Claim(text=text, citations=(citation.marker,))
    return Grounded(claim=claim, citations=(citation,), text=sentence)


def ferry_answer(question: str) -> Answer:
    """A complete answer with three citations, a removed sentence and a note."""
    return Answer(
        question=question,
        query=question,
        status="answered",
        text=" ".join(SENTENCES),
        claims=tuple(
            grounded(sentence, citation).claim for sentence, citation in zip(SENTENCES, CITATIONS, strict=True)
        ),
        citations=CITATIONS,
        removed=(Removed("The council voted for the plan.", "No article says so."),),
        note=None,
        model="qwen2.5-1.5b-instruct",
        timings={"total": 4.21},
    )


def refusal_answer(question: str) -> Answer:
    """A refusal with two nearest passages."""
    nearest = (
        Hit(article=LEDGER, span=span_of(LEDGER, WARNING), score=0.4, rank=1),
        Hit(article=FERRY, span=span_of(FERRY, OPPOSITION), score=0.3, rank=2),
    )
    return Answer(
        question=question,
        query=question,
        status="not_found",
        text="The archive does not say what the ferries cost in Oslo.",
        refusal=Refusal(
            reason="No passage mentions Oslo.",
            articles_searched=2,
            first_date="2025-03-04",
            last_date="2025-03-06",
            nearest=nearest,
        ),
        model="qwen2.5-1.5b-instruct",
        timings={"total": 1.5},
    )


@dataclass(frozen=True, slots=True)
class DoubleSummary:
    """What the double's archive holds."""

    articles: int
    outlets: tuple[str, ...]
    passages: int = 0
    first_date: str | None = None
    last_date: str | None = None


class DoubleLibrary:
    """Articles in memory, and a folder for what is kept beside them."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self.articles = {article.id: article for article in articles}
        self.embedding = WordEmbedding()
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    @property
    def folder(self) -> Path:
        """Made when it is first asked for, gone with the library."""
        self._folder = self._folder or tempfile.TemporaryDirectory()
        return Path(self._folder.name)

    def article(self, article_id: str) -> Article:
        """As the real library."""
        try:
            return self.articles[article_id]
        except KeyError:
            raise ArticleNotFound(f"No article has the id {article_id!r}.") from None

    def summary(self) -> DoubleSummary:
        """As the real library."""
        days = sorted(article.published_at for article in self.articles.values() if article.published_at)
        return DoubleSummary(
            articles=len(self.articles),
            outlets=tuple(sorted({article.source or "" for article in self.articles.values()})),
            first_date=days[0] if days else None,
            last_date=days[-1] if days else None,
        )


Step = Event | threading.Event | Exception
"""An event to give, a gate to wait for (until it or `stop` is set), or an error to raise."""


@dataclass(slots=True)
class QueuedAssistant:
    """Gives each question's queued steps; a question without any gets the ferry answer."""

    library: DoubleLibrary = field(default_factory=lambda: DoubleLibrary((FERRY, LEDGER)))
    model_name: str = "qwen2.5-1.5b-instruct"
    steps: dict[str, list[Step]] = field(default_factory=dict)
    asked: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    """Each question with the history that came with it."""
    filters: Filters | None = None
    """Those of the last question."""
    stopped: threading.Event = field(default_factory=threading.Event)
    """Set once an answer was ended by `stop`."""

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        filters: Filters | None = None,
        stop: threading.Event | None = None,
    ) -> Iterator[Event]:
        """As the real assistant."""
        self.asked.append((question, tuple(history)))
        self.filters = filters
        stop = stop or threading.Event()
        for step in self.steps.get(question) or self._ferry_steps(question):
            if isinstance(step, threading.Event):
                while not step.wait(0.02) and not stop.is_set():
                    pass
            if stop.is_set():
                self.stopped.set()
                return
            if isinstance(step, Exception):
                raise step
            if not isinstance(step, threading.Event):
                yield step

    def pack(self, answer: Answer) -> Record:
        """The evidence pack of an answer."""
        return pack(answer, self.library, Settings())  # type: ignore[arg-type]

    def reset(self) -> None:
        """Forget everything but the conversations: the next test begins."""
        fresh = QueuedAssistant()
        self.library.articles, self.steps, self.asked = fresh.library.articles, fresh.steps, fresh.asked
        self.stopped = fresh.stopped

    @staticmethod
    def _ferry_steps(question: str) -> list[Step]:
        return [
            Progress("searching", "Searching 2 articles"),
            Progress("writing", "Writing the answer"),
            *(grounded(sentence, citation) for sentence, citation in zip(SENTENCES, CITATIONS, strict=True)),
            Done(ferry_answer(question)),
        ]
