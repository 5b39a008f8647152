"""Folders of weights that come with OnRecord."""

import hashlib
import json
from pathlib import Path
from typing import Any

MANIFEST = "manifest.json"
"""Names the files of such a folder, and their sha256."""


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a folder of weights, whose files are the ones that it names.

    Raises `ValueError`, `KeyError` and `OSError`.
    """
    manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    for name, digest in manifest["sha256"].items():
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
            raise ValueError(f"{name} is not the file that {MANIFEST} names")
    return manifest
