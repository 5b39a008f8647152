"""The folder where model files lie: what is here, and fetching and checking it."""

import builtins
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout
from platformdirs import user_data_path

from index.errors import ModelError
from index.models.known import KnownModel, Purpose, known_models
from index.models.local_file import LocalPlace
from index.models.model_file import ModelFile, Place, PlaceError, fault_of
from index.models.progress import Progress, Report


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelState:
    """A known model, and whether it is here."""

    name: str
    purpose: Purpose
    size: int
    """Bytes of all its files."""
    licence: str
    """SPDX identifier."""
    default: bool
    """Whether it is the one to use for its purpose unless the user says otherwise."""
    present: bool
    """Whether all its files are here with the right sizes. `ModelFolder.verify` reads them."""
    path: Path
    """Its folder, which may not exist yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What reading a model's file again showed."""

    model: str
    file: str
    path: Path
    ok: bool
    reason: str
    """What is wrong, or "sha256 is right"."""


def default_models_folder() -> Path:
    """`ONRECORD_MODELS`, or `models` in OnRecord's folder for a user's data on this platform."""
    named = os.environ.get("ONRECORD_MODELS")
    return Path(named).expanduser() if named else user_data_path("onrecord", appauthor=False) / "models"


def _silent(text: str, done: int, total: int) -> None:
    """The report of whoever wants none."""


class ModelFolder:
    """The model files of this machine, a folder for each model."""

    def __init__(self, path: Path, *, known: Sequence[KnownModel] | None = None) -> None:
        """Nothing is created until something is pulled. `known` replaces the models of `known.toml`."""
        self._path = path
        self._known = {model.name: model for model in (known_models() if known is None else known)}

    def list(self) -> builtins.list[ModelState]:
        """Every known model. Looks at file sizes only; `verify` reads the files."""
        return [
            ModelState(
                name=model.name,
                purpose=model.purpose,
                size=model.size,
                licence=model.licence,
                default=model.default,
                present=self._is_present(model),
                path=self._path / model.name,
            )
            for model in self._known.values()
        ]

    def default(self, purpose: str) -> str:
        """The name of the model to use by default for `purpose`, "embedding" or "llm"."""
        for model in self._known.values():
            if model.purpose == purpose and model.default:
                return model.name
        raise ModelError(f"no known model is for {purpose!r}; ask for 'embedding' or 'llm'")

    def path(self, name: str) -> Path:
        """The folder of a known model that is here; the path of a .gguf file of the user's own as it is.

        Raises `ModelError` with the command that fetches the model.
        """
        if name not in self._known and name.lower().endswith(".gguf"):
            own = Path(name).expanduser()
            if not own.is_file():
                raise ModelError(f"there is no file {name}: give a .gguf file or a name from `onrecord models`")
            return own
        model = self._model(name)
        if not self._is_present(model):
            raise ModelError(f"model {name} is not here: run `onrecord models pull {name}`")
        return self._path / name

    def pull(self, name: str, *, source: Path | None = None, report: Report = _silent) -> Path:
        """Fetch what is missing or damaged of a model and return its folder.

        Files come from `source` (a file or folder of the user's) and then from the model's known places.
        What an interrupted pull fetched is used by the next one. Raises `ModelError`.
        """
        model = self._model(name)
        own: tuple[Place, ...] = () if source is None else (LocalPlace(source),)
        folder, work = self._path / name, self._path / ".partial" / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with self._alone(model, report):
                work.mkdir(parents=True, exist_ok=True)
                before = 0
                for file in model.files:
                    progress = Progress(report, file.name, file.size, before=before, whole=model.size)
                    _ensure(model, file, (*own, *file.places), work, folder / file.name, progress)
                    before += file.size
                shutil.rmtree(work)
        except OSError as error:
            reason = error.strerror or str(error)
            raise ModelError(
                f"cannot write in the models folder {self._path} ({reason}): name another in ONRECORD_MODELS"
            ) from error
        report(f"{name} is ready", model.size, model.size)
        return folder

    def verify(self, name: str | None = None) -> builtins.list[Verdict]:
        """Read again the files of one model, or of every model that has some here, and compare."""
        models = self._known.values() if name is None else [self._model(name)]
        verdicts = []
        for model in models:
            for file in model.files:
                path = self._path / model.name / file.name
                if name is None and not path.exists():
                    continue
                fault = fault_of(path, file)
                reason = fault or "sha256 is right"
                verdicts.append(Verdict(model=model.name, file=file.name, path=path, ok=fault is None, reason=reason))
        return verdicts

    def _model(self, name: str) -> KnownModel:
        if name not in self._known:
            raise ModelError(f"no model is called {name}: choose one of {', '.join(self._known)}")
        return self._known[name]

    def _is_present(self, model: KnownModel) -> bool:
        paths = [(self._path / model.name / file.name, file.size) for file in model.files]
        return all(path.is_file() and path.stat().st_size == size for path, size in paths)

    @contextmanager
    def _alone(self, model: KnownModel, report: Report) -> Iterator[None]:
        """Hold off other processes that pull the same model; wait for one that already does."""
        locks = self._path / ".locks"
        locks.mkdir(exist_ok=True)
        lock = FileLock(locks / f"{model.name}.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            report(f"waiting for another process that is fetching {model.name}", 0, model.size)
            lock.acquire()
        try:
            yield
        finally:
            lock.release()


def _ensure(
    model: KnownModel, file: ModelFile, places: Sequence[Place], work: Path, target: Path, progress: Progress
) -> None:
    """Leave the file at `target`, right, from the first place that gives it."""
    if target.exists():
        fault = fault_of(target, file)
        if fault is None:
            progress.say("already here, sha256 is right", file.size)
            return
        progress.say(f"the copy here is damaged ({fault}); fetching it again")
    failures = []
    for place in places:
        try:
            place.fetch(file, work, target, progress)
        except PlaceError as error:
            failures.append(f"{place.label}: {error}")
            progress.say(f"not from {failures[-1]}")
        else:
            return
    raise ModelError(
        f"cannot fetch {file.name} of {model.name} ({'; '.join(failures)}): "
        f"download {file.name} by hand and run: onrecord models pull {model.name} --from FILE"
    )
