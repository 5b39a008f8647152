"""E-mails: newsletters and press releases."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from index.reading import Failure, Item, read

HEAD = b"From: =?utf-8?q?Harbour_Caf=C3=A9?= <news@courier.example>\r\nDate: Tue, 4 Mar 2025 09:30:00 +0100 (CET)\r\n"
SUBJECT = b"Subject: =?utf-8?b?RmFyZXMg4oCTIG5vIGNoYW5nZQ==?=\r\n"
HTML = "<html><head><title>Mailer 3</title></head><body><table><tr><td><p>{}</p></td></tr></table></body></html>"
LONG = "The harbour council met on Tuesday and voted to keep the ferry fares as they are for another year. " * 3


def read_one(tmp_path: Path, data: bytes) -> Item:
    (tmp_path / "mail.eml").write_bytes(data)
    [result] = read(tmp_path / "mail.eml")
    assert isinstance(result, Item), result
    return result


def message(**parts: str) -> EmailMessage:
    made = EmailMessage()
    made["Subject"], made["From"], made["Date"] = "Fares", "Ann <a@b.example>", "Tue, 04 Mar 2025 09:30:00 -0000"
    for kind, text in parts.items():
        if made.get_content_type() == "text/plain" and not made.get_payload():
            made.set_content(text, subtype=kind)
        else:
            made.add_alternative(text, subtype=kind)
    return made


def test_headers_and_plain_text(tmp_path: Path) -> None:
    body = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    found = read_one(
        tmp_path, HEAD + SUBJECT + body + b"It r=\r\nained, =C3=A0 Nice.\r\n\r\nThen it =E2=80=9Cstopped=E2=80=9D."
    )
    article = found.article
    assert (article.id, article.title, article.author) == ("mail", "Fares – no change", "Harbour Café")
    assert (article.published_at, article.url) == ("2025-03-04T09:30:00+01:00", None)
    assert article.text == "It rained, à Nice.\n\nThen it “stopped”."
    assert not found.fixed_id


def test_plain_text_comes_before_html_and_attachments_are_left_out(tmp_path: Path) -> None:
    made = message(plain="It rained.", html=HTML.format(LONG))
    made.add_attachment("Secret.", filename="x.txt")
    made.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="x.pdf")
    assert read_one(tmp_path, made.as_bytes()).article.text == "It rained."


@pytest.mark.parametrize(
    ("html", "text"),
    [
        pytest.param(HTML.format(LONG), LONG.strip(), id="article"),
        pytest.param("<p>It <b>rained</b>.<br>Then not.</p><style>x</style>", "It rained.\nThen not.", id="short"),
    ],
)
def test_html_only(tmp_path: Path, html: str, text: str) -> None:
    article = read_one(tmp_path, message(html=html).as_bytes()).article
    assert (article.title, article.author, article.text) == ("Fares", "Ann", text)


def test_an_empty_plain_part_is_no_text(tmp_path: Path) -> None:
    assert read_one(tmp_path, message(plain=" \n", html="<p>It rained.</p>").as_bytes()).article.text == "It rained."


def test_flowed_lines_are_joined(tmp_path: Path) -> None:
    body = b"Content-Type: text/plain; format=flowed\r\n\r\nShe said \r\nno.\r\n\r\n From here on.\r\n-- \r\nAnn"
    article = read_one(tmp_path, b"From x@y\n" + SUBJECT + HEAD + body).article
    assert article.text == "She said no.\n\nFrom here on.\n--\nAnn"


@pytest.mark.parametrize(
    "kind",
    [pytest.param(b"charset=windows-1252", id="named"), pytest.param(b"charset=utf-8", id="wrong"),
     pytest.param(b"charset=no-such", id="unknown"), pytest.param(b"", id="none")],
)  # fmt: skip
def test_charsets(tmp_path: Path, kind: bytes) -> None:
    body = b"Content-Type: text/plain; " + kind + b"\r\nContent-Transfer-Encoding: 8bit\r\n\r\nCaf\xe9 \x96 talk."
    assert read_one(tmp_path, HEAD + SUBJECT + body).article.text == "Café – talk."


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"", "the file is empty", id="empty"),
        pytest.param(b"It rained.\n\nIn the harbour.", "not an e-mail", id="text"),
        pytest.param(bytes(range(256)) * 9, "looks binary", id="binary"),
        pytest.param(HEAD + SUBJECT + b"\r\n \r\n", "no text in this e-mail", id="no-body"),
        pytest.param(
            HEAD + b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERg==",
            "no text in this e-mail",
            id="attachment-only",
        ),
        pytest.param(HEAD.replace(b"2025", b"2925") + b"\r\nIt rained.", "in the future", id="future"),
    ],
)
def test_files_that_are_no_article(tmp_path: Path, data: bytes, message: str) -> None:
    (tmp_path / "mail.eml").write_bytes(data)
    [result] = read(tmp_path / "mail.eml")
    assert isinstance(result, Failure) and message in result.reason


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(b"From: <<>>,@\r\n", id="sender"),
        pytest.param(b"Date: yesterday\r\n", id="date"),
        pytest.param(b"Content-Type: multipart/mixed\r\n", id="no-boundary"),
        pytest.param(b"Content-Type: text/plain; charset*0*=\r\n", id="parameter"),
        pytest.param(b"Content-Transfer-Encoding: base64\r\n", id="not-base64"),
        pytest.param(b"Content-Type: /\r\nFrom: \xff\xfe\r\n", id="bytes"),
    ],
)
def test_broken_headers_never_raise(tmp_path: Path, head: bytes) -> None:
    (tmp_path / "mail.eml").write_bytes(b"Subject: Fares\r\n" + head + b"\r\nIt rained.\r\n")
    assert len(list(read(tmp_path / "mail.eml"))) == 1
