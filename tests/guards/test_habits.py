"""House rules that no linter knows: sizes, and what must not stand in a file."""

from __future__ import annotations

import ast
import re

import pytest

from tests.guards.repository import HOMES, ROOT, files, modules, tree

LIBRARY = modules(*(home for home in HOMES.values() if home != "cli"))
OUTSIDE_TESTS = modules(*HOMES.values(), "benchmarks")
ALL = modules(*HOMES.values(), "benchmarks", "tests")

# A path that is true on one person's machine only. In web addresses and relative paths
# there is a word or a dot before the slash.
OF_ONE_MACHINE = re.compile(
    r"(?<![\w.*~/-])/(?:home|root|work|Users)/\w|\b[A-Z]:\\Users\\"
)


def test_every_module_is_shorter_than_400_lines() -> None:
    lines = {name: (ROOT / name).read_bytes().count(b"\n") for name in OUTSIDE_TESTS}

    assert {name: count for name, count in lines.items() if count >= 400} == {}


def test_no_function_is_longer_than_60_lines() -> None:
    lines = {
        f"{name}:{node.lineno} {node.name}": node.end_lineno - node.lineno + 1
        for name in ALL
        for node in ast.walk(tree(name))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
    }

    assert {name: count for name, count in lines.items() if count > 60} == {}


def test_every_module_says_what_it_is() -> None:
    assert [name for name in ALL if not ast.get_docstring(tree(name))] == []


def test_the_library_neither_prints_nor_exits() -> None:
    forbidden = {"print", "exit", "quit", "sys.exit", "os._exit"}
    found = [
        f"{name}:{node.lineno} {ast.unparse(node)}"
        for name in LIBRARY
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in forbidden
    ]

    assert found == []


@pytest.mark.parametrize(
    "text",
    ["see /home/ada/x", "path: '/work/x'", "(/root/a)", r"C:\Users\ada", "=/work/a"],
)
def test_a_path_of_one_machine_is_seen(text: str) -> None:
    assert OF_ONE_MACHINE.search(text)


@pytest.mark.parametrize(
    "text", ["https://example.org/home/a", "./work/tickets", "the/root/a", "/usr/bin"]
)
def test_other_paths_are_left_alone(text: str) -> None:
    assert not OF_ONE_MACHINE.search(text)


def test_no_file_holds_a_path_of_one_machine() -> None:
    texts = {
        name: (ROOT / name).read_bytes().decode("utf-8", errors="replace")
        for name in files()
        if name != "tests/guards/test_habits.py"
    }
    found = [
        f"{name}: {match.group()}"
        for name, text in texts.items()
        for match in OF_ONE_MACHINE.finditer(text)
    ]

    assert found == []
