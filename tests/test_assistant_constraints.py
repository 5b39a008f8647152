"""What a question says of dates, outlets and names, and how hard it says it. All content is invented."""

from datetime import date
from time import perf_counter

import pytest

from assistant.constraints import Constraints, read
from index.filters import Filters

OUTLETS = (
    "The Hill", "Reuters", "Politico", "Slate", "Reason", "USA TODAY", "Fox Online News", "Fox News",
    "Fox News Opinion", "CNN (Web News)", "CNN - Editorial", "New York Times - News",
    "New York Times - Opinion", "NPR Online News", "Time", "Nature", "The Nation", "Harbour Courier",
    "TheBlaze.com", "Ada Quill", "Lake Policy Institute", "The Guardian", "Associated Press",
    "Wall Street Journal - News", "Vox", "Bloomberg",
)  # fmt: skip
FIRST, LAST, TODAY = date(2018, 3, 1), date(2018, 8, 31), date(2018, 8, 22)


def understood(question: str, first: date | None = FIRST, last: date | None = LAST) -> Constraints:
    return read(question, outlets=OUTLETS, first=first, last=last, today=TODAY)


def days(constraints: Constraints) -> list[str]:
    return [
        f"{one.first:%m-%d}" if one.first == one.last else f"{one.first:%m-%d}..{one.last:%m-%d}"
        for one in constraints.preferences.periods
    ]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who left the council in early August 2018?", "08-01..08-10"),
        ("Who left the council in mid-July 2018?", "07-11..07-20"),
        ("Who left the council in late May 2018?", "05-21..05-31"),
        ("Who left at the end of June?", "06-21..06-30"),
        ("Who left at the beginning of June?", "06-01..06-10"),
        ("What was closed in August?", "08-01..08-31"),
        ("what was closed in august 2018?", "08-01..08-31"),
        ("What was closed in May?", "05-01..05-31"),
        ("What did the mayor say on 4 March 2018?", "03-04"),
        ("What did the mayor say on March 4?", "03-04"),
        ("What did the mayor say on the 4th of March?", "03-04"),
        ("What did the mayor say on March 4th, 2018?", "03-04"),
        ("What did the mayor say on Aug. 3?", "08-03"),
        ("What did the mayor say on 3 Sept 2018?", ""),
        ("What did the mayor say on 2018-06-15?", "06-15"),
        ("Who ran the port on 1 June?", "06-01"),
        ("What happened between 3 and 7 March?", "03-03..03-07"),
        ("What happened between March 3 and March 7, 2018?", "03-03..03-07"),
        ("What happened from 28 June to 3 July 2018?", "06-28..07-03"),
        ("What happened on 3-7 March?", "03-03..03-07"),
        ("What happened March 3-7, 2018?", "03-03..03-07"),
        ("What changed between April and June 2018?", "04-01..06-30"),
        ("What has the port done since June?", "06-01..08-31"),
        ("What did the port do after 4 July?", "07-05..08-31"),
        ("What happened last week?", "08-13..08-19"),
        ("What happened this week?", "08-20..08-26"),
        ("What happened last month?", "07-01..07-31"),
        ("What happened yesterday?", "08-21"),
        ("What was said on Friday?", "08-17"),
        ("What was said in the past ten days?", "08-12..08-22"),
        ("What was said in the last three weeks?", "08-01..08-22"),
        ("What did the port build this spring?", "03-01..05-31"),
        ("What did the port build in the summer of 2018?", "06-01..08-31"),
        ("What did the port earn in Q2 2018?", "04-01..06-30"),
        ("What did the port earn in the second quarter of 2018?", "04-01..06-30"),
        ("What did the port earn in the first half of 2018?", "01-01..06-30"),
        ("What was decided in the first week of May?", "05-01..05-07"),
        ("What was decided in the last week of April 2018?", "04-24..04-30"),
        ("What would Senator Quill's May 2018 bill do?", "05-01..05-31"),
        ("Why was the council's June decision altered?", "06-01..06-30"),
        ("What did the council decide in March and then in July 2018?", "03-01..03-31 07-01..07-31"),
        ("Who must repair the quay by 1 June?", "06-01"),
        ("What did the owners promise to finish by 1 June 2018?", "06-01"),
    ],
)
def test_dates_that_bring_articles_nearer(question: str, expected: str) -> None:
    constraints = understood(question)
    assert " ".join(days(constraints)) == expected
    assert constraints.before is None and not constraints.outlets


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("As of 12 May, who ran the port?", "2018-05-12"),
        ("Who ran the port as of 12 May 2018?", "2018-05-12"),
        ("As of mid-July 2018, who ran the port?", "2018-07-20"),
        ("As of June 2018, who ran the port?", "2018-06-30"),
        ("By 11 August 2018, how had the June decision been altered?", "2018-08-11"),
        ("What had the council decided by April 5?", "2018-04-05"),
        ("No later than 2018-04-05, who had resigned?", "2018-04-05"),
        ("Who spoke against the ferry before 4 March 2018?", "2018-03-03"),
        ("Who spoke against the ferry before June?", "2018-05-31"),
        ("What had been said up to 9 May?", "2018-05-09"),
        ("What did he say on 4 March, and what had he said by 7 March 2018?", "2018-03-07"),
        ("What did he say on 9 April, and what had he said by 7 April 2018?", "2018-04-09"),
        ("As of 7 April, what was planned for June?", "2018-04-07"),
    ],
)
def test_dates_after_which_nothing_counts(question: str, expected: str) -> None:
    assert understood(question).before == date.fromisoformat(expected)


