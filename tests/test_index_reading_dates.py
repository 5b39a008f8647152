from datetime import UTC, date, datetime, timedelta

import pytest

from index.reading.dates import is_future, parse_date


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("2025-03-04", "2025-03-04", id="iso-date"),
        pytest.param(" 2025-03-04\n", "2025-03-04", id="white-space"),
        pytest.param("20250304", "2025-03-04", id="iso-basic"),
        pytest.param(20250304, "2025-03-04", id="iso-basic-as-number"),
        pytest.param("2025/03/04", "2025-03-04", id="year-first-slashes"),
        pytest.param("2025-03-04T09:30:00Z", "2025-03-04T09:30:00+00:00", id="iso-utc"),
        pytest.param("2025-03-04 09:30:15+01:00", "2025-03-04T09:30:15+01:00", id="iso-offset"),
        pytest.param("2025-03-04 09:30:15 +0100", "2025-03-04T09:30:15+01:00", id="iso-offset-apart"),
        pytest.param("2025-03-04T09:30:00.123456Z", "2025-03-04T09:30:00+00:00", id="iso-fraction"),
        pytest.param("2025-03-04 09:30", "2025-03-04T09:30:00+00:00", id="iso-naive-counts-as-utc"),
        pytest.param("2025-03-04 09:30 UTC", "2025-03-04T09:30:00+00:00", id="iso-named-utc"),
        pytest.param("Tue, 04 Mar 2025 09:30:00 +0100", "2025-03-04T09:30:00+01:00", id="rfc-2822"),
        pytest.param("Tue, 04 Mar 2025 09:30:00 EST", "2025-03-04T09:30:00-05:00", id="rfc-2822-zone-name"),
        pytest.param("4 March 2025", "2025-03-04", id="day-first"),
        pytest.param("4th March, 2025", "2025-03-04", id="day-ordinal"),
        pytest.param("Tuesday, 4 March 2025", "2025-03-04", id="weekday"),
        pytest.param("March 4, 2025", "2025-03-04", id="month-first"),
        pytest.param("Sept. 4, 2025", "2025-09-04", id="abbreviated"),
        pytest.param("March 4, 2025 at 9:30 p.m.", "2025-03-04T21:30:00+00:00", id="twelve-hours"),
        pytest.param("March 4, 2025 12:05 am", "2025-03-04T00:05:00+00:00", id="after-midnight"),
        pytest.param("13/04/2025", "2025-04-13", id="only-day-first-is-possible"),
        pytest.param("04/13/2025", "2025-04-13", id="only-month-first-is-possible"),
        pytest.param("04.04.2025", "2025-04-04", id="both-readings-agree"),
        pytest.param(1741080600, "2025-03-04T09:30:00+00:00", id="epoch-seconds"),
        pytest.param(1741080600000, "2025-03-04T09:30:00+00:00", id="epoch-milliseconds"),
        pytest.param("1741080600", "2025-03-04T09:30:00+00:00", id="epoch-as-text"),
        pytest.param(date(2025, 3, 4), "2025-03-04", id="date-value"),
        pytest.param(datetime(2025, 3, 4, 9, 30), "2025-03-04T09:30:00+00:00", id="datetime-value"),
        pytest.param("03/04/2025", None, id="ambiguous"),
        pytest.param("31 February 2025", None, id="no-such-day"),
        pytest.param("2025-13-45", None, id="no-such-month"),
        pytest.param("March 2025", None, id="no-day"),
        pytest.param("2025", None, id="a-year"),
        pytest.param("yesterday", None, id="a-word"),
        pytest.param("page 4 March 2025 edition", None, id="words-around-it"),
        pytest.param("0001-01-01T00:00:00Z", None, id="empty-date-of-another-program"),
        pytest.param(0, None, id="epoch-zero"),
        pytest.param(1e40, None, id="beyond-the-calendar"),
        pytest.param(float("nan"), None, id="nan"),
        pytest.param(True, None, id="boolean"),
        pytest.param(["2025-03-04"], None, id="a-list"),
        pytest.param("", None, id="empty"),
    ],
)
def test_dates_become_iso(value: object, expected: str | None) -> None:
    assert parse_date(value) == expected


def test_the_future_begins_after_two_days() -> None:
    now = datetime(2025, 3, 4, 12, tzinfo=UTC)
    assert not is_future("2025-03-06", now)
    assert not is_future((now + timedelta(days=2)).isoformat(), now)
    assert is_future((now + timedelta(days=2, seconds=1)).isoformat(), now)
    assert is_future("2025-03-07", now)
