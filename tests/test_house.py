"""The shape of the house: floors, rooms, sizes, and what no file may do."""

import ast
import re
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.models import TextChoices

ROOT = Path(settings.BASE_DIR)
FLOORS = settings.FLOORS
SOURCES = sorted(path for floor in FLOORS for path in (ROOT / floor).rglob("*.py") if "migrations" not in path.parts)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES_AND_SCRIPTS = sorted(path for kind in ("css", "js") for path in (ROOT / "static" / kind).rglob(f"*.{kind}"))
# An import goes to the left, never to the right
ROOMS = ("enums", "models", "rules", "eligibility", "checks", "papers", "selectors", "services", "views")
JUDGING = {"eligibility", "checks", "papers"}  # rooms that may ask the selectors of a lower floor
APART = (
    "forms",
    "filters",
    "lists",
)  # what a page asks for and shows: from models, rules and selectors, not from one another
FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager", "handler"}


def name_of(path):
    return str(path.relative_to(ROOT))


def parse(path):
    return ast.parse(path.read_text("utf-8"))


def imports_of(path):
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def part_of(module):
    """What a module of ours belongs to, e.g. "services" of posts.services.register; None for others' modules."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[0] in FLOORS else None


def room_of(module):
    """The same, but None where the order does not bind."""
    part = part_of(module)
    return part if part in ROOMS else None


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_imports_go_down_the_house(path):
    floor = FLOORS.index(path.relative_to(ROOT).parts[0])
    upward = [
        module
        for module in imports_of(path)
        if (top := module.split(".")[0]) == "config" or (top in FLOORS and FLOORS.index(top) > floor)
    ]
    assert upward == []


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_rooms_use_only_rooms_below_them(path):
    floor, own = name_of(path).split("/")[0], room_of(name_of(path).removesuffix(".py").replace("/", "."))
    above = [
        module
        for module in imports_of(path)
        if own and (room := room_of(module)) and ROOMS.index(room) > ROOMS.index(own)
        if not (own in JUDGING and room == "selectors" and not module.startswith(f"{floor}."))
    ]
    assert above == []


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_forms_filters_and_lists_stay_apart(path):
    """The office's forms are what those of every floor start from."""
    own = part_of(name_of(path).removesuffix(".py").replace("/", "."))
    foreign = {*APART, "services", "views"} - {own}
    found = [module for module in imports_of(path) if part_of(module) in foreign and module != "office.forms"]
    assert own not in APART or found == []


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_what_templates_use_is_imported_by_templates_alone(path):
    own = part_of(name_of(path).removesuffix(".py").replace("/", "."))
    found = [module for module in imports_of(path) if part_of(module) == "templatetags"]
    assert own == "templatetags" or found == []


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_files_and_functions_stay_small(path):
    text = path.read_text("utf-8")
    assert text.count("\n") <= 400
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert [node.name for node in functions if node.end_lineno - node.lineno >= 45] == []


def test_most_functions_are_short():
    lengths = sorted(
        node.end_lineno - node.lineno + 1
        for path in SOURCES
        for node in ast.walk(parse(path))
        if isinstance(node, ast.FunctionDef)
    )
    assert lengths[len(lengths) // 2] < 10
    assert lengths[len(lengths) * 9 // 10] < 25


def test_no_file_is_named_after_nothing():
    assert [name_of(path) for path in SOURCES if path.stem in FORBIDDEN_NAMES] == []


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_nothing_is_swallowed_and_today_has_one_source(path):
    text = path.read_text("utf-8")
    assert not re.search(r"suppress\(Exception\)|except:\s*$|except Exception:\s*\n\s*pass", text, re.MULTILINE)
    if name_of(path) != "office/clock.py":
        assert not re.search(r"\bdate\.today\(|\.localdate\(", text)
    assert not re.search(r"apps\.get_model|get_model\(", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_templates_hold_no_script_no_style_and_stay_small(path):
    text = path.read_text("utf-8")
    assert not re.search(r"<script>|<style|\sstyle=\"|\son[a-z]+=\"|javascript:", text)
    assert not re.search(r"{% blocktranslate(?![^%]*trimmed)[^%]*%}", text)
    assert text.count("\n") < 80


@pytest.mark.parametrize("path", [*TEMPLATES, *STYLES_AND_SCRIPTS], ids=name_of)
def test_pages_load_nothing_from_elsewhere(path):
    assert not re.search(r"(src|href|url\()=?[\"']?https?://", path.read_text("utf-8"))


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_templates_link_down_the_house(path):
    top = path.relative_to(ROOT / "templates").parts[0]
    if top not in FLOORS:
        return
    named = set(re.findall(r"{% url ['\"](\w+):", path.read_text("utf-8"))) & set(FLOORS)
    assert {name for name in named if FLOORS.index(name) > FLOORS.index(top)} == set()


def test_no_signals_for_our_own_domain():
    found = [name_of(path) for path in SOURCES if re.search(r"@receiver|post_save|pre_save", path.read_text("utf-8"))]
    assert found == []


def test_constraints_are_named_after_their_noun_and_speak():
    models = [model for model in apps.get_models() if model._meta.app_label in FLOORS]
    assert models
    for model in models:
        for constraint in model._meta.constraints:
            assert constraint.name.startswith(f"{model._meta.model_name}_"), constraint.name


def transition_tables():
    for floor in FLOORS:
        path = ROOT / floor / "enums.py"
        if path.exists():
            module = __import__(f"{floor}.enums", fromlist=["*"])
            for name in dir(module):
                if name.endswith("_TRANSITIONS"):
                    yield pytest.param(getattr(module, name), id=f"{floor}.{name}")


@pytest.mark.parametrize("table", list(transition_tables()))
def test_transition_tables_cover_every_value(table):
    enum = type(next(iter(table)))
    assert issubclass(enum, TextChoices)
    assert set(table) == set(enum)
    assert {target for targets in table.values() for target in targets} <= set(enum)


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", "--check", "--dry-run", stdout=StringIO())
