"""What "on Friday" means in an article of a certain day. All content is invented."""

from datetime import date

import pytest

from index.relative_days import resolve

PUBLISHED = date(2018, 6, 13)  # a Wednesday


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Quill resigned on Friday.", "06-08"),
        ("Quill resigned Wednesday.", "06-13"),
        ("Quill resigned on Tuesday evening.", "06-12"),
        ("Quill resigned last Wednesday.", "06-06"),
        ("Friday's vote failed.", "06-08"),
        ("The council will vote on Friday.", "06-15"),
        ("The vote is scheduled for Tuesday.", "06-19"),
        ("Quill said on Monday that the council will vote on Friday.", "06-11 06-15"),
        ("Quill said Friday it will vote.", "06-08"),
        ("Next Thursday the port closes.", "06-14"),
        ("Quill resigned yesterday.", "06-12"),
        ("“I am here today,” she said.", "06-13"),
        ("The port closes tomorrow.", "06-14"),
        ("Quill resigned last night.", "06-12"),
        ("The port closed last month.", "05-01..05-31"),
        ("The port will close next month.", "07-01..07-31"),
        ("The port closed earlier this month.", "06-01..06-13"),
        ("The port closes later this month.", "06-13..06-30"),
        ("The port closed this week.", "06-11..06-17"),
        ("The port closed last week.", "06-04..06-10"),
        ("The port closed last year.", "01-01..12-31"),
        ("The port closed over the weekend.", "06-09..06-10"),
        ("The port will close this weekend.", "06-16..06-17"),
        ("The port closed three days ago.", "06-10"),
        ("The port closed two weeks ago.", "05-27..06-02"),
        ("The port closed in March.", "03-01..03-31"),
        ("The port closed in November.", "11-01..11-30"),
        ("The port will close in November.", "11-01..11-30"),
        ("The port closed on May 5.", "05-05"),
        ("The port closed on 5 May.", "05-05"),
        ("The port will close by Sept. 3.", "09-03"),
        ("The port closed on Dec. 3.", "12-03"),
        ("The port closed on May 5, 2017.", ""),
        ("Black Friday and Super Tuesday came.", ""),
        ("He spoke on “Fox News Sunday.”", ""),
        ("He watched Saturday Night Live.", ""),
        ("USA Today printed it.", ""),
        ("May said no; March on!", ""),
        ("Theresa May opposed it on June 31.", ""),
        ("", ""),
    ],
)
def test_days(sentence: str, expected: str) -> None:
    found = [one.period for one in resolve(sentence, PUBLISHED)]
    shown = [f"{one.first:%m-%d}" if one.first == one.last else f"{one.first:%m-%d}..{one.last:%m-%d}" for one in found]
    assert " ".join(shown) == expected


@pytest.mark.parametrize(
    ("sentence", "published", "year"),
    [
        ("The port closed in November.", date(2018, 6, 13), 2017),
        ("The port will close in November.", date(2018, 6, 13), 2018),
        ("The port will close in February.", date(2018, 6, 13), 2019),
        ("The port closed last June.", date(2018, 6, 13), 2017),
        ("The port closed on December 30.", date(2019, 1, 2), 2018),
        ("The port closes on January 5.", date(2018, 12, 30), 2019),
        ("The port closed on February 29.", date(2017, 3, 1), 2016),
        ("The port closed last year.", date(2018, 6, 13), 2017),
    ],
)
def test_years(sentence: str, published: date, year: int) -> None:
    assert [one.period.first.year for one in resolve(sentence, published)] == [year]


def test_spans_hold_the_words() -> None:
    sentence = "He resigned on Friday, a month after June 5 and two weeks ago."
    words = [sentence[slice(*one.span)] for one in resolve(sentence, PUBLISHED)]
    assert words == ["Friday", "June 5", "two weeks ago"]


def test_any_text_may_be_read() -> None:
    for text in ("Friday " * 2000, "will " * 5000, "999 years ago", "99 weeks ago", "?" * 9000):
        resolve(text, date(1, 1, 2))
