"""An evidence pack as one HTML page: no script, nothing from elsewhere, everything escaped."""

import re
from html import escape
from typing import Any
from urllib.parse import urlsplit

from assistant.records import Record

_MARKER = re.compile(r"\[(\d+)\]")
_STYLE = """
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #1d1d1b; background: #fff; }
body { font: 1rem/1.6 Georgia, serif; }
h1 { font-size: 1.5rem; line-height: 1.3; }
h2 { font-size: 1.1rem; margin-top: 2.5rem; }
.answer { font-size: 1.1rem; }
a { color: #134e5e; }
sup a { text-decoration: none; }
blockquote { margin: .75rem 0; padding-left: 1rem; border-left: 3px solid #ccc; color: #555; }
blockquote { white-space: pre-wrap; overflow-wrap: anywhere; }
mark { background: #ffe9a8; color: inherit; }
li { margin-bottom: 1.5rem; }
dl, .small { font: .85rem/1.5 system-ui, sans-serif; color: #444; overflow-wrap: anywhere; }
dt { float: left; clear: left; width: 9rem; }
dd { margin-left: 9.5rem; }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page(content: Record) -> str:
    """The whole page."""
    answer = content["answer"]
    hashes = {article["id"]: article["content_hash"] for article in content["articles"]}
    contexts = {one["marker"]: one for one in content["context"]}
    sources = "".join(_source(one, contexts[one["marker"]], hashes) for one in answer["citations"])
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(answer['question'])}</title><style>{_STYLE}</style></head><body>"
        f'<h1>{escape(answer["question"])}</h1><p class="answer">{_marked(answer["answer"])}</p>'
        f"{_removed(answer['removed'])}<h2>Sources</h2><ol>{sources}</ol>{_colophon(content)}</body></html>\n"
    )


def _marked(text: str) -> str:
    return _MARKER.sub(lambda match: f'<sup><a href="#source-{match[1]}">[{match[1]}]</a></sup>', escape(text))


def _removed(removed: list[dict[str, str]]) -> str:
    items = "".join(f"<li><s>{escape(one['text'])}</s> {escape(one['reason'])}</li>" for one in removed)
    return f"<h2>Removed from the draft</h2><ul>{items}</ul>" if items else ""


def _source(citation: dict[str, Any], context: dict[str, str], hashes: dict[str, str]) -> str:
    details = {
        "Speaker": citation.get("speaker"),
        "Outlet": citation["source"],
        "Published": citation["published_at"],
        "Article": citation["article_id"],
        "Characters": f"{citation['start']}-{citation['end']}",
        "Content hash": hashes.get(citation["article_id"]),
    }
    rows = "".join(f"<dt>{name}</dt><dd>{escape(str(value))}</dd>" for name, value in details.items() if value)
    words = f"{escape(context['before'])}<mark>{escape(citation['quote'])}</mark>{escape(context['after'])}"
    return (
        f'<li id="source-{int(citation["marker"])}" value="{int(citation["marker"])}">'
        f"<strong>{_titled(citation)}</strong><blockquote>{words}</blockquote><dl>{rows}</dl></li>"
    )


def _titled(citation: dict[str, Any]) -> str:
    title, url = escape(citation["title"]), citation["url"]
    try:
        opens = url and urlsplit(url).scheme in ("http", "https")
    except ValueError:
        opens = False
    return f'<a href="{escape(url)}" rel="noreferrer">{title}</a>' if opens else title


def _colophon(content: Record) -> str:
    settings, library = content["settings"], content["library"]
    period = f", {library['first_date']} to {library['last_date']}" if library["first_date"] else ""
    made = f"OnRecord {content['onrecord']} at {content['made_at']}"
    searched = f"{library['articles']:,} articles{period}"
    return (
        f'<p class="small">Answered by {escape(settings["model"])} over {escape(searched)}. Made by {escape(made)}. '
        "The pack as JSON can be checked again with <code>onrecord verify</code>.</p>"
    )
