"""E-mail (.eml): a newsletter or a press release, its subject as title and its sender as author."""

import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path

from index.errors import ReadingError
from index.reading.cleaning import one_line, tidy
from index.reading.encoding import decode
from index.reading.html_fragment import fragment_text
from index.reading.item import Failure, Item
from index.reading.metadata import Metadata, read_metadata
from index.reading.record import read_document
from index.reading.whole_file import read_whole

_MAILBOX_LINE = re.compile(rb"\A(?:\s*|From [^\n]*\n)")
_NO_TEXT = "no text in this e-mail (attachments only?): save the attachment and ingest that"


def read_eml_file(path: Path, origin: str) -> Iterator[Item | Failure]:
    """The article of an e-mail; attachments are left out. Raises ReadingError."""
    data = _MAILBOX_LINE.sub(b"", read_whole(path), count=1)
    try:
        message = message_from_bytes(data, policy=policy.default)
        fields = {name: _header(message, header) for name, header in _HEADERS.items()}
        plain, html = (_part(message, kind) for kind in ("plain", "html"))
    except ReadingError:
        raise
    except Exception as error:  # the email package raises all sorts of errors for odd headers and parts
        raise ReadingError(f"broken e-mail ({type(error).__name__}): save it again from the mail program") from error
    if not any(fields.values()):
        raise ReadingError("not an e-mail, whatever its name says: it has no subject, sender or date")
    fields["author"] = _sender(fields["author"])
    metadata = read_metadata(fields)
    if plain.strip():
        yield read_document(tidy(plain), metadata, origin)
    elif html.strip():
        yield _read_html(html, metadata, origin)
    else:
        raise ReadingError(_NO_TEXT)


_HEADERS = {"title": "Subject", "author": "From", "published_at": "Date"}


def _header(message: EmailMessage, name: str) -> str | None:
    try:
        value = message[name]
    except (ValueError, IndexError, AttributeError):  # a header so broken that its parser fails
        return None
    return one_line(str(value)) or None if value is not None else None


def _sender(value: str | None) -> str | None:
    """The name in "Name <address>", else the address."""
    name, address = parseaddr(value or "")
    return name or address or None


def _part(message: EmailMessage, kind: str) -> str:
    """The text of the first part of the given kind that is not an attachment; "" without one."""
    part = message.get_body(preferencelist=(kind,))
    if not isinstance(part, EmailMessage):
        return ""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes) or not data.strip():
        return ""
    text = decode(data, part.get_content_charset()).replace("\r\n", "\n")
    if kind == "plain" and str(part.get_param("format", "")).lower() == "flowed":
        return _unflowed(text, joined=str(part.get_param("delsp", "")).lower() == "yes")
    return text


def _unflowed(text: str, *, joined: bool) -> str:
    """Paragraphs whole again: in format=flowed (RFC 3676) a line that ends in a blank goes on in the next."""
    parts: list[str] = []
    for line in text.split("\n"):
        line = line.removeprefix(" ")
        if line.endswith(" ") and line != "-- ":
            parts.append(line[:-1] if joined else line)
        else:
            parts.append(line + "\n")
    return "".join(parts)


def _read_html(html: str, metadata: Metadata, origin: str) -> Item:
    # It takes a second to load: only the first e-mail without plain text pays for it.
    from index.reading.html_page import read_page_text

    try:
        text = read_page_text(html, origin=origin, url=None).article.text
    except ReadingError:  # too short to stand out as an article
        text = tidy(fragment_text(html))
    if not text:
        raise ReadingError(_NO_TEXT)
    # What the HTML says of itself is the mailing program's; the subject and the sender are in the headers.
    return read_document(text, replace(metadata, url=None), origin)
