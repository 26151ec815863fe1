"""Word templates: what may stand in braces, which files are taken, which version is in use."""

import re
import zipfile

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation
from docx import Document

from office.enums import PaperKind
from office.errors import DomainError
from office.models import AuditEntry, PaperTemplate
from office.papers import braces, inspection, templates
from office.papers.braces import fill
from office.services.templates import replace_template, restore_shipped, restore_template
from tests import races
from tests.factories import office, word

KIND = PaperKind.ASSESSMENT_FORM
SAMPLE = {"name": "王建国", "born": "", "parts": [{"title": "甲", "points": "92"}, {"title": "乙", "points": "95"}]}
PAPER = templates.WordPaper(KIND, None, SAMPLE, {})


def filled(*lines, **values):
    return word.words_of(fill(word.docx(*lines), SAMPLE.keys(), SAMPLE | values, strict=True))


def refusal_of(content):
    with pytest.raises(DomainError) as refusal:
        inspection.try_out(content, PAPER)
    return str(refusal.value)


# --- What may stand in braces -----------------------------------------------------------------------
def test_braces_are_filled_with_text_whatever_is_in_it():
    assert filled("{{ name }}同志", name="<王&{{ 7*7 }}>") == ["<王&{{ 7*7 }}>同志"]


def test_rows_and_conditions_leave_no_trace():
    lines = ["{%p for row in parts %}", "{{ loop.index }} {{ row.title }} {{ row.points }}", "{%p endfor %}"]
    assert filled(*lines, "{% if born %}生于{{ born }}{% else %}{{ name|default('无') }}{% endif %}") == [
        "1 甲 92",
        "2 乙 95",
        "王建国",
    ]


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("{{ nmae }}", "nmae"),
        ("{% if false %}{{ salary }}{% endif %}", "salary"),
        ("{% for row in people %}{% endfor %}", "people"),
        ("{% for row in parts %}{{ row.score }}{% endfor %}", "score"),
        ("{{ name.first }}", "first"),
        ("{{ range }}", "range"),
    ],
)
def test_an_unknown_placeholder_is_named(line, named):
    assert f"“{named}”" in refusal_of(word.docx(line))


@pytest.mark.parametrize(
    "line",
    [
        "{{ 9 ** 9 }}",
        "{{ name * 1000000000 }}",
        "{{ name.upper() }}",
        "{% set a = name %}",
        "{% include 'settings.py' %}",
        "{% macro m() %}{% endmacro %}",
        "{{ name[1:] }}",
        "{% for a in 'aaaa' %}{% endfor %}",
        "{% for a in parts %}{% for b in parts %}{% for c in parts %}{% endfor %}{% endfor %}{% endfor %}",
        "{{ name|join(name) }}",
        "{{ name|join(name)|join(name)|join(name) }}",
        "{{ name|join('、')|join('、') }}",
        "{{ [name, name]|join('、') }}",
        "{{ name|join('" + "长" * 21 + "') }}",
    ],
)
def test_a_template_is_no_program(line):
    assert refusal_of(word.docx(line))


def test_rows_are_joined_in_one_line():
    assert filled("{{ parts|join('；', attribute='title') }}") == ["甲；乙"]


def test_a_paper_does_not_grow_beyond_what_is_held(monkeypatch):
    monkeypatch.setattr(braces, "MOST_CHARACTERS", 20_000)
    loops = "{% for a in parts %}{% for b in parts %}" + "长" * 6_000 + "{% endfor %}{% endfor %}"
    assert len(filled("{{ name }}")) == 1
    with pytest.raises(DomainError, match="far larger"), translation.override("en"):
        filled(loops)


@pytest.mark.parametrize(
    "line", ["{{ name.__class__ }}", "{{ name|safe }}", "{{ name|attr('x') }}", "{{ parts['__class__'] }}"]
)
def test_nothing_of_python_is_in_reach(line):
    assert refusal_of(word.docx(line))


@pytest.mark.parametrize(
    ("line", "near"), [("{{ name surname }}", "{{ name surname }}"), ("{% fi born %}", "{% fi born %}")]
)
def test_a_mistake_is_shown_where_it_stands(line, near):
    assert near in refusal_of(word.docx("好", "好", line, "好"))


