"""Does `onrecord compare` notice a system that was made worse? Three seeded regressions on the development questions.

    taskset -c 0,1 python -m benchmarks.regressions --library /tmp/library --drafts /tmp/drafts.json

One passage retrieved instead of twenty; a prompt that asks for no citations; drafts that nobody verifies. The parts are
replaced here: the product has no such switches. Drafts are kept in `--drafts`, so that a run can be interrupted.
"""

import json
import re
import sys
from collections.abc import Generator, Sequence
from hashlib import sha256
from pathlib import Path
from unittest.mock import patch

from assistant import asking
from assistant.answering import Assistant, open_library
from assistant.completion import Completion, Message, Piece, open_completion
from assistant.draft import DraftSentence
from assistant.evaluation import subject
from assistant.evaluation.comparison import Change, compare
from assistant.evaluation.gates import check_no_worse
from assistant.evaluation.run import run
from assistant.evaluation.run_file import Run, RunLog
from assistant.evaluation.subject import Answering, Retrieving, Subject
from assistant.extracting import GroundedSentence
from assistant.grounding import Grounding
from assistant.settings import Settings
from benchmarks.archive import Case, arguments, load, machine

_CITING = re.compile(r"[^.\n]*\b(?:cite|citation|brackets?|numbers? of)\b[^.\n]*\.?", re.IGNORECASE)
_MARKER = re.compile(r"\s*\[\d+\](?=[.,;]|\s*$)", re.MULTILINE)


class KeptDrafts:
    """A model whose drafts are kept in a file; a prompt that was answered before is not sent again."""

    def __init__(self, model: Completion, path: Path) -> None:
        self.name = model.name
        self.may_decline = model.may_decline
        self._model = model
        self._path = path
        self._drafts: dict[str, str] = json.loads(path.read_text("utf-8")) if path.exists() else {}

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> Generator[Piece, None, None]:
        """See `Completion.stream`."""
        key = sha256(f"{self.name} {[(one.role, one.content) for one in messages]}".encode()).hexdigest()
        if key not in self._drafts:
            self._drafts[key] = "".join(piece.text for piece in self._model.stream(messages, max_tokens=max_tokens))
            self._path.write_text(json.dumps(self._drafts), encoding="utf-8")
        yield Piece(self._drafts[key])

    def close(self) -> None:
        """See `Completion.close`."""
        self._model.close()


class Unverified(Grounding):
    """Takes every draft sentence as it is, with the citations that the model gave or else the first evidence."""

    def check(self, sentence: DraftSentence) -> GroundedSentence:
        """See `Grounding.check`."""
        cited = [self._chosen[number - 1] for number in sentence.cited if 0 < number <= len(self._chosen)]
        return GroundedSentence(sentence.text, tuple(cited or self._chosen[:1]), "supported")


class WithoutCitations(Assistant):
    """Is told nothing of citations, and shown no example of one."""

    @property
    def system_prompt(self) -> str:
        """See `Assistant.system_prompt`."""
        return _MARKER.sub("", _CITING.sub("", super().system_prompt))


def main() -> None:
    """Print, for each regression, what `compare` says."""
    parser = arguments(__doc__)
    parser.add_argument("--drafts", type=Path, required=True, help="file in which the drafts are kept")
    parser.add_argument("--every", type=int, default=1, help="have the model answer every n-th question only")
    options = parser.parse_args()
    settings, questions = Settings.load(library=options.library), load(options.archive)
    cases = questions[:: options.every]
    with open_library(settings) as library:
        model = open_completion(settings)
        if model is None:
            raise SystemExit("set ONRECORD_MODEL to an LLM")
        drafts = KeptDrafts(model, options.drafts)
        found = _run(Retrieving(library), questions, settings)
        with patch.object(subject, "HITS", 1):
            _report("one passage retrieved", found, _run(Retrieving(library), questions, settings))
        whole = _run(Answering(Assistant(settings, library=library, completion=drafts)), cases, settings)
        print(f"{machine()}, {settings.threads} threads, {drafts.name}, {len(cases)} of {len(questions)} questions")
        with patch.object(asking, "Grounding", Unverified):
            unverified = _run(Answering(Assistant(settings, library=library, completion=drafts)), cases, settings)
        _report("verifier off", whole, unverified)
        blind = WithoutCitations(settings, library=library, completion=drafts)
        _report("a prompt without citations", whole, _run(Answering(blind), cases, settings))
        drafts.close()


def _run(one: Subject, cases: list[Case], settings: Settings) -> Run:
    with RunLog(None) as log:
        return run(one, cases, settings=settings, log=log, report=_print_progress)


def _print_progress(done: int, total: int) -> None:
    print(f"\r{done} of {total}", end="\n" if done == total else "", file=sys.stderr, flush=True)


def _report(name: str, whole: Run, damaged: Run) -> None:
    comparison = compare(whole, damaged)
    found = [change for change in comparison.changes if change.significant and change.worse]
    print(f"{name}: {'detected' if found else 'NOT detected'}")
    for change in sorted(found, key=lambda one: one.p)[:6]:
        print(f"  {_line(change)}")
    for failure in check_no_worse(comparison):
        print(f"  --no-worse-than: {failure}")


def _line(change: Change) -> str:
    test = "bootstrap" if change.mcnemar is None else f"McNemar, {change.lost} lost, {change.won} won"
    return f"{change.measure.name}: {change.first:.3f} to {change.second:.3f}, p {change.p:.2g} ({test})"


if __name__ == "__main__":
    main()