@pytest.mark.parametrize(
    "question",
    [
        "What changed after the vote?",
        "What was said before the G7?",
        "Who was there by the time the vote was called?",
        "What may the council do?",
        "Which way did the protesters march in the capital?",
        "How did Theresa May answer?",
        "What was offered by May to the unions?",
        "May ministers resign?",
        "Who won the 2016 election?",
        "What was promised in 2016?",
        "Who ran the port before 2016?",
        "What happened in 2018 to 2018 ferries of 12,000 tons?",
        "Who spoke on the Sunday programmes?",
        "Did 4 may of 12 march 7 miles?",
        "Who was named on 31 February 2018?",
        "What did April Quill say?",
        "By 2030, how many ferries will sail?",
    ],
)
def test_no_date_where_none_is_meant(question: str) -> None:
    constraints = understood(question)
    assert constraints.before is None and not constraints.preferences.periods


@pytest.mark.parametrize(
    ("question", "asked", "named"),
    [
        ("According to Politico, who resigned?", "Politico", "Politico"),
        ("Who resigned, according to politico?", "Politico", "Politico"),
        ("According to the Hill, who resigned?", "The Hill", "The Hill"),
        ("What does Reuters say about the ferry?", "Reuters", "Reuters"),
        ("What did The Guardian report on the ferry?", "The Guardian", "The Guardian"),
        ("According to Fox News, who resigned?", "Fox News|Fox Online News|Fox News Opinion", None),
        ("According to CNN, who resigned?", "CNN (Web News)|CNN - Editorial", None),
        ("According to the New York Times, who resigned?", "New York Times - News|New York Times - Opinion", None),
        ("According to the NYT, who resigned?", "New York Times - News|New York Times - Opinion", None),
        ("According to AP, who resigned?", "Associated Press", None),
        ("What does NPR say of the ferry?", "NPR Online News", None),
        ("According to USA Today, who resigned?", "USA TODAY", None),
        ("According to the Blaze, who resigned?", "TheBlaze.com", None),
        ("According to Politico and Reuters, who resigned?", "Politico|Reuters", None),
        ("According to Reason, who resigned?", "Reason", None),
        ("According to Time, who resigned?", "Time", None),
        ("As reported by the Harbour Courier, who resigned?", "Harbour Courier", None),
        ("Who was blamed in The Hill?", "", "The Hill"),
        ("How do Slate and Reason differ on the ferry?", "", "Slate|Reason"),
        ("Who was quoted by Reuters?", "", "Reuters"),
        ("Which error was found in Nature?", "", "Nature"),
        ("Which senator wrote in the Wall Street Journal that ferries fail?", "", "Wall Street Journal - News"),
        ("According to Ada Quill, who resigned?", "", "Ada Quill"),
        ("According to the Lake Policy Institute, who resigned?", "", "Lake Policy Institute"),
        ("What did Michael Bloomberg say about ferries?", "", ""),
        ("What reason did the mayor give?", "", ""),
        ("Reason aside, why did he go?", "", ""),
        ("According to reason and nature, what is right?", "", ""),
        ("Who spoke for the nation in time of war?", "", ""),
        ("Time and again, who resigned?", "", ""),
        ("Who climbed the hill on the Hill?", "", ""),
        ("What did Hill and Slater say?", "", ""),
        ("Who put a slate roof on the house?", "", ""),
        ("Was the Nation of Lakes founded in Nature Park?", "", ""),
        ("Is vox the Latin word for voice?", "", ""),
    ],
)
def test_outlets(question: str, asked: str, named: str | None) -> None:
    constraints = understood(question)
    assert sorted(constraints.outlets) == sorted(filter(None, asked.split("|")))
    named = asked if named is None else named
    assert sorted(constraints.preferences.outlets) == sorted(filter(None, named.split("|")))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who told Ada Quill that the Lake Board would fail?", ("Ada Quill", "Lake Board")),
        ("What did Senator Quill's May 2018 bill demand?", ("Quill",)),
        ("According to Politico, what did Ludwig van Reed of the ILO say in June?", ("Ludwig van Reed", "ILO")),
        ("Ministers met whom? Who left?", ()),
        ("In April, who left Deltaville?", ("Deltaville",)),
        ("What did J. P. O'Neill want?", ("J. P. O'Neill",)),
    ],
)
def test_names(question: str, expected: tuple[str, ...]) -> None:
    names = understood(question).preferences.names
    assert names == expected


