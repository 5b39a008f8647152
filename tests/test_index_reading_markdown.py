from pathlib import Path

import pytest

from index.reading import Failure, Item, read
from index.reading.markdown_file import plain_text


def read_one(folder: Path, content: str) -> Item | Failure:
    path = folder / "quay-shut.md"
    path.write_text(content, encoding="utf-8")
    [result] = read(path)
    return result


def test_front_matter(tmp_path: Path) -> None:
    result = read_one(
        tmp_path,
        '---\nid: 0123\ntitle: "Quay shut: no one says why"\noutlet: The Tide\nauthors: [Nell Ford, Ed Roe]\n'
        "date: 2025-03-04\nurl: https://tide.example/q\ndraft: no\n---\n\n# A heading that stays\n\nIt "
        "*rained*.\n",
    )
    assert isinstance(result, Item)
    found = result.article
    assert (found.id, found.title, found.source) == ("0123", "Quay shut: no one says why", "The Tide")
    assert (found.author, found.published_at, found.url) == (
        "Nell Ford, Ed Roe",
        "2025-03-04",
        "https://tide.example/q",
    )
    assert found.text == "A heading that stays\n\nIt rained."
    assert result.fixed_id


def test_the_first_heading_is_the_title(tmp_path: Path) -> None:
    result = read_one(tmp_path, "# Quay *shut*\n\nIt rained.\n\n# Later\n\nIt stopped.\n")
    assert isinstance(result, Item)
    assert (result.article.title, result.article.text) == ("Quay shut", "It rained.\n\nLater\n\nIt stopped.")
    assert (result.article.id, result.fixed_id) == ("quay-shut", False)


def test_without_heading_the_file_names_the_article(tmp_path: Path) -> None:
    result = read_one(tmp_path, "It rained.\n")
    assert isinstance(result, Item)
    assert (result.article.title, result.article.text) == ("Quay shut", "It rained.")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        pytest.param("“We **will not** pay,” she _said_.", "“We will not pay,” she said.", id="emphasis"),
        pytest.param(
            "The [ferry *cap*](https://tide.example 'x') and <https://tide.example>.",
            "The ferry cap and https://tide.example.",
            id="links",
        ),
        pytest.param("See [the plan][1].\n\n[1]: https://tide.example", "See the plan.", id="reference-link"),
        pytest.param("A ![boat](b.jpg) came.\n\n![The boat](b.jpg)\n\nIt left.", "A came.\n\nIt left.", id="images"),
        pytest.param("A line that is\nwrapped at a margin.", "A line that is wrapped at a margin.", id="soft-break"),
        pytest.param("One  \ntwo\\\nthree.", "One\ntwo\nthree.", id="hard-break"),
        pytest.param(
            "Plans:\n\n- first *one*\n- second\n  - nested\n\nEnd.",
            "Plans:\n\nfirst one\nsecond\nnested\n\nEnd.",
            id="list",
        ),
        pytest.param("- first\n\n- second\n", "first\nsecond", id="loose-list"),
        pytest.param(
            "1998. A year of storms.\n\nIt rained.",
            "1998. A year of storms.\n\nIt rained.",
            id="a-year-is-no-list-mark",
        ),
        pytest.param("1. first\n2. second", "1. first\n2. second", id="ordered-list"),
        pytest.param("> It was\n> *wrong*.\n>\n> Very.", "It was wrong.\n\nVery.", id="quotation"),
        pytest.param(
            "## Why\n\nTitle\n-----\n\nIt rained.\n\n---\n\nEnd.",
            "Why\n\nTitle\n\nIt rained.\n\nEnd.",
            id="headings-and-rules",
        ),
        pytest.param(
            "| Year | Fare |\n|---|---|\n| 2024 | **3** |\n| 2025 | 4 |",
            "Year; Fare\n2024; 3\n2025; 4",
            id="table",
        ),
        pytest.param("Run `make *all*` now.\n\n```\n# keep\n```", "Run make *all* now.\n\n# keep", id="code"),
        pytest.param(
            "5 \\* 3 is 15, R&amp;D &lt;new&gt; snake_case_word ~~old~~",
            "5 * 3 is 15, R&D <new> snake_case_word old",
            id="escapes",
        ),
        pytest.param("A note.[^1] More.\n\n[^1]: The small print.", "A note. More.\n\nThe small print.", id="footnote"),
        pytest.param(
            'It <b>rained</b>.<br>Hard.<!-- no -->\n\n<div class="x">\n<p>Inside &amp; '
            "dry.</p><script>evil()</script>\n</div>",
            "It rained.\nHard.\n\nInside & dry.",
            id="html",
        ),
        pytest.param(
            '“Straight "quotes" and -- dashes... stay,” he said.',
            '“Straight "quotes" and -- dashes... stay,” he said.',
            id="no-typography",
        ),
    ],
)
def test_marks_become_plain_text(source: str, text: str) -> None:
    assert plain_text(source) == (None, text)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(
            "---\ntitle: Quay: shut\n---\nIt rained.",
            "broken front matter at line 2 (mapping values are not allowed here): put the value in quotation marks",
            id="colon",
        ),
        pytest.param(
            "---\ntitle: !!python/object/apply:os.system ['true']\n---\nIt rained.",
            "broken front matter at line 2 (could not determine a constructor for the tag "
            "'tag:yaml.org,2002:python/object/apply:os.system'): put the value in quotation marks",
            id="code-is-never-run",
        ),
        pytest.param("---\ntitle: [a, b]\n---\nIt rained.", "title is a list: give it as a string", id="title-list"),
        pytest.param(
            "---\ntitle: Quay\n---\n\n![only](a.jpg)\n",
            "text is empty or only white space: fill it in or leave the article out",
            id="no-text",
        ),
        pytest.param(
            f"---\nx: {'y' * 100_000}\n---\nIt rained.",
            "front matter has more than 100,000 characters: shorten it",
            id="large",
        ),
    ],
)
def test_bad_files(tmp_path: Path, content: str, reason: str) -> None:
    assert read_one(tmp_path, content) == Failure(str(tmp_path / "quay-shut.md"), reason)


def test_rules_around_a_paragraph_are_no_front_matter(tmp_path: Path) -> None:
    result = read_one(tmp_path, "---\nIt rained all day\n---\n\nThen it stopped.")
    assert isinstance(result, Item)
    assert result.article.text == "It rained all day\n\nThen it stopped."


def test_yaml_aliases_do_not_explode(tmp_path: Path) -> None:
    layers = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 12))
    result = read_one(tmp_path, f"---\nl0: &l0 [x]\n{layers}\nauthor: *l11\n---\nIt rained.")
    assert isinstance(result, Item)
    assert result.article.author is None
