"""Make `.venv`: `python3 tools/setup.py run` for the program, `... test` for its tests too. Standard library only.

Everything is installed from files with hashes. pip fetches one small set (uv and the build backend) and uv the rest, several
times faster than pip; where uv cannot reach an index that pip can (an index set in pip's own configuration), pip does it all.
A stamp names what was installed, so a second call costs nothing.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin/python"
FILES = {"run": "requirements.txt", "test": "requirements-dev.txt"}
BEGAN = time.monotonic()


def say(words: str) -> None:
    """One line of progress, with the seconds since the start."""
    print(f"[{time.monotonic() - BEGAN:5.1f} s] {words}", flush=True)


def call(*command: str | Path, quiet: bool = False) -> bool:
    """Whether the command succeeded; what it printed is shown unless `quiet`."""
    pipe = subprocess.DEVNULL if quiet else None
    return (
        subprocess.run([str(c) for c in command], cwd=ROOT, stdout=pipe, stderr=pipe, check=False).returncode
        == 0
    )


def give_up(words: str) -> None:
    """End with one clear line and status 2."""
    sys.exit(f"set-up: {words}")


def wanted(purpose: str) -> str:
    """A digest of everything that decides what `.venv` must hold for this purpose."""
    text = "\n".join(
        (ROOT / name).read_text() for name in (FILES[purpose], "requirements-setup.txt", "pyproject.toml")
    )
    return hashlib.sha256(f"{sys.version_info[:2]}\n{ROOT}\n{text}".encode()).hexdigest()


def ready(purpose: str) -> bool:
    """Whether `.venv` already serves this purpose (an environment for the tests also runs the program)."""
    stamps = {name: VENV / f".ready-{name}" for name in FILES}
    fits = {name: stamp.exists() and stamp.read_text() == wanted(name) for name, stamp in stamps.items()}
    return PYTHON.exists() and (fits[purpose] or fits["test"])


def make_venv() -> None:
    """An empty environment, unless one that works is there."""
    if PYTHON.exists() and call(PYTHON, "-c", "import sys; sys.exit(sys.version_info < (3, 11))", quiet=True):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    say(f"making .venv with Python {sys.version.split()[0]}")
    if not call(sys.executable, "-m", "venv", VENV, quiet=True):
        shutil.rmtree(VENV, ignore_errors=True)
        give_up("python3 cannot make an environment; on Debian: apt-get install python3-venv")


def install(purpose: str) -> None:
    """Everything in the purpose's file, then the project itself, without a build step of its own."""
    say("fetching the installer")
    pip = (PYTHON, "-m", "pip", "--disable-pip-version-check", "-qq", "install", "--require-hashes", "-r")
    if not call(PYTHON, "-m", "pip", "--version", quiet=True):
        call(PYTHON, "-m", "ensurepip", quiet=True)
    if not call(*pip, "requirements-setup.txt"):
        give_up("pip could not fetch requirements-setup.txt; is the machine's package index reachable?")
    # Compiled once here: where PYTHONDONTWRITEBYTECODE is set (as in many images) every start would pay for it again.
    uv = (VENV / "bin/uv", "pip", "install", "-q", "--compile-bytecode", "--python", PYTHON)
    say(f"installing {FILES[purpose]} (hashes checked)")
    if not call(*uv, "--require-hashes", "-r", FILES[purpose], quiet=True):
        say("the quick installer could not; pip does it (slower)")
        if not call(*pip, FILES[purpose]):
            give_up(f"pip could not install {FILES[purpose]}")
    if not call(*uv, "--offline", "--no-deps", "--no-build-isolation", "-e", "."):
        give_up("the project itself could not be installed into .venv")
    call(PYTHON, "-m", "compileall", "-q", "src", quiet=True)


def fetch_scripts() -> None:
    """Lay the browser's upload client beside the environment, from npm and its lock file (hashes checked), where npm is at hand.

    Without npm, or where it cannot fetch, pages do without: files then go up with their form. No package's own code is run.
    """
    lock = (ROOT / "package-lock.json").read_text()
    target, stamp = VENV / "vendor/tus.min.js", VENV / "vendor/.ready"
    wanted_stamp = hashlib.sha256(lock.encode()).hexdigest()
    if target.exists() and stamp.exists() and stamp.read_text() == wanted_stamp:
        return
    npm = shutil.which("npm")
    if npm is None:
        say("no npm here: uploads will not be resumable (install npm and call again)")
        return
    say("fetching the upload client from npm")
    with tempfile.TemporaryDirectory() as folder:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(ROOT / name, folder)
        if not call(
            npm,
            "--prefix",
            folder,
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--silent",
            quiet=True,
        ):
            say(
                "npm could not fetch it: uploads will not be resumable (call again when the registry can be reached)"
            )
            return
        target.parent.mkdir(exist_ok=True)
        script = (Path(folder) / "node_modules/tus-js-client/dist/tus.min.js").read_text()
        # The source map stays behind; a mention of it would be looked for among the static files.
        target.write_text(script.partition("\n//# sourceMappingURL=")[0] + "\n")
        stamp.write_text(wanted_stamp)


def main(purpose: str) -> None:
    """Bring `.venv` up to `purpose`, "run" or "test"."""
    if sys.version_info < (3, 11):
        give_up(f"Python 3.11 or newer is needed; {sys.executable} is {sys.version.split()[0]}")
    if ready(purpose):
        fetch_scripts()
        return
    os.environ.setdefault(
        "UV_LINK_MODE", "copy" if os.stat(ROOT).st_dev != os.stat(Path.home()).st_dev else "hardlink"
    )
    make_venv()
    install(purpose)
    fetch_scripts()
    (VENV / f".ready-{purpose}").write_text(wanted(purpose))
    say("environment ready")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "run")
