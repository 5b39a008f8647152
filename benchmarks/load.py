"""Several readers of the chat at once, and one who asks for long.

    ONRECORD_MODEL=extractive python -m benchmarks.load --library COPY --questions QUESTIONS.jsonl

starts the chat over a library (a copy: the chat opens it for writing), has `--users` readers ask for `--seconds`, each
reading every answer for `--pause` seconds, and then one ask `--row` questions in a row. Prints times, failures, turns
that a reader was shown of somebody else's conversation, and the server's memory.
"""

import argparse
import json
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.visitor import Reply, Visitor

PAGE = 10
"""Questions that a reader asks on one page before opening a new one."""


def crowd(address: str, questions: Sequence[str], *, users: int, seconds: float, pause: float) -> list[list[Reply]]:
    """The replies to each of `users` readers, who ask at the same time for so long, each their own questions."""
    replies: list[list[Reply]] = [[] for _ in range(users)]
    end = time.monotonic() + seconds

    def read(user: int) -> None:
        own = questions[user::users]
        time.sleep(pause * user / users)  # people do not press Enter together
        while time.monotonic() < end:
            with Visitor(address) as visitor:
                for question in (own * PAGE)[:PAGE]:
                    replies[user].append(visitor.ask(question))
                    time.sleep(pause)
                    if time.monotonic() >= end:
                        break

    threads = [threading.Thread(target=read, args=(user,)) for user in range(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return replies


def mixed_up(replies: Sequence[Sequence[Reply]]) -> list[str]:
    """The questions of others, and of nobody, that readers were shown; and their own that they were not shown."""
    wrong: list[str] = []
    for own in replies:
        asked = {reply.question for reply in own}
        for reply in own:
            wrong += [question for question in reply.shown if question not in asked]
            wrong += [] if reply.question in reply.shown else [reply.question]
    return wrong


def in_a_row(address: str, questions: Sequence[str], count: int) -> Iterator[Reply]:
    """The replies to one reader who asks `count` questions, on a new page after every ten."""
    for start in range(0, count, PAGE):
        with Visitor(address) as visitor:
            for number in range(start, min(start + PAGE, count)):
                yield visitor.ask(questions[number % len(questions)])


def memory(process: int) -> float:
    """Resident memory of a process in MB (Linux)."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS"))


@contextmanager
def chat(library: Path) -> Iterator[tuple[str, int]]:
    """The address and the process of a chat over a library."""
    command = [sys.executable, "-m", "assistant", "--library", str(library), "chat"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            if not line:
                sys.exit("the chat did not start")
            yield line.split()[-1], process.pid
        finally:
            process.terminate()


def _times(replies: Sequence[Reply]) -> str:
    cuts = statistics.quantiles([reply.seconds for reply in replies], n=100, method="inclusive")
    failed = [reply.failure for reply in replies if reply.failure]
    told = f" ({failed[0]})" if failed else ""
    return f"{len(replies)} answers, p50 {cuts[49]:.2f} s, p95 {cuts[94]:.2f} s, {len(failed)} failures{told}"


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description="Load a chat with readers.")
    parser.add_argument("--library", type=Path, required=True, metavar="DIR")
    parser.add_argument("--questions", type=Path, required=True, metavar="FILE.jsonl")
    parser.add_argument("--users", type=int, default=10, metavar="N")
    parser.add_argument("--seconds", type=float, default=120.0, metavar="S")
    parser.add_argument("--pause", type=float, default=0.0, metavar="S")
    parser.add_argument("--row", type=int, default=500, metavar="N")
    options = parser.parse_args()
    lines = options.questions.read_text(encoding="utf-8").splitlines()
    questions = list(dict.fromkeys(str(json.loads(line)["question"]).strip() for line in lines if line.strip()))
    with chat(options.library) as (address, process):
        list(in_a_row(address, questions, PAGE))  # the first answers load what later ones find loaded
        print(f"memory {memory(process):.0f} MB after {PAGE} questions", flush=True)
        replies = crowd(address, questions, users=options.users, seconds=options.seconds, pause=options.pause)
        everything = [reply for own in replies for reply in own]
        print(f"{options.users} readers, {options.pause:.0f} s between questions: {_times(everything)},", end=" ")
        print(f"{len(mixed_up(replies))} mixed up, memory {memory(process):.0f} MB", flush=True)
        row: list[Reply] = []
        for reply in in_a_row(address, questions, options.row):
            row.append(reply)
            if len(row) % 100 == 0:
                print(f"{len(row)} in a row: memory {memory(process):.0f} MB", flush=True)
        if row:
            print(f"{len(row)} in a row: {_times(row)}, {len(mixed_up([row]))} mixed up")


if __name__ == "__main__":
    main()