def test_what_is_not_closed_is_shown():
    assert "{% if born %}" in refusal_of(word.docx("{% if born %}生于"))


def test_a_condition_that_ends_within_a_table_would_lose_text():
    document = Document()
    document.add_paragraph("{% if born %}")
    document.add_table(1, 1).rows[0].cells[0].text = "{% endif %}甲"
    assert "{%p" in refusal_of(word.saved(document))


def test_a_paper_that_lacks_a_value_says_so_instead_of_leaving_a_gap():
    with pytest.raises(DomainError, match="“born”"):
        fill(word.docx("{{ born }}"), SAMPLE.keys(), {"name": "王"})


# --- Which files are taken --------------------------------------------------------------------------
def test_a_word_file_is_taken():
    inspection.try_out(word.docx("{{ name }}"), PAPER)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old"])
def test_what_is_no_word_file_is_refused(content):
    assert refusal_of(content)


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("[Content_Types].xml", b"wordprocessingml.document.main", b"ms-word.document.macroEnabled.main"),
        ("[Content_Types].xml", b"document.main+xml", b"template.main+xml"),
        ("[Content_Types].xml", b"<Types", b"<!DOCTYPE x><Types"),
        ("[Content_Types].xml", b"<Default ", b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/><Default '),
        ("word/_rels/document.xml.rels", b"</Relationships>", b"<broken"),
        ("word/document.xml", b"<w:body>", b"<w:body><w:p>"),
    ],
)  # fmt: skip
def test_macros_and_damage_are_refused(part, old, new):
    assert refusal_of(word.changed(word.docx("{{ name }}"), part, old, new))


RELATION = '<Relationship Id="rX" Type="http://x/{kind}" Target="{target}"{mode}/></Relationships>'


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("image", "http://10.0.0.1/seal.png"),
        ("attachedTemplate", "file://server/share/x.dotm"),
        ("hyperlink", "https://example.org/"),
    ],
)
def test_what_lies_elsewhere_is_refused_and_named(kind, target):
    relation = RELATION.format(kind=kind, target=target, mode=' TargetMode="External"').encode()
    content = word.changed(word.docx("{{ name }}"), "word/_rels/document.xml.rels", b"</Relationships>", relation)
    assert target in refusal_of(content)


@pytest.mark.parametrize(
    ("kind", "target"), [("oleObject", "embeddings/a.bin"), ("aFChunk", "part.html"), ("vbaProject", "v.bin")]
)
def test_embedded_objects_are_refused(kind, target):
    relation = RELATION.format(kind=kind, target=target, mode="").encode()
    content = word.changed(word.docx("{{ name }}"), "word/_rels/document.xml.rels", b"</Relationships>", relation)
    assert refusal_of(content)


FIELD = (
    '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>INCLUDE</w:instrText></w:r>'
    '<w:r><w:instrText>PICTURE "http://10.0.0.1/x"</w:instrText></w:r></w:p>'
)
BUILT = '<w:p><w:r><w:instrText>INC{{ "" }}LUDEPICTURE "http://10.0.0.1/x"</w:instrText></w:r></w:p>'
SIMPLE = '<w:p><w:fldSimple w:instr="DDEAUTO cmd"/></w:p>'
BEGIN, PARTED, END = (f'<w:r><w:fldChar w:fldCharType="{mark}"/></w:r>' for mark in ("begin", "separate", "end"))
SPELLED = f"<w:p>{BEGIN}<w:r><w:instrText>QUOTE 68 68 69</w:instrText></w:r>{END}</w:p>"


def with_body(fields):
    return word.changed(word.docx("{{ name }}"), "word/document.xml", b"<w:body>", f"<w:body>{fields}".encode())


@pytest.mark.parametrize("field", [FIELD, BUILT, SIMPLE, SPELLED])
def test_fields_that_fetch_are_refused(field):
    assert re.search(r"INCLUDEPICTURE|DDEAUTO|QUOTE", refusal_of(with_body(field)))


