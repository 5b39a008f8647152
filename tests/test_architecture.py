"""The layers hold, the packages are this repository's own, and files stay short."""

import ast
import importlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("assistant", "index", "prompts", "ui")
MODULES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


@pytest.mark.parametrize("package", PACKAGES)
def test_each_package_lies_in_this_repository(package: str) -> None:
    module = importlib.import_module(package)
    assert module.__file__ is not None
    assert Path(module.__file__).resolve() == (ROOT / package / "__init__.py").resolve()


def test_the_import_contracts_hold() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()", "--no-cache"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def imported(path: Path) -> set[str]:
    """Every module that a file imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


@pytest.mark.parametrize(
    ("vendor", "package"),
    [
        ("chromadb", "index"),
        ("onnxruntime", "index"),
        ("llama_index.vector_stores", "index"),
        ("llama_index.embeddings", "index"),
        ("llama_index.llms", "assistant"),
        ("openai", "assistant"),
        ("xllamacpp", "assistant"),
        ("gradio", "ui"),
    ],
)
def test_each_vendor_stays_behind_its_door(vendor: str, package: str) -> None:
    # import-linter knows other people's packages as a whole only, not llama_index.llms.
    users = {
        path.relative_to(ROOT).parts[0]
        for path in MODULES
        if any(name == vendor or name.startswith(f"{vendor}.") for name in imported(path))
    }
    assert users == {package}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_is_long(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_is_a_drawer(path: Path) -> None:
    assert path.stem not in {"utils", "helpers", "base", "types", "misc", "common"}


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_nothing_heavy_is_installed(name: str) -> None:
    required = re.findall(r"^([A-Za-z0-9._-]+)==", (ROOT / name).read_text("utf-8"), re.MULTILINE)
    assert len(required) > 50
    assert not {"torch", "transformers", "tensorflow", "llama-index", "ray"} & {one.lower() for one in required}


def test_importing_the_index_loads_no_other_layer() -> None:
    script = (
        "import sys, index.ingest, index.retrieval, index.doctor; "
        "print(sorted({name.partition('.')[0] for name in sys.modules} & "
        "{'assistant', 'ui', 'prompts', 'gradio', 'xllamacpp', 'torch'}))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="counts threads as Linux does")
def test_numpy_starts_no_threads_that_spin() -> None:
    script = "import os, index, numpy; print(len(os.listdir('/proc/self/task')))"
    unset = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, env=unset, check=True
    )
    assert done.stdout.strip() == "1"
