"""Tries what ships: sdist, wheel from the sdist, clean environment, another folder.

Run by `make wheel` as `python -m tests.check_wheel`. It is no pytest module, since it
needs uv's cache filled by the set-up; it reaches for no network itself. What the
installed command answers in detail is tested in `tests/cli`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
BIN = "Scripts" if os.name == "nt" else "bin"
HOMES = {
    "src/afteraction/": "afteraction/",
    "cli/": "afteraction/cli/",
    "integrations/": "afteraction/integrations/",
    "templates/": "afteraction/templates/",
}
"""Where a folder of the repository is found in the wheel."""


def main() -> None:
    """Build, install and try; the first thing that fails ends it with exit code 1."""
    with tempfile.TemporaryDirectory(prefix="afteraction-wheel-") as name:
        # Resolved: on macOS the folder for temporary files is reached through a link.
        folder = Path(name).resolve()
        files = _copy_sources(folder / "source")
        wheel = _build(folder / "source", folder / "dist")
        _compare(files, wheel)
        _install(wheel, folder / "env")
        _try_out(folder / "env" / BIN, folder / "elsewhere")
    print(f"{wheel.name}: built from the sdist, installed and tried in another folder")


def _copy_sources(target: Path) -> list[str]:
    """Copy what git knows or would add, but for the three links.

    Nothing that an earlier build left behind can get in that way, and the build is
    shown to work where there are no links.
    """
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = _run(command, cwd=ROOT).split("\0")
    files = sorted(
        name
        for name in set(names)
        if (ROOT / name).is_file() and not (ROOT / name).is_symlink()
    )
    for name in files:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, target / name)
    return files


def _build(source: Path, dist: Path) -> Path:
    """Build the sdist, and the wheel from it, with the setuptools of the lock."""
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(dist)]
    _run([*command, str(source)], cwd=source)
    (wheel,) = dist.glob("*.whl")
    return wheel


def _compare(files: list[str], wheel: Path) -> None:
    """Demand every file of the packages in the wheel, and nothing besides them."""
    with zipfile.ZipFile(wheel) as archive:
        shipped = {name for name in archive.namelist() if ".dist-info/" not in name}
    expected = {
        inside + name.removeprefix(home)
        for name in files
        for home, inside in HOMES.items()
        # A README tells readers of the repository what a folder is for.
        if name.startswith(home) and PurePosixPath(name).name != "README.md"
    }
    for name in sorted(shipped ^ expected):
        print(f"{'not ' if name in expected else ''}in the wheel: {name}")
    if shipped != expected:
        sys.exit("correct `packages` or `package-data` in pyproject.toml")


def _install(wheel: Path, env: Path) -> None:
    """Install the wheel and what it says it needs, at the versions of the lock.

    From the cache that the set-up filled. The development tools are not there, so a
    dependency that pyproject.toml forgot is missing here as it is for users.
    """
    uv = [sys.executable, "-m", "uv"]
    _run([*uv, "venv", "--quiet", "--python", sys.executable, str(env)], cwd=ROOT)
    command = [*uv, "pip", "install", "--quiet", "--offline", "--no-build"]
    command += ["--python", str(env), "--constraint", "requirements.lock", str(wheel)]
    _run(command, cwd=ROOT, hint="if uv's cache was emptied: make clean, and again")


def _try_out(bin_folder: Path, elsewhere: Path) -> None:
    """Run the installed command where no source of ours can be seen."""
    elsewhere.mkdir()
    python = str(bin_folder / "python")
    afteraction = str(bin_folder / "afteraction")
    _run([afteraction, "--help"], cwd=elsewhere)
    _run([afteraction, "demo", "the demo"], cwd=elsewhere)
    if not any((elsewhere / "the demo").iterdir()):
        sys.exit("`afteraction demo DIR` left nothing in DIR")
    for name in ("cli", "integrations", "templates"):
        _run([python, "-c", f"import afteraction.{name}"], cwd=elsewhere)
        absent = f"import importlib.util as u; assert u.find_spec({name!r}) is None"
        _run([python, "-c", absent], cwd=elsewhere)


def _run(command: list[str], *, cwd: Path, hint: str = "") -> str:
    """Return what a command printed; if it fails, show that and end."""
    done = subprocess.run(
        command,
        cwd=cwd,
        env=_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        print(done.stdout, done.stderr, sep="\n")
        sys.exit(f"failed: {' '.join(command)}\n{hint}".rstrip())
    return done.stdout


def _environment() -> dict[str, str]:
    """Leave out what leads to another environment; lead requests to a closed door."""
    leave_out = {"VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME"}
    closed = "http://127.0.0.1:9"
    return {
        **{name: value for name, value in os.environ.items() if name not in leave_out},
        "HTTP_PROXY": closed,
        "HTTPS_PROXY": closed,
        "ALL_PROXY": closed,
    }


if __name__ == "__main__":
    main()