def test_a_year_is_taken_from_the_archive_only_if_one_fits() -> None:
    question = "What happened in May?"
    assert days(understood(question, date(2017, 1, 1), LAST)) == []
    assert days(understood(question, date(2017, 6, 1), LAST)) == ["05-01..05-31"]
    assert understood("As of 12 May, who ran it?", date(2017, 1, 1), LAST).before is None


def test_the_question_gives_the_year_to_its_other_dates() -> None:
    constraints = understood("What was said on 4 May, and what by 7 May 2017?", date(2015, 1, 1), LAST)
    assert constraints.before == date(2017, 5, 7)
    assert constraints.preferences.periods[0].first == date(2017, 5, 4)


def test_an_archive_without_dates_gets_no_limits() -> None:
    constraints = understood("As of 12 May 2018, who ran the port in April 2018?", None, None)
    assert constraints.before is None and not constraints.preferences.periods


def test_a_limit_that_shuts_out_nothing_or_everything_is_left_out() -> None:
    assert understood("As of 12 May 2019, who ran the port?").before is None
    assert understood("Who ran the port before 4 May 2012?").before is None


def test_without_today_relative_words_say_nothing() -> None:
    assert not read("What happened last week?", outlets=(), first=FIRST, last=LAST).preferences.periods


def test_the_users_own_filters_come_first() -> None:
    constraints = understood("According to Politico, who ran the port as of 12 May 2018?")
    assert constraints.filters(Filters()) == Filters(before=date(2018, 5, 12), outlets=("Politico",))
    assert constraints.filters(Filters(outlets=("Vox",))).outlets == ("Vox",)
    assert constraints.filters(Filters(before=date(2018, 4, 1))).before == date(2018, 4, 1)
    assert constraints.filters(Filters(before=date(2018, 7, 1))).before == date(2018, 5, 12)
    assert constraints.filters(Filters(after=date(2018, 6, 1))).before is None
    assert constraints.filters(Filters(speaker="Quill")).speaker == "Quill"


def test_the_limits_are_told() -> None:
    assert understood("Who resigned?").note is None
    note = understood("According to Politico, who ran the port as of 12 May 2018?").note
    assert note == "Only articles from Politico, published by 2018-05-12 were searched, as the question asks."


@pytest.mark.parametrize(
    "question", ["", "  ", "?", "the " * 9000, "May 2018 by " * 900, "who said in and " * 900, "9" * 9000]
)
def test_any_text_is_read_quickly(question: str) -> None:
    started = perf_counter()
    understood(question)
    assert perf_counter() - started < 2
