"""Chroma behind llama-index, real, in a temporary folder."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from conftest import make_article

from index.article import Span
from index.embedding import Vectors
from index.errors import LibraryError
from index.store import MOST_IDS, VectorStore
from index.stored_passage import StoredPassage

ARTICLES = {7: make_article(7)}
SPAN = Span(0, 12)


def unit(*components: float) -> Vectors:
    vector = np.zeros(8, np.float32)
    vector[: len(components)] = components
    return vector / np.linalg.norm(vector)


def add(store: VectorStore, vectors: dict[int, Vectors]) -> None:
    store.add([(StoredPassage(number, 7, SPAN), vector) for number, vector in vectors.items()], ARTICLES)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[VectorStore]:
    store = VectorStore(tmp_path / "chroma", "passages")
    store.open(create=True)
    yield store
    store.close()


def test_the_nearest_come_first_with_their_cosine(store: VectorStore) -> None:
    add(store, {1: unit(1), 2: unit(1, 1), 3: unit(0, 1), 4: unit(-1)})
    found = store.search(unit(1), 10)
    assert list(found) == [1, 2, 3, 4]
    assert list(found.values()) == pytest.approx([1, 0.70710678, 0, -1], abs=1e-5)
    assert list(store.search(unit(1), 2)) == [1, 2]


def test_a_search_is_restricted(store: VectorStore) -> None:
    add(store, {1: unit(1), 2: unit(1, 1), 3: unit(0, 1)})
    assert list(store.search(unit(1), 10, {2, 3})) == [2, 3]
    assert store.search(unit(1), 10, set()) == {}
    assert list(store.search(unit(1), 2, range(2, MOST_IDS + 10))) == [2, 3]


def test_a_restriction_to_what_is_not_held_is_told_in_words(store: VectorStore) -> None:
    add(store, {1: unit(1)})
    with pytest.raises(LibraryError, match="Error finding id"):
        store.search(unit(1), 2, {1, 999})


def test_two_in_one_process_do_not_disturb_each_other(store: VectorStore, tmp_path: Path) -> None:
    add(store, {1: unit(1)})
    other = VectorStore(tmp_path / "chroma", "passages")
    other.open()
    store.create_anew()
    add(store, {2: unit(1)})
    other.open()
    assert other.numbers() == {2} and other.identity == store.identity
    other.close()
    assert store.numbers() == {2}


def test_an_empty_store_finds_nothing(store: VectorStore) -> None:
    assert store.search(unit(1), 10) == {}
    assert store.count() == 0 and store.numbers() == set()


def test_adding_again_replaces(store: VectorStore) -> None:
    add(store, {1: unit(1), 2: unit(0, 1)})
    add(store, {1: unit(0, 0, 1)})
    assert store.count() == 2
    assert store.search(unit(0, 0, 1), 1) == pytest.approx({1: 1.0}, abs=1e-5)


def test_what_is_removed_is_not_found(store: VectorStore) -> None:
    add(store, {1: unit(1), 2: unit(0, 1)})
    store.remove([1, 55])
    store.remove([])
    assert store.numbers() == {2}
    assert list(store.search(unit(1), 10)) == [2]


def test_it_is_there_after_reopening(store: VectorStore, tmp_path: Path) -> None:
    chance = np.random.default_rng(0)
    vectors = {number: unit(*chance.normal(size=8)) for number in range(1, 1501)}
    add(store, vectors)
    identity = store.identity
    store.open()
    assert store.identity == identity
    assert store.numbers() == set(vectors)
    for number in (1, 700, 1500):
        assert next(iter(store.search(vectors[number], 1))) == number


def test_anew_is_empty_and_another(store: VectorStore) -> None:
    add(store, {1: unit(1)})
    identity = store.identity
    store.create_anew()
    assert store.count() == 0 and store.identity != identity
    add(store, {2: unit(1)})
    assert list(store.search(unit(1), 5)) == [2]


def test_a_missing_folder_is_not_made_by_reading(tmp_path: Path) -> None:
    store = VectorStore(tmp_path / "chroma", "passages")
    with pytest.raises(LibraryError, match="onrecord reindex"):
        store.open()
    with pytest.raises(LibraryError, match="it is closed"):
        store.search(unit(1), 1)
    assert list(tmp_path.iterdir()) == []


def test_damage_is_told_in_words(store: VectorStore, tmp_path: Path) -> None:
    add(store, {1: unit(1)})
    store.close()
    (tmp_path / "chroma" / "chroma.sqlite3").write_bytes(b"junk" * 2000)
    with pytest.raises(LibraryError, match="onrecord reindex"):
        store.open()
    store.create_anew()
    assert store.count() == 0


def test_another_dimension_is_told_in_words(store: VectorStore) -> None:
    add(store, {1: unit(1)})
    with pytest.raises(LibraryError, match="dimension"):
        store.search(np.ones(3, np.float32), 1)
