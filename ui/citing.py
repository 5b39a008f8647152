"""An article as a reference to be copied: plain, Markdown, CSL-JSON, BibTeX. Pure functions; each escapes its way."""

import json
import re
import unicodedata
from collections.abc import Callable
from typing import Any, NamedTuple, Self
from urllib.parse import quote

from assistant.answer import Citation
from index.article import Article
from ui.markup import day, web_address


class Reference(NamedTuple):
    """What of an article is cited."""

    id: str
    title: str
    outlet: str | None
    author: str | None
    published_at: str | None
    url: str | None

    @classmethod
    def to(cls, cited: Article | Citation) -> Self:
        """The reference to an article; a citation knows no author."""
        id_, author = (cited.id, cited.author) if isinstance(cited, Article) else (cited.article_id, None)
        title, outlet = " ".join(cited.title.split()), _line(cited.source)
        return cls(id_, title, outlet, _line(author), cited.published_at, _address(cited.url))


def plain(reference: Reference) -> str:
    """`Ines Calder, “Free ferries from May”, Harbour Courier, 4 Mar 2025, https://...`"""
    title = f"“{reference.title}”"
    return ", ".join(filter(None, (reference.author, title, reference.outlet, _day(reference), reference.url)))


def markdown(reference: Reference) -> str:
    """The same with the title as a link and the outlet in italics."""
    title = f"“{escaped_markdown(reference.title)}”"
    linked = f"[{title}](<{reference.url}>)" if reference.url else title
    outlet = f"*{escaped_markdown(reference.outlet)}*" if reference.outlet else None
    author = escaped_markdown(reference.author) if reference.author else None
    return ", ".join(filter(None, (author, linked, outlet, escaped_markdown(_day(reference)))))


def csl_json(reference: Reference) -> str:
    """CSL-JSON as Zotero and pandoc read it: a list of one item (citationstyles.org, schema csl-data)."""
    item: dict[str, Any] = {"id": reference.id, "type": "article-newspaper", "title": reference.title}
    if reference.outlet:
        item["container-title"] = reference.outlet
    if reference.author:
        item["author"] = [{"literal": reference.author}]
    if parts := _date_parts(reference):
        item["issued"] = {"date-parts": [list(parts)]}
    if reference.url:
        item["URL"] = reference.url
    return json.dumps([item], ensure_ascii=False, indent=2)


def bibtex(reference: Reference) -> str:
    """A BibTeX entry; the author in double braces, as one name that is not taken apart."""
    fields = {"title": f"{{{_latex(reference.title)}}}"}
    if reference.author:
        fields["author"] = f"{{{_latex(reference.author)}}}"
    if reference.outlet:
        fields["journal"] = _latex(reference.outlet)
    if parts := _date_parts(reference):
        fields |= {"year": f"{parts[0]:04d}", "month": str(parts[1]), "day": str(parts[2])}
    if reference.url:
        fields["url"] = reference.url
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@article{{{_key(reference)},\n{lines}}}"


FORMATS: dict[str, Callable[[Reference], str]] = {
    "Plain": plain,
    "Markdown": markdown,
    "CSL-JSON": csl_json,
    "BibTeX": bibtex,
}
"""The formats by what a reader calls them."""

# A marker such as [1] stays as it is, where it cannot be a link or define one.
_MARKDOWN = re.compile(r"(\[\d{1,4}\])(?![:(\[])|([\\`*_\[\]<>#|~&])")
_LATEX = {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "{}$&#_%"},
}  # fmt: skip


def escaped_markdown(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _MARKDOWN.sub(lambda match: match[1] or f"\\{match[2]}", text)


def _latex(text: str) -> str:
    return "".join(_LATEX.get(character, character) for character in text)


def _line(text: str | None) -> str | None:
    return " ".join(text.split()) or None if text else None


def _address(url: str | None) -> str | None:
    """A web address without the characters that would end a Markdown link or a BibTeX field."""
    address = web_address(url)
    return quote(address, safe="%/:?#@!$&'()*+,;=[]~-._") if address else None


def _day(reference: Reference) -> str:
    return " ".join(day(reference.published_at).split())


def _date_parts(reference: Reference) -> tuple[int, int, int] | None:
    match = re.match(r"(\d{4})-(\d{2})-(\d{2})", reference.published_at or "")
    return (int(match[1]), int(match[2]), int(match[3])) if match else None


def _key(reference: Reference) -> str:
    """Such as `calder2025mayor`: letters and digits only."""
    name = (reference.author or reference.outlet or "").split()
    year = (_date_parts(reference) or ("",))[0]
    words = [_ascii(word) for word in reference.title.split()]
    return (_ascii(name[-1]) if name else "") + str(year) + next(filter(None, words), "") or "article"


def _ascii(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", text).lower())
