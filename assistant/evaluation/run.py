"""A test set through the system: what is known is taken over, the rest is asked, everything is scored."""

import platform
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime

from assistant.errors import RunStopped
from assistant.evaluation.bootstrap import SEED
from assistant.evaluation.case import Case, case_record
from assistant.evaluation.fingerprint import (
    case_key,
    code_fingerprint,
    deciding,
    index_fingerprint,
    prompts_fingerprint,
    settings_record,
    short_hash,
    versions,
)
from assistant.evaluation.judge import Judge
from assistant.evaluation.run_file import Run, RunLog, without
from assistant.evaluation.scoring import Scorer
from assistant.evaluation.subject import RETRIEVAL, Subject, model_failed
from assistant.records import Record
from assistant.settings import Settings

OWN = ("id", "type", "scores", "case")
"""Keys of a line that belong to the test set and to its scoring, not to what the system gave."""
MODEL_SEED = 7
"""Sent with every completion; see `assistant.completion`."""

REMOTE_WORKERS = 4
"""Cases asked at a time of an endpoint; a local model answers one after the other."""

Report = Callable[[int, int], None]
"""Told how many cases of how many are done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """Of a million tokens, in whatever currency."""

    prompt: float
    completion: float


def run(
    subject: Subject,
    cases: Sequence[Case],
    *,
    settings: Settings,
    log: RunLog,
    report: Report,
    judge: Judge | None = None,
    workers: int = 1,
    stop: threading.Event | None = None,
) -> Run:
    """Run the cases, `workers` at a time. What the log has under the same conditions is not asked again.

    Raises `RunStopped` before the next case once `stop` is set, and `OnRecordError` when the library or the endpoint
    fails; what is done by then stays in the log.
    """
    started = datetime.now(UTC)
    conditions = _conditions(subject, settings)
    keys = {case.id: case_key(case, conditions) for case in cases}
    known = {case.id: record for case in cases if (record := _known(log, keys[case.id], judge, case)) is not None}
    waiting = [case for case in cases if case.id not in known]
    results = dict(known)
    report(len(results), len(cases))
    for case, record in _results(subject, waiting, keys, judge, log, workers, stop or threading.Event()):
        results[case.id] = record
        report(len(results), len(cases))
    scorer = Scorer(subject.library)
    about = {
        "model": subject.name,
        "retrieval_only": subject.name == RETRIEVAL,
        "judge": judge is not None,
        "cases": len(cases),
        "reused": len(known),
        "testset": short_hash("\n".join(str(case_record(case)) for case in cases)),
        "fingerprints": {name: conditions[name] for name in ("index", "prompts", "code")},
        **_surroundings(settings),
        "started_at": started.isoformat(timespec="seconds"),
        "finished_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    return Run(tuple(_line(case, results[case.id], scorer) for case in cases), about)


def _conditions(subject: Subject, settings: Settings) -> Record:
    """What a result depends on besides the case."""
    return {
        "subject": subject.name,
        "index": index_fingerprint(subject.library),
        "prompts": prompts_fingerprint(),
        "code": code_fingerprint(),
        **deciding(settings),
    }


def _surroundings(settings: Settings) -> Record:
    """What else there is to know of how a run was made."""
    return {
        "settings": settings_record(settings),
        "versions": versions(),
        "python": platform.python_version(),
        "machine": f"{platform.machine()} {platform.system()}",
        "seeds": {"model": MODEL_SEED, "bootstrap": SEED},
    }


def cost(run: Run, price: Price) -> float:
    """What the run's tokens cost; reused ones count, for they were paid once."""
    usage = [one for line in run.lines for one in (line.get("usage"), (line.get("judge") or {}).get("usage")) if one]
    prompt, completion = (sum(one.get(name, 0) for one in usage) for name in ("prompt_tokens", "completion_tokens"))
    return float(prompt * price.prompt + completion * price.completion) / 1_000_000


def _known(log: RunLog, key: str, judge: Judge | None, case: Case) -> Record | None:
    """What is recorded under the key, if it is good; a verdict is given again only where it is missing."""
    record = log.get(key)
    if record is None or model_failed(record):
        return None
    record = without(record, OWN)
    return _judged(record, judge, case) if judge else without(record, ["judge"])


def _results(
    subject: Subject,
    cases: Sequence[Case],
    keys: dict[str, str],
    judge: Judge | None,
    log: RunLog,
    workers: int,
    stop: threading.Event,
) -> Iterator[tuple[Case, Record]]:
    """Each case with its result as it is done and recorded."""

    def result(case: Case) -> tuple[Case, Record]:
        if stop.is_set():
            raise RunStopped("the run was stopped; started again, it goes on where it stopped")
        record = _judged({**subject.result(case), "key": keys[case.id]}, judge, case)
        log.add(record)
        return case, record

    if workers == 1:
        yield from map(result, cases)
        return
    with closing(_Pool(workers)) as pool:
        for future in as_completed([pool.submit(result, case) for case in cases]):
            yield future.result()


class _Pool(ThreadPoolExecutor):
    """Threads that begin nothing new once they are told to stop."""

    def close(self) -> None:
        self.shutdown(cancel_futures=True)


def _judged(record: Record, judge: Judge | None, case: Case) -> Record:
    verdict = judge.judge(case, record) if judge else None
    return {**record, "judge": verdict} if verdict else record


def _line(case: Case, record: Record, scorer: Scorer) -> Record:
    line = {"id": case.id, "type": case.type, **record}
    return {**line, "scores": scorer.score(case, record), "case": case_record(case)}
