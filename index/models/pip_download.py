"""Downloading wheels with pip and its hash checking, apart from whatever the user's pip is set to do."""

import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

_REACHING_THE_INDEX = {
    "PIP_CERT", "PIP_CLIENT_CERT", "PIP_CONFIG_FILE", "PIP_DEFAULT_TIMEOUT", "PIP_EXTRA_INDEX_URL",
    "PIP_FIND_LINKS", "PIP_INDEX_URL", "PIP_KEYRING_PROVIDER", "PIP_NO_INDEX", "PIP_PROXY", "PIP_RETRIES",
    "PIP_TIMEOUT", "PIP_TRUSTED_HOST", "PIP_USE_DEPRECATED", "PIP_USE_FEATURE",
}  # fmt: skip
"""The settings that pip keeps. All others (PIP_TARGET, PIP_NO_BINARY, ...) would change what is fetched."""

_OPTIONS = [
    "--quiet", "--no-input", "--disable-pip-version-check", "--no-cache-dir", "--no-deps",
    "--only-binary=:all:", "--ignore-requires-python", "--require-hashes",
]  # fmt: skip


class PipError(Exception):
    """pip is not here, or did not bring the wheels. `str(error)` says why in one phrase."""


def pip_download(pins: Mapping[str, str], folder: Path) -> dict[str, Path]:
    """Download wheels into the empty `folder`; return their paths by package name.

    `pins` gives each requirement ("name==version") its wheel's sha256. Raises `PipError`.
    """
    if importlib.util.find_spec("pip") is None:
        fix = f"`{sys.executable} -m ensurepip` or `uv pip install pip`"
        raise PipError(f"pip is not in this environment; add it with {fix}")
    listing = folder / "pins.txt"
    listing.write_text("".join(f"{pin} --hash=sha256:{sha256}\n" for pin, sha256 in pins.items()), encoding="utf-8")
    # -P: a file named like a standard module in the current folder must not shadow it.
    command = [
        sys.executable,
        "-P",
        "-m",
        "pip",
        "download",
        *_OPTIONS,
        "-r",
        str(listing),
        "-d",
        str(folder),
    ]
    ended = subprocess.run(
        command,
        env=_environment(folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if ended.returncode != 0:
        raise PipError(_reason(ended.stdout))
    names = {_plain(pin.partition("==")[0]): pin.partition("==")[0] for pin in pins}
    wheels = {_plain(wheel.name.partition("-")[0]): wheel for wheel in folder.glob("*.whl")}
    return {names[plain]: wheel for plain, wheel in wheels.items() if plain in names}


def _environment(folder: Path) -> dict[str, str]:
    """This process's environment, less the user's habits with pip; temporary files go to `folder`."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith("PIP_") or name in _REACHING_THE_INDEX
    }
    return kept | {"PIP_REQUIRE_VIRTUALENV": "0", "TMPDIR": str(folder)}


def _plain(name: str) -> str:
    """A package name as PEP 503 compares them."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _reason(output: str) -> str:
    """Why pip failed, in one phrase, from all that it printed."""
    if "DO NOT MATCH THE HASHES" in output:
        return "the package index offers other bytes than the pinned hash"
    if "No space left on device" in output:
        return "the disk is full"
    if "Retrying (" in output:
        return "the package index cannot be reached"
    lines = [" ".join(line.split()) for line in output.splitlines() if line.strip()]
    errors = [line.removeprefix("ERROR:").strip() for line in lines if line.startswith("ERROR:")]
    return (errors or lines or ["pip gave no reason"])[-1][:200]
