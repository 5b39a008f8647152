"""The reader's limits on what is searched, as HTML. Everything that comes from outside is escaped."""

from html import escape

from index.filters import Filters


def limits_html(filters: Filters) -> str:
    """The limits in one line; empty without any."""
    line = limits_line(filters)
    return f'<p class="limits">{escape(line)}</p>' if line else ""


def limits_line(filters: Filters) -> str:
    """ "Only articles from 2025-03-05 are searched."; empty without limits. Not escaped."""
    parts = [
        f"from {filters.after.isoformat()}" if filters.after else "",
        f"to {filters.before.isoformat()}" if filters.before else "",
        f"by {' or '.join(filters.outlets)}" if filters.outlets else "",
        f"naming {filters.speaker}" if filters.speaker else "",
    ]
    parts = [part for part in parts if part]
    return f"Only articles {', '.join(parts)} are searched." if parts else ""


def limits_failure_html(reason: str) -> str:
    """What is wrong with the limits: nothing is asked before it is put right."""
    return f'<p class="limits failure" role="alert">{escape(reason)}</p>'
