"""The words of a piece of HTML inside another format."""

from html.parser import HTMLParser

_SILENT = {"script", "style", "template", "noscript", "iframe", "object", "svg"}
_BREAKS = {
    "p",
    "div",
    "br",
    "li",
    "tr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "section",
    "article",
}


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT and self._silent:
            self._silent -= 1
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(" ".join(data.split("\n")))

    def _break(self, tag: str) -> None:
        if tag in _BREAKS:
            self.parts.append("\n" if tag == "br" else "\n\n")


def fragment_text(fragment: str) -> str:
    """The text between the tags: nothing of scripts, styles and comments."""
    words = _Words()
    words.feed(fragment)
    words.close()
    lines = "".join(words.parts).split("\n")
    return "\n".join(" ".join(line.split()) for line in lines).strip()