@pytest.mark.parametrize(
    ("before", "taken"), [("", False), (" ", False), ("DD", False), (" IF ", True), ('IF "a" = ', True)]
)
def test_a_field_says_itself_which_it_is(before, taken):
    """What a field within it answers would otherwise be its name, e.g. DDEAUTO out of a bookmark."""
    inner = f"{BEGIN}<w:r><w:instrText>REF a</w:instrText></w:r>{PARTED}<w:r><w:t>x</w:t></w:r>{END}"
    content = with_body(
        f'<w:p>{BEGIN}<w:r><w:instrText xml:space="preserve">{before}</w:instrText></w:r>{inner}{END}</w:p>'
    )
    if taken:
        inspection.try_out(content, PAPER)
    else:
        assert "{ { } }" in refusal_of(content)


HEADER = "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"
DECLARED = '<Override PartName="/word/Header1.{ending}" ContentType="{kind}"/></Types>'
NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def with_part(text, *, ending="bin", kind=HEADER):
    declared = DECLARED.format(ending=ending, kind=kind).encode()
    content = word.changed(word.docx("{{ name }}"), "[Content_Types].xml", b"</Types>", declared)
    return word.changed(content, f"word/header1.{ending}", b"", text)


@pytest.mark.parametrize("kind", [HEADER, "image/png", "application/octet-stream"])
@pytest.mark.parametrize("ending", ["bin", "XML", "png"])
def test_a_part_is_read_whatever_it_is_called(ending, kind):
    field = f'<w:hdr xmlns:w="{NAMESPACE}">{SIMPLE}</w:hdr>'.encode()
    assert "DDEAUTO" in refusal_of(with_part(field, ending=ending, kind=kind))


@pytest.mark.parametrize(
    "kind", ["image/png", "image/x-emf", "application/vnd.openxmlformats-officedocument.obfuscatedFont"]
)
def test_pictures_and_fonts_are_taken(kind):
    inspection.try_out(with_part(b"\x89PNG\r\n", kind=kind), PAPER)


@pytest.mark.parametrize("kind", [HEADER, "application/octet-stream", "application/vnd.ms-word.printerSettings"])
def test_what_nobody_can_read_is_refused(kind):
    assert refusal_of(with_part(b"\x89PNG\r\n", kind=kind))


@pytest.mark.parametrize("name", ["word/_rels/settings.xml.RELS", "word/_rels/settings.xml.rels", "customXml/a.xml"])
def test_relations_are_read_whatever_they_are_called(name):
    target = "http://10.0.0.1/x.dotm"
    mode = ' TargetMode="External"'
    relation = RELATION.format(kind="attachedTemplate", target=target, mode=mode)
    content = word.changed(word.docx("{{ name }}"), name, b"", f"<Relationships>{relation}".encode())
    assert target in refusal_of(content)


def test_a_page_number_is_no_harm():
    field = '<w:p><w:fldSimple w:instr="PAGE"/></w:p>'
    content = word.changed(word.docx("{{ name }}"), "word/document.xml", b"<w:body>", f"<w:body>{field}".encode())
    inspection.try_out(content, PAPER)


def test_a_bomb_is_not_unpacked():
    bomb = word.changed(word.docx("x"), "word/media/a.png", b"", b"\0" * (inspection.MOST_BYTES + 1))
    assert len(bomb) < 1_000_000
    assert refusal_of(bomb)


def test_a_part_that_stands_twice_is_refused(tmp_path):
    file = tmp_path / "twice.docx"
    file.write_bytes(word.docx("{{ name }}"))
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("word/document.xml", "<x/>")
    assert refusal_of(file.read_bytes())


def test_every_shipped_file_passes_with_every_placeholder_described():
    assert [paper.kind for paper in templates.papers()]
    for paper in templates.papers():
        inspection.try_out(paper.path.read_bytes(), paper)
        rows = {key for value in paper.sample.values() if isinstance(value, list) for row in value for key in row}
        described = [name.partition(".") for name in paper.placeholders]  # lists alike describe their rows once
        assert {name for name, _dot, _key in described} == set(paper.sample)
        assert {key for _name, _dot, key in described if key} == rows


# --- Which version is in use ------------------------------------------------------------------------
@pytest.fixture
def hr(db):
    return office.hr(office.unit())


