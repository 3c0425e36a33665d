"""What is in the folders is what is installed, typed, layered and locked."""

from __future__ import annotations

import tomllib
from pathlib import Path

import grimp
import pytest
from mypy.fscache import FileSystemCache
from mypy.main import process_options

from tests.guards.repository import HOMES, ROOT, modules

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LINKS = {
    ROOT / "src" / "afteraction" / folder: ROOT / folder
    for folder in ("cli", "integrations", "templates")
}


@pytest.fixture
def links(tmp_path: Path) -> None:
    """Skip where the system has no links; fail where it has and ours are broken."""
    try:
        (tmp_path / "link").symlink_to(ROOT, target_is_directory=True)
    except OSError as error:
        pytest.skip(f"no links on this system: {error}")
    for link, folder in LINKS.items():
        assert link.is_dir(), f"{link} leads nowhere: git config core.symlinks true"
        assert link.resolve() == folder.resolve()


def test_each_package_folder_is_in_the_packages_list() -> None:
    in_the_folders = {
        ".".join([package, *Path(name).relative_to(home).parent.parts])
        for package, home in HOMES.items()
        for name in modules(home)
        if Path(name).name == "__init__.py"
    }
    listed = PYPROJECT["tool"]["setuptools"]["packages"]

    assert sorted(in_the_folders) == listed


def test_each_module_is_in_a_package() -> None:
    folders = {Path(name).parent for name in modules(*HOMES.values())}

    assert [str(f) for f in folders if not (ROOT / f / "__init__.py").exists()] == []


def test_the_package_folders_are_the_ones_the_guards_know() -> None:
    assert PYPROJECT["tool"]["setuptools"]["package-dir"] == HOMES


@pytest.mark.usefixtures("links")
def test_mypy_reads_every_module(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the links it would check half of the files and report success."""
    monkeypatch.chdir(ROOT)
    sources, _ = process_options(
        ["--config-file", "pyproject.toml"], fscache=FileSystemCache()
    )
    read = {Path(source.path).resolve() for source in sources if source.path}
    expected = {ROOT / name for name in modules(*HOMES.values(), "tests", "benchmarks")}

    assert sorted(expected - read) == []


@pytest.mark.usefixtures("links")
def test_import_linter_reads_every_module() -> None:
    graph = grimp.build_graph("afteraction", cache_dir=None)

    assert len(graph.modules) == len(modules(*HOMES.values()))


def test_the_lock_names_versions_and_hashes_but_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    # All lines but comments: `name==version ; marker \` or `    --hash=sha256:…`.
    lines = [line for line in lock.splitlines() if line.split("#")[0].strip()]
    other = [
        line for line in lines if "==" not in line and "--hash=sha256:" not in line
    ]

    assert lines
    assert other == []
    assert "://" not in lock
    assert " @ " not in lock
    assert "index" not in lock.splitlines()[1]
