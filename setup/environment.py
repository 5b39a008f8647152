"""Make the virtual environment and install a lock into it: `python3 setup/environment.py .venv LOCK`.

Standard library only. It works where Debian's python3-venv (ensurepip) is missing.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

OPTIONS = ["--require-hashes", "--no-deps", "--only-binary=:all:", "--progress-bar=off"]

LINE_SECONDS = 10.0
"""How often progress is told where the output is no terminal."""


def main(folder: Path, lock: Path) -> None:
    """Create `folder` when it holds no working environment, then install `lock` and OnRecord itself."""
    python = folder / "bin" / "python"
    if not works(python):
        make(folder, python, lock)
    count = len(re.findall(r"^[\w.-]+==", lock.read_text(encoding="utf-8"), re.MULTILINE))
    print(
        f"Installing up to {count} packages of {lock.name} (240 MB; one or two minutes on a fast line) ...",
        flush=True,
    )
    install(python, lock, count)
    run(pip(python, "install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", "."))
    run(pip(python, "check"))


def pip(python: Path, *arguments: str) -> list[str]:
    """A command of the environment's pip."""
    return [str(python), "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments]


def works(python: Path) -> bool:
    """Whether this is an interpreter with pip."""
    if not python.exists():
        return False
    return subprocess.run(pip(python, "--version"), capture_output=True, check=False).returncode == 0


def make(folder: Path, python: Path, lock: Path) -> None:
    """Create the environment, with the pip that the lock pins."""
    print(f"Creating the virtual environment {folder} (about 10 seconds) ...", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    whole = tries([sys.executable, "-m", "venv", str(folder)]) and works(python)
    if not whole:
        print("  this Python makes environments without pip (no ensurepip): adding it with pip ...", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        run([sys.executable, "-m", "venv", "--without-pip", str(folder)])
    pinned = folder / "pip.txt"
    pinned.write_text(pip_pin(lock.read_text(encoding="utf-8")), encoding="utf-8")
    install_pip = ["install", "--quiet", "--upgrade", *OPTIONS, "--requirement", str(pinned)]
    if whole:
        run(pip(python, *install_pip))
        return
    outer = pip(Path(sys.executable))
    if not tries([*outer, "--python", str(python), *install_pip]) or not works(python):
        site_packages = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
        where = subprocess.check_output(site_packages, text=True).strip()
        run([*outer, *install_pip, "--target", where])  # for a pip before 22.3


def pip_pin(lock: str) -> str:
    """The lines of a lock that pin pip itself."""
    match = re.search(r"^pip==.*(?:\n .*)*", lock, re.MULTILINE)
    if match is None:
        sys.exit("The lock pins no pip: run `make lock`.")
    return match[0] + "\n"


def install(python: Path, lock: Path, count: int) -> None:
    """Install the lock, hashes checked, and tell how far it is; what pip says comes out only on failure."""
    # Compiling all of it would double the time; Python compiles what it imports.
    command = pip(python, "install", "--no-compile", *OPTIONS, "--requirement", str(lock))
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        said, looked_at, told = [], 0, time.monotonic()
        for line in process.stdout:
            said.append(line)
            if match := re.match(r"(?:Collecting|Requirement already satisfied:) ([\w.-]+)", line):
                looked_at += 1
                told = tell(f"  package {looked_at} of {count}: {match[1]}", told)
            elif line.startswith("Installing collected packages"):
                told = tell("  all downloaded, now writing them", 0.0)
    if sys.stdout.isatty():
        print("\r\033[K", end="", flush=True)
    if process.returncode != 0:
        sys.exit("".join(said[-15:]) + f"Could not install {lock.name}: see above. Run the same command to go on.")


def tell(text: str, told: float) -> float:
    """Show progress: over the last line of a terminal, now and then elsewhere. Returns when it last did."""
    if sys.stdout.isatty():
        print(f"\r\033[K{text}", end="", flush=True)
    elif time.monotonic() - told >= LINE_SECONDS:
        print(text, flush=True)
    else:
        return told
    return time.monotonic()


def tries(command: list[str]) -> bool:
    """Whether a command succeeds; its output is dropped."""
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def run(command: list[str]) -> None:
    """Run a command that must succeed; its output comes out only when it does not."""
    ended = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if ended.returncode != 0:
        sys.exit(f"{ended.stdout}This step failed: {' '.join(command)}")


if __name__ == "__main__":
    # A user's habits with pip, from the environment or pip.conf, must not decide where things go.
    os.environ.update(PIP_REQUIRE_VIRTUALENV="0", PIP_USER="0")
    for habit in ("PIP_TARGET", "PIP_PREFIX", "PIP_CONSTRAINT", "PYTHONPATH", "PYTHONHOME"):
        os.environ.pop(habit, None)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
