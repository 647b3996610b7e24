"""Every package is asked for by name, exactly, with a reason, and locked with its hashes."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]
ROOMS = ("accountability", "config", "contributions", "impact", "labs", "lib", "matching", "partnership")
# Used without a name in Python: behind an address in the settings, or run as a program.
NOT_IMPORTED = {
    "base": {"kombu", "psycopg", "redis", "gunicorn"},
    "dev": {
        "check-jsonschema",
        "djlint",
        "import-linter",
        "pytest-django",
        "pytest-socket",
        "ruff",
        "uv",
    },
}


PROVIDERS = packages_distributions()


def bare(requirement):
    return re.match(r"[a-z0-9-]+", requirement)[0]


def distributions(module):
    found = PROVIDERS.get(module.split(".")[0], []) or [module.replace(".", "-")]
    return {re.sub(r"[._]", "-", name.lower()) for name in found}


def imported(folders):
    """The distributions that the code in these folders imports."""
    for folder in folders:
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                names += [node.module] if isinstance(node, ast.ImportFrom) and not node.level else []
                for name in names:
                    if name.split(".")[0] not in {*ROOMS, *sys.stdlib_module_names}:
                        yield from distributions(name)


def named_in_settings():
    for name in [*settings.INSTALLED_APPS, *settings.MIDDLEWARE]:
        yield from distributions(name)


def locked(name):
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    return dict(re.findall(r"^([a-z0-9-]+)(?:\[.*?\])?==(\S+)", text, re.MULTILINE)), text


BASE = {bare(requirement) for requirement in PROJECT["dependencies"]}
DEMO = {bare(requirement) for requirement in EXTRAS["demo"]}
DEV = {bare(requirement) for requirement in EXTRAS["dev"]} - {"drieluik"}


@pytest.mark.parametrize(("name", "wanted"), [("base", BASE), ("demo", BASE | DEMO), ("dev", BASE | DEMO | DEV)])
def test_what_is_asked_for_is_locked_at_that_version(name, wanted):
    versions, _ = locked(name)
    pins = [*PROJECT["dependencies"], *EXTRAS["demo"], *EXTRAS["dev"]]
    asked = {bare(pin): pin.split("==")[1] for pin in pins if "==" in pin}
    assert {package: versions.get(package) for package in wanted} == {package: asked[package] for package in wanted}


@pytest.mark.parametrize("name", ["base", "demo", "dev"])
def test_locked_files_have_hashes_and_name_no_registry(name):
    versions, text = locked(name)
    assert len(re.findall(r"^[a-z0-9-].*==.* \\\n    --hash=sha256:[0-9a-f]{64}", text, re.MULTILINE)) == len(versions)
    assert "://" not in text


def test_every_package_has_a_reason():
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    assert [line for line in lines if re.match(r'  "[a-z0-9\[\]-]+==', line) and not re.search(r"# \S+", line)] == []


def test_the_portal_imports_only_what_it_asks_for_by_name():
    assert set(imported(ROOMS)) - BASE == set()


def test_every_package_of_the_portal_is_used():
    assert BASE - {*imported([*ROOMS, "dev"]), *named_in_settings()} - NOT_IMPORTED["base"] == set()


def test_every_package_for_development_is_used():
    assert DEV - set(imported(["tests", "dev", "bench"])) - NOT_IMPORTED["dev"] == set()
