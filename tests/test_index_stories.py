"""Copies are recognised and shown once; whoever merely quotes the same words is a source of their own."""

import random
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import pytest
from conftest import make_article
from embedding_double import WordEmbedding

from index.article import Article, Hit, Span
from index.catalog import Catalog
from index.collapse import collapse, independent_sources
from index.ingest import ingest
from index.library import Library, embed_passages
from index.reading import Item, read
from index.resemblance import Wording, own_sentences_of, sentences_of, sketch
from index.retrieval import search

EXAMPLES = Path(__file__).parent.parent / "examples" / "articles"
COPIES = {"wire-0401-brekken-resigns", "courier-0401-brekken-resigns", "vesper-0401-brekken-quits"}
WORDS = [first + second for first in "ba de fi go lu".split() for second in "rn st mp lt nk sh ck ff".split()]


def sentences(seed: int, count: int) -> list[str]:
    """Sentences of invented words, each its own."""
    chance = random.Random(seed)
    names = [chance.choice(WORDS) + chance.choice(WORDS) + str(seed) for _ in range(count * 10)]
    return [" ".join(names[i : i + 10]).capitalize() + "." for i in range(0, len(names), 10)]


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    catalog = Catalog(tmp_path / "catalog.sqlite")
    yield catalog
    catalog.close()


def put(catalog: Catalog, *articles: Article) -> None:
    embedding = WordEmbedding()
    with catalog.transaction():
        for article in articles:
            catalog.put(article, f"/{article.id}", *embed_passages(embedding, [article]).of(article))


def grouping(catalog: Catalog) -> set[frozenset[str]]:
    """The stories as sets of ids, those of one article left out."""
    numbers = list(catalog.articles_after(0, 10_000))
    stories = catalog.stories.of(numbers)
    assert set(stories) == set(numbers)
    assert all(story.number == min(n for n in numbers if stories[n] == story) for story in stories.values())
    return {frozenset(story.articles) for story in stories.values() if len(story.articles) > 1}


def report(identity: str, text: list[str], day: str | None = "2025-03-04", source: str | None = None) -> Article:
    return make_article(0, id=identity, text="\n\n".join(text), published_at=day, source=source or identity)


REPORT = sentences(1, 20)


@pytest.mark.parametrize(
    ("text", "copied"),
    [
        pytest.param(REPORT, True, id="as it was"),
        pytest.param(REPORT[:10], True, id="cut to its first half"),
        pytest.param([*sentences(2, 2), *REPORT[1:12]], True, id="cut, with a lead of its own"),
        pytest.param(REPORT[::-2], True, id="every second sentence, in reverse"),
        pytest.param([*REPORT, *sentences(3, 12)], True, id="extended"),
        pytest.param([" ".join(one.split()[:-3]) for one in REPORT], True, id="every sentence shortened"),
        pytest.param([*REPORT[:8], *sentences(4, 12)], False, id="a background section in common"),
        pytest.param([*REPORT, *sentences(5, 120)], False, id="an item of a round-up"),
        pytest.param(sentences(6, 20), False, id="another report"),
    ],
)
def test_what_is_a_copy(catalog: Catalog, text: list[str], copied: bool) -> None:
    put(catalog, report("one", REPORT), report("two", text))
    assert grouping(catalog) == ({frozenset({"one", "two"})} if copied else set())


@pytest.mark.parametrize("marks", ["“”", '""'])
def test_articles_that_quote_the_same_speech_are_not_copies(catalog: Catalog, marks: str) -> None:
    quoted = [f"{marks[0]}{one}{marks[1]} she said." for one in REPORT]
    put(catalog, report("one", [*quoted, *sentences(7, 14)]), report("two", [*sentences(8, 14), *quoted]))
    assert grouping(catalog) == set()


def test_an_article_that_is_all_quotation_has_copies_too(catalog: Catalog) -> None:
    quoted = [f"“{one}”" for one in REPORT]
    put(catalog, report("one", quoted), report("two", [*quoted, *sentences(9, 2)]))
    assert grouping(catalog) == {frozenset({"one", "two"})}


@pytest.mark.parametrize("text", ["", "?!", "One.", "This is a developing story and will be updated.", '"', "“ " * 9])
def test_articles_of_few_words_are_not_copies(catalog: Catalog, text: str) -> None:
    put(catalog, make_article(1, text=text, source="A"), make_article(2, text=text, source="B"))
    assert grouping(catalog) == set()
    assert len(catalog.stories.of([1, 2])) == 2


@pytest.mark.parametrize(
    ("day", "copied"), [("2025-03-18", True), ("2025-03-19", False), (None, True)], ids=["near", "far", "undated"]
)
def test_the_same_form_filled_in_again_is_another_story(catalog: Catalog, day: str | None, copied: bool) -> None:
    put(catalog, report("one", REPORT, day="2025-03-04"), report("two", REPORT, day=day))
    assert bool(grouping(catalog)) is copied


def test_updates_by_one_outlet_are_one_story(catalog: Catalog) -> None:
    put(catalog, report("one", REPORT, source="Courier"), report("two", [*REPORT, "More follows."], source="Courier"))
    assert grouping(catalog) == {frozenset({"one", "two"})}


@pytest.mark.parametrize("order", list(permutations(range(4))), ids=str)
def test_the_order_of_arrival_makes_no_difference(catalog: Catalog, order: tuple[int, ...]) -> None:
    first, second = REPORT[:12], REPORT[9:]
    articles = [
        report("first", first),
        report("second", second),
        report("both", REPORT),
        report("other", sentences(10, 20)),
    ]
    put(catalog, *(articles[i] for i in order))
    assert grouping(catalog) == {frozenset({"first", "second", "both"})}