@pytest.fixture
def paper():
    return templates.paper_of(KIND)


def replaced(paper, hr, text="{{ name }}", note="改了落款"):
    return replace_template(paper, word.upload(word.docx(text)), note=note, actor=hr)


def test_the_newest_version_is_in_use_and_earlier_papers_are_made_of_theirs(paper, hr):
    shipped = templates.template_version(KIND)
    assert re.fullmatch(r"shipped-[0-9a-f]{8}", shipped)
    first, second = replaced(paper, hr, "一 {{ name }}"), replaced(paper, hr, "二 {{ name }}")
    assert (first.version, second.version, templates.template_version(KIND)) == (1, 2, "2")
    assert word.words_of(templates.render(KIND, paper.sample)) == ["二 王建国"]
    assert word.words_of(templates.render(KIND, paper.sample, first)) == ["一 王建国"]
    assert word.words_of(templates.opened(KIND, version="1").fill(paper.sample)) == ["一 王建国"]
    assert templates.opened(KIND, version=shipped).content == paper.path.read_bytes()


def test_going_back_is_an_act_with_a_reason(paper, hr):
    first = replaced(paper, hr)
    second = replaced(paper, hr)
    restore_template(first, actor=hr, reason="落款有误")
    assert templates.current(KIND) == first
    restore_shipped(paper, actor=hr, reason="统一格式")
    assert templates.current(KIND) is None
    restore_template(second, actor=hr, reason="再用")
    assert templates.current(KIND) == second
    entries = AuditEntry.objects.filter(target_type="office.papertemplate").order_by("pk")
    assert [(entry.verb, entry.reason, entry.changes["version"]) for entry in entries] == [
        ("template.uploaded", "改了落款", [None, 1]),
        ("template.uploaded", "改了落款", [1, 2]),
        ("template.restored", "落款有误", [2, 1]),
        ("template.retired", "统一格式", [1, None]),
        ("template.restored", "再用", [None, 2]),
    ]


def test_what_is_in_use_is_not_taken_up_again(paper, hr):
    with pytest.raises(DomainError):
        restore_shipped(paper, actor=hr, reason="x")
    template = replaced(paper, hr)
    with pytest.raises(DomainError):
        restore_template(template, actor=hr, reason="x")
    assert AuditEntry.objects.filter(target_type="office.papertemplate").count() == 1


def test_a_refused_file_leaves_no_version(paper, hr):
    with pytest.raises(DomainError):
        replaced(paper, hr, "{{ salary }}")
    with pytest.raises(DomainError):
        replace_template(paper, word.upload(b"\0" * (5 * 1_048_576 + 1)), note="x", actor=hr)
    assert PaperTemplate.objects.count() == 0
    assert replaced(paper, hr).version == 1


def test_a_version_is_never_changed_nor_deleted(paper, hr):
    template = replaced(paper, hr)
    for act in (lambda rows: rows.update(note="x"), lambda rows: rows.delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            act(PaperTemplate.objects.filter(pk=template.pk))


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_versions_uploaded_at_once_exactly_the_last_is_in_use():
    hr, paper = office.hr(office.unit()), templates.paper_of(KIND)
    answers = races.at_once(*[lambda: replaced(paper, hr)] * 4)
    assert sorted(answer.version for answer in answers) == [1, 2, 3, 4]
    assert [template.version for template in PaperTemplate.objects.in_use()] == [4]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_versions_restored_and_uploaded_at_once_one_is_in_use():
    hr, paper = office.hr(office.unit()), templates.paper_of(KIND)
    first, _second = replaced(paper, hr), replaced(paper, hr)
    races.at_once(
        lambda: restore_template(first, actor=hr, reason="x"),
        lambda: replaced(paper, hr),
        lambda: restore_shipped(paper, actor=hr, reason="x"),
        lambda: replaced(paper, hr),
    )
    assert PaperTemplate.objects.in_use().count() <= 1
    trail = (
        AuditEntry.objects.filter(target_type="office.papertemplate").order_by("pk").values_list("changes", flat=True)
    )
    steps = [changes["version"] for changes in trail]
    assert [before for before, _after in steps[1:]] == [after for _before, after in steps[:-1]]
