"""Who may import whom: every module stands on a floor and imports only from lower ones, or its own."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import omnicheck

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(omnicheck.__file__).parent

FLOORS = (
    "errors language choices plaintext figures",
    "numerals yamlsource yamlscan yamlfile conditions files",
    "questionnaire scope question_shape crosscheck validation",
    "catalog engine",
    "answer_words answer_codes answer_tables answers scenarios",
    "assessment interview schemas template results",
    "reports",
    "api",
    "batch",
    "cli __main__",
)
FLOOR_OF = {part: floor for floor, parts in enumerate(FLOORS) for part in parts.split()}
TOP = len(FLOORS) - 1


@dataclass(frozen=True)
class Module:
    """A file of the package."""

    path: Path

    @property
    def part(self) -> str:
        """The module, or the package it is in, right below `omnicheck`."""
        return self.path.relative_to(PACKAGE).parts[0].removesuffix(".py")

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.path.read_text(encoding="utf-8"))

    def at(self, node: ast.stmt | ast.expr) -> str:
        return f"{self.path.relative_to(PACKAGE.parent)}:{node.lineno}"


MODULES = [
    Module(path) for path in sorted(PACKAGE.rglob("*.py")) if path != PACKAGE / "__init__.py"
]


def imports(tree: ast.AST) -> Iterator[tuple[ast.stmt, str]]:
    """Yield every import, also inside functions and for types only, with the full name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            yield from ((node, f"{module}.{alias.name}") for alias in node.names)


def misplaced(module: Module) -> Iterator[str]:
    for node, name in imports(module.tree):
        package, _dot, rest = name.partition(".")
        imported = rest.partition(".")[0]
        if package != "omnicheck" or imported in ("", "__version__"):
            continue
        if FLOOR_OF.get(imported, TOP + 1) > FLOOR_OF[module.part]:
            yield f"{module.at(node)}: {module.part} may not import {imported}"


def module_level(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements that run on import: not those in functions, nor those for types only."""
    for node in body:
        yield node
        is_for_types = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        if not is_for_types and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from module_level(
                [n for n in ast.iter_child_nodes(node) if isinstance(n, ast.stmt)]
            )


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


def test_every_module_has_a_floor() -> None:
    assert [str(m.path) for m in MODULES if m.part not in FLOOR_OF] == []


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.path.relative_to(PACKAGE)))
def test_module_imports_only_from_floors_below(module: Module) -> None:
    assert list(misplaced(module)) == []


def test_misplaced_import_is_named_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "omnicheck"
    package.mkdir()
    monkeypatch.setitem(globals(), "PACKAGE", package)
    (package / "errors.py").write_text("import os\nfrom omnicheck.engine.score import score\n")
    assert list(misplaced(Module(package / "errors.py"))) == [
        "omnicheck/errors.py:2: errors may not import engine"
    ]


def import_name(module: Module) -> str:
    """Return the name that a module is imported by."""
    parts = module.path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


def circles(modules: list[Module]) -> list[str]:
    """Return the modules in a circle of imports, or above one; all imports count, wherever they stand."""
    by_name = {import_name(module): module for module in modules}
    needs: dict[str, set[str]] = {}
    for name, module in by_name.items():
        found = {n if n in by_name else n.rpartition(".")[0] for _, n in imports(module.tree)}
        needs[name] = found & by_name.keys() - {name}
    while leaves := {name for name, needed in needs.items() if not needed & needs.keys()}:
        for name in leaves:
            del needs[name]
    return sorted(needs)


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert circles(MODULES) == []


def test_modules_in_a_circle_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "omnicheck"
    package.mkdir()
    monkeypatch.setitem(globals(), "PACKAGE", package)
    (package / "a.py").write_text("def late():\n    from omnicheck.b import c\n")
    (package / "b.py").write_text("from omnicheck.a import d\nimport omnicheck.e\n")
    (package / "e.py").write_text("")
    assert circles([Module(package / f"{name}.py") for name in "abe"]) == [
        "omnicheck.a",
        "omnicheck.b",
    ]


def test_package_itself_loads_nothing_of_it_at_the_start() -> None:
    tree = Module(PACKAGE / "__init__.py").tree
    loaded = [
        name for node in module_level(tree.body) if _is_import(node) for _, name in imports(node)
    ]
    assert [name for name in loaded if name.startswith("omnicheck")] == []


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.path.relative_to(PACKAGE)))
def test_pandas_is_never_imported_at_the_start(module: Module) -> None:
    found = [
        f"{module.at(node)}: pandas belongs inside the function that needs it"
        for statement in module_level(module.tree.body)
        if _is_import(statement)
        for node, name in imports(statement)
        if name.partition(".")[0] == "pandas"
    ]
    assert found == []


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.path.relative_to(PACKAGE)))
def test_only_the_command_line_prints_and_exits(module: Module) -> None:
    if FLOOR_OF[module.part] == TOP:
        return
    calls = (node for node in ast.walk(module.tree) if isinstance(node, ast.Call))
    refused = ("print", "exit", "quit", "sys.exit", "os._exit")
    found = [f"{module.at(c)}: {name}()" for c in calls if (name := ast.unparse(c.func)) in refused]
    assert found == []
