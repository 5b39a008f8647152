"""Questions of several parts, and those that only look like it. All content is invented."""

from time import perf_counter

import pytest

from assistant.parts import interleave, split


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("What do Quill and Reed each say about the ferry?",
         ("What does Quill say about the ferry?", "What does Reed say about the ferry?")),
        ("In April 2018, where did Ada Quill and union leader Jo Reed each stand on the toll?",
         ("In April 2018, where did Ada Quill stand on the toll?",
          "In April 2018, where did union leader Jo Reed stand on the toll?")),
        ("What did Quill, Reed and the mayor each propose?",
         ("What did Quill propose?", "What did Reed propose?", "What did the mayor propose?")),
        ("What have the port and the union both asked for?",
         ("What has the port asked for?", "What has the union asked for?")),
        ("How did Quill and Reed respond to the ruling?",
         ("How did Quill respond to the ruling?", "How did Reed respond to the ruling?")),
        ("What did Quill and Reed say about the toll?",
         ("What did Quill say about the toll?", "What did Reed say about the toll?")),
        ("How do the Courier and the Gazette differ in judging the toll?",
         ("What does the Courier say in judging the toll?", "What does the Gazette say in judging the toll?")),
        ("How did Quill and Reed differ over the toll?",
         ("What did Quill say about the toll?", "What did Reed say about the toll?")),
        ("Where do Quill and Reed disagree on tolls?",
         ("What does Quill say about tolls?", "What does Reed say about tolls?")),
        ("In May, how did Quill and Reed differ on the toll?",
         ("In May, what did Quill say about the toll?", "In May, what did Reed say about the toll?")),
        ("How does Quill differ from Reed on the toll?",
         ("What does Quill say about the toll?", "What does Reed say about the toll?")),
        ("When the toll fell, how did the reaction of Quill and Orr contrast with that of Reed and Moss?",
         ("When the toll fell, what was the reaction of Quill and Orr?",
          "When the toll fell, what was the reaction of Reed and Moss?")),
        ("How does the plan of the mayor compare with that of the union?",
         ("What is the plan of the mayor?", "What is the plan of the union?")),
        ("What changed in the toll between 3 March and 7 May 2018?",
         ("What changed in the toll on 3 March 2018?", "What changed in the toll on 7 May 2018?")),
        ("How did Quill's view shift between March and May 2018?",
         ("How did Quill's view shift in March 2018?", "How did Quill's view shift in May 2018?")),
        ("What changed between March 3 and 2018-05-07?", ("What changed on March 3?", "What changed on 2018-05-07?")),
        ("What did the council decide first in May and then in June 2017 in the toll case?",
         ("What did the council decide in May 2017 in the toll case?",
          "What did the council decide in June 2017 in the toll case?")),
        ("Who ran the ferry campaign, and who opposed it?",
         ("Who ran the ferry campaign?", "who opposed it, ran the ferry campaign?")),
        ("Who ran the appeal, and which old friend spoke against it?",
         ("Who ran the appeal?", "which old friend spoke against it, ran the appeal?")),
        ("What did Quill say on 5 May 2017 about tolls, and what had shifted in his story by 9 May?",
         ("What did Quill say on 5 May 2017 about tolls?",
          "what had shifted in his story by 9 May, Quill say about tolls?")),
        ("Who proposed the harbour toll, and who paid for the new bridge?",
         ("Who proposed the harbour toll?", "who paid for the new bridge?")),
        ("Who proposed the toll? Who opposed it?", ("Who proposed the toll?", "Who opposed it, proposed the toll?")),
        ("Who signed the harbour order and why did he sign it?",
         ("Who signed the harbour order?", "why did he sign it, signed the harbour order?")),
        ("A northern port and a southern one both shrank as tolls rose: what did each give up?",
         ("A northern port shrank as tolls rose: what did it give up?",
          "A southern port shrank as tolls rose: what did it give up?")),
        ("What did WHO and the port each say?", ("What did WHO say?", "What did the port say?")),
    ],
)  # fmt: skip
def test_several_parts(question: str, parts: tuple[str, ...]) -> None:
    assert split(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "Who proposed the ferry?",
        "What did the Department of Tolls and Ferries say about the ban?",
        "What did the Food and Ferry Agency say about the ban?",
        "What do ports and unions say about the ban?",
        "Which two senators faulted the ferry owners?",
        "Who is the senator that sued the state and who won?",
        "Which bill, which passed in May, and which critics called weak, raised tolls?",
        "Who explained how and why the ferry sank?",
        "Did Quill say who paid, and who did not?",
        "What happened between Quill and Reed?",
        "How many were hurt between March and May 2018?",
        "What did Quill say about tolls and fares?",
        "Give Quill's words on the toll and the ferry.",
        "Why did the bread and butter party lose?",
        "The ferry sank. Who was on board?",
        "What was said in March and April?",
        "Who said what and when?",
        "and",
        "",
        "who and " * 50,
    ],
)
def test_one_part(question: str) -> None:
    assert split(question) == (" ".join(question.split()),)


@pytest.mark.parametrize(
    "question",
    ["what did A and B " * 29, "who did a, b, " * 35, "how did " + "a and " * 80, "x" * 20_000, "who " * 9000],
)
def test_any_question_is_split_quickly(question: str) -> None:
    started = perf_counter()
    split(question)
    assert perf_counter() - started < 1


def test_each_part_has_its_share() -> None:
    assert interleave([[1, 2, 3, 4], [5, 1, 6], [], [2, 7]]) == [1, 5, 2, 7, 3, 6, 4]


def test_the_first_of_the_same_stays() -> None:
    assert interleave([["a", "B"], ["b", "A", "c"]], key=str.lower) == ["a", "b", "c"]


def test_nothing_found() -> None:
    assert interleave([]) == [] == interleave([[], []])