def test_removal_and_change_leave_the_others_together(catalog: Catalog) -> None:
    put(catalog, *(report(name, REPORT) for name in ("one", "two", "three")))
    with catalog.transaction():
        catalog.remove("one")
    assert grouping(catalog) == {frozenset({"two", "three"})}
    put(catalog, report("four", REPORT))
    assert grouping(catalog) == {frozenset({"two", "three", "four"})}
    put(catalog, report("two", sentences(11, 20)))
    assert grouping(catalog) == {frozenset({"three", "four"})}
    put(catalog, report("two", REPORT))
    assert grouping(catalog) == {frozenset({"two", "three", "four"})}


def test_nothing_is_left_of_what_is_removed(catalog: Catalog) -> None:
    put(catalog, report("one", REPORT), report("two", REPORT))
    with catalog.transaction():
        catalog.remove("one")
        catalog.remove("two")
    for table in ("stories", "story_shingles"):
        assert catalog._db.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_stories_can_be_rebuilt(catalog: Catalog) -> None:
    put(catalog, report("one", REPORT), report("two", REPORT), report("three", sentences(12, 9)))
    before = grouping(catalog)
    catalog._db.execute("DELETE FROM stories WHERE article = 2")
    assert catalog.stories.problems() == ["1 articles have not been compared with the others"]
    with catalog.transaction():
        catalog.stories.rebuild()
    assert grouping(catalog) == before and catalog.stories.problems() == []


def test_a_story_of_very_many_copies_still_takes_one_more(catalog: Catalog) -> None:
    put(catalog, *(report(f"copy{i}", REPORT) for i in range(80)))
    (story,) = grouping(catalog)
    assert len(story) == 80


def test_a_wording_is_packed_and_unpacked() -> None:
    wording = Wording.of(sentences_of("\n\n".join(REPORT)))
    again = Wording.unpack(wording.pack())
    assert again.words.tolist() == wording.words.tolist() and again.sizes.tolist() == wording.sizes.tolist()
    assert again.likeness(wording).share == 1.0
    assert Wording.unpack(Wording.of([]).pack()).likeness(wording) == (0.0, 0, 0.0)


def test_likeness_is_symmetric() -> None:
    one, two = (Wording.of(sentences_of(" ".join(REPORT[start : start + 12]))) for start in (0, 5))
    assert one.likeness(two) == two.likeness(one)


def test_case_spacing_and_quotation_style_change_no_sketch() -> None:
    plain = own_sentences_of('The vote was close. "No," he said. The bill passed.')
    curly = own_sentences_of("THE VOTE  was close. “No,” he said.\n\nThe bill passed!")
    assert sketch(plain).tolist() == sketch(curly).tolist() != []


def hit(article: Article, passage: str, rank: int, story: int | None) -> Hit:
    start = article.text.index(passage)
    return Hit(article=article, span=Span(start, start + len(passage)), score=1 / rank, rank=rank, story=story)


def test_the_best_hit_of_a_story_stands_for_its_copies() -> None:
    one, two = report("one", REPORT), report("two", [*REPORT, *sentences(13, 2)])
    other = report("other", sentences(14, 3))
    extra = sentences(13, 2)[0]
    hits = [
        hit(one, REPORT[0], 1, 1),
        hit(two, REPORT[0], 2, 1),
        hit(other, other.text, 3, 3),
        hit(one, REPORT[5], 4, 1),
        hit(two, REPORT[5], 5, 1),
        hit(two, extra, 6, 1),
        hit(two, extra, 7, 1),
    ]
    kept = collapse(hits)
    assert [(one.article.id, one.text, one.rank) for one in kept] == [
        ("one", REPORT[0], 1),
        ("other", other.text, 2),
        ("one", REPORT[5], 3),
        ("two", extra, 4),
    ]
    assert independent_sources(kept) == independent_sources(hits) == 2
    assert collapse(kept) == kept


def test_hits_of_unknown_story_are_all_kept() -> None:
    articles = [report(name, REPORT) for name in ("one", "two")]
    hits = [hit(article, REPORT[0], rank, None) for rank, article in enumerate(articles, 1)]
    assert collapse(hits) == tuple(hits) and independent_sources(hits) == 2
    assert collapse([]) == ()


def test_the_wire_report_of_the_examples_is_one_story(library: Library) -> None:
    ingest(library, [EXAMPLES], lambda _: None)
    numbers = library.catalog.articles_after(0, 1000)
    stories = library.catalog.stories.of(numbers)
    assert {frozenset(one.articles) for one in stories.values() if len(one.articles) > 1} == {frozenset(COPIES)}
    found = search(library, "Brekken resigned over the memo opened on his own account in February", k=10)
    (shown,) = {one.article.id for one in found.hits if one.article.id in COPIES}
    best = next(one for one in found.hits if one.article.id == shown)
    assert {shown, *best.copies} == COPIES
    assert len(found.hits) == 10 and [one.rank for one in found.hits] == list(range(1, 11))
    assert found.independent_sources == len({one.article.id for one in found.hits})


def test_every_example_has_a_wording() -> None:
    items = [item for path in sorted(EXAMPLES.iterdir()) for item in read(path) if isinstance(item, Item)]
    spelled = [own_sentences_of(item.article.text) for item in items]
    assert all(len(Wording.of(one).words) > 20 and len(sketch(one)) for one in spelled)
