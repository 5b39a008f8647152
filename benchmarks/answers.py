"""Answers to all the development questions: right or not, cited or not, every citation exact, how fast.

    taskset -c 0,1 python -m benchmarks.answers --library /tmp/library [--only d001 d002]

`ONRECORD_MODEL` chooses the model.
"""

from statistics import median

from assistant.answer import Answer, Done
from assistant.answering import Assistant
from assistant.settings import Settings
from benchmarks.archive import Case, arguments, is_right, load, machine
from index.library import Library


def main() -> None:
    """Print a line for each question, then the figures."""
    parser = arguments(__doc__)
    parser.add_argument("--only", nargs="*", help="ids of questions")
    options = parser.parse_args()
    cases = [case for case in load(options.archive) if not options.only or case.id in options.only]
    settings = Settings.load(library=options.library)
    with Assistant.open(settings) as assistant:
        list(assistant.ask("a first question loads the model"))
        answered = [(case, _ask(assistant, case)) for case in cases]
        exact = [_exact(assistant.library, answer) for _, answer in answered]
        print(f"\n{machine()}, {settings.threads} threads, {assistant.model_name}")
    _summarise(answered)
    print(f"citations: {sum(map(len, exact))}, exact: {sum(map(sum, exact))}")


def _ask(assistant: Assistant, case: Case) -> Answer:
    events = assistant.ask(case.turns[-1], history=case.turns[:-1])
    answer = next(event.answer for event in events if isinstance(event, Done))
    mark = "right" if is_right(case, answer) else "WRONG"
    print(f"{case.id} {mark} {answer.status} {answer.timings.get('total')} s: {answer.text[:200]}", flush=True)
    return answer


def _exact(library: Library, answer: Answer) -> list[bool]:
    return [library.article(one.article_id).text[slice(*one.span)] == one.quote for one in answer.citations]


def _summarise(answered: list[tuple[Case, Answer]]) -> None:
    answerable = [(case, answer) for case, answer in answered if not case.unanswerable]
    refusable = [answer for case, answer in answered if case.unanswerable]
    given = [(case, answer) for case, answer in answerable if answer.status == "answered"]
    cited = sum(any(_cites(answer, *gold) for gold in case.gold) for case, answer in given)
    right = sum(is_right(case, answer) for case, answer in answerable)
    print(f"right: {right} of {len(answerable)} answerable; falsely refused: {len(answerable) - len(given)}")
    print(f"gold evidence cited: {cited} of {len(given)} answered")
    print(f"refused: {sum(one.status == 'not_found' for one in refusable)} of {len(refusable)} unanswerable")
    print(f"claims without a citation: {sum(not claim.citations for _, one in answered for claim in one.claims)}")
    first = [one.timings["first_words"] for _, one in answered if "first_words" in one.timings]
    print(
        f"median seconds: first words {median(first):.1f}, whole {median(a.timings['total'] for _, a in answered):.1f}"
    )


def _cites(answer: Answer, article_id: str, span: object) -> bool:
    return any(one.article_id == article_id and one.span.overlaps(span) for one in answer.citations)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
