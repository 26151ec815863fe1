"""年度考核登记表: what it says, who prints it, as a page and as a Word file."""

import io
import shutil
import subprocess
import zipfile

import pytest
from django.urls import reverse
from docx import Document

from evaluations.enums import CycleStatus
from evaluations.models import Assessment, Cycle
from evaluations.papers.template import TEMPLATE, build
from evaluations.papers.word import form_document
from evaluations.selectors import registration as selectors
from evaluations.services.scores import Edit, save_cells
from office.enums import Role
from office.models import AuditEntry, User
from tests.factories import filing as factory
from tests.factories import office

pytestmark = pytest.mark.django_db
BORN = "1975-05"


@pytest.fixture
def filing():
    return settled(factory.filing(2, others=1))


def settled(filing, status=CycleStatus.PUBLISHED):
    """Every sheet full but for the first person's first expert, and the grades given."""
    for slot in filing.slots:
        for subject in filing.sheets(slot):
            edits = [Edit(subject.sheet_id, criterion.pk, str(criterion.maximum), 0) for criterion in filing.criteria]
            save_cells(filing.group_hr, edits, {subject.sheet_id: 0})
    grade = filing.cycle.regime.result_grades.get(rank=1)
    Assessment.objects.filter(cycle=filing.cycle).update(composite="97.50", grade=grade, forecast=grade)
    Cycle.objects.filter(pk=filing.cycle.pk).update(status=status)
    filing.cycle.refresh_from_db()
    return filing


def person(filing, place=0):
    return filing.sheets()[place].assessment


def link(filing, user, place=0):
    engineer = person(filing, place).engineer
    engineer.user = user
    engineer.save(update_fields=["user"])
    return user


def form_of(filing, user, place=0, **how):
    people = selectors.people_on_forms(user, filing.cycle).filter(pk=person(filing, place).pk)
    (form,) = selectors.registration_forms(user, filing.cycle, list(people), **how)
    return form


def address_of(filing, place=0, name="assessment_form"):
    return reverse(f"evaluations:{name}", args=[person(filing, place).pk])


# --- What it says --------------------------------------------------------------------------------
def test_the_form_says_parts_composite_and_grade(filing):
    form = form_of(filing, filing.hr)
    assert [(part.component.name, str(part.points), str(part.brings)) for part in form.parts] == [
        ("专家评委", "100.00", "60.00"),
        ("所在单位", "100.00", "25.00"),
        ("职能部门", "100.00", "15.00"),
    ]
    assert (str(form.composite), form.grade) == ("97.50", "优秀")


@pytest.mark.parametrize("status", [CycleStatus.RATING, CycleStatus.CALIBRATING])
def test_composite_and_grade_wait_until_grades_are_being_settled(filing, status):
    Cycle.objects.filter(pk=filing.cycle.pk).update(status=status)
    filing.cycle.refresh_from_db()
    form = form_of(filing, filing.hr)
    assert (form.composite is None, form.grade == "") == ((status == CycleStatus.RATING,) * 2)


def test_an_empty_form_holds_no_score_and_no_code(filing):
    form = form_of(filing, filing.hr, empty=True)
    assert {part.points for part in form.parts} == {None}
    assert (form.composite, form.grade, form.check_code) == (None, "", "")


def test_the_code_stands_for_the_values(filing):
    before = form_of(filing, filing.hr).check_code
    assert form_of(filing, filing.hr, 1).check_code != before
    Assessment.objects.filter(pk=person(filing).pk).update(composite="97.51")
    assert form_of(filing, filing.hr).check_code != before


def test_forms_cost_the_same_for_one_and_three(client, django_assert_num_queries):
    for people in (1, 3):
        filing = settled(factory.filing(people))
        client.force_login(User.objects.get(pk=filing.hr.pk))
        with django_assert_num_queries(12):
            page = client.get(reverse("evaluations:form_list", args=[filing.cycle.pk])).text
        assert page.count('class="leaf upright"') == people


# --- On the page ---------------------------------------------------------------------------------
def test_looking_logs_nothing_and_printing_logs_each_person(filing, client):
    client.force_login(filing.hr)
    address = reverse("evaluations:form_list", args=[filing.cycle.pk])
    assert form_of(filing, filing.hr).check_code not in client.get(address).text
    assert AuditEntry.objects.filter(verb="assessment.form_printed").count() == 0
    page = client.post(address, {"unit": filing.plant.pk}).text
    assert form_of(filing, filing.hr).check_code in page
    entries = AuditEntry.objects.filter(verb="assessment.form_printed", actor=filing.hr).order_by("pk")
    assert [entry.target_id for entry in entries] == [person(filing).pk, person(filing, 1).pk]
    assert entries[0].changes == {"check_code": ["", form_of(filing, filing.hr).check_code]}


def test_an_empty_form_is_printed_without_an_entry(filing, client):
    client.force_login(filing.hr)
    page = client.get(address_of(filing), {"form": "empty"}).text
    assert person(filing).engineer.name in page
    assert "97.50" not in page
    assert AuditEntry.objects.filter(verb="assessment.form_printed").count() == 0


def test_another_units_people_are_on_no_form(filing, client):
    client.force_login(filing.hr)
    stranger = person(filing, 2).engineer.employee_number
    address = reverse("evaluations:form_list", args=[filing.cycle.pk])
    assert stranger not in client.get(address).text
    assert stranger not in client.post(address).text
    assert client.get(address, {"unit": filing.other_plant.pk}).status_code == 404
    assert client.get(address_of(filing, 2)).status_code == 404
    assert client.post(address_of(filing, 2, "assessment_form_word")).status_code == 404


def test_too_many_forms_ask_for_a_unit(filing, client, monkeypatch):
    monkeypatch.setattr(selectors, "MOST_FORMS", 1)
    client.force_login(filing.hr)
    page = client.get(reverse("evaluations:form_list", args=[filing.cycle.pk])).text
    assert 'class="leaf' not in page
    assert "最多打印 1 份" in page


@pytest.mark.parametrize("status", [CycleStatus.CALIBRATING, CycleStatus.PUBLISHED])
def test_who_prints_and_who_sees_the_birth_date(filing, client, status):
    Cycle.objects.filter(pk=filing.cycle.pk).update(status=status)
    public = status == CycleStatus.PUBLISHED
    people = {
        "hr": (filing.hr, 200, True),
        "group": (filing.group_hr, 200, True),
        "inspection": (office.user(Role.INSPECTION, filing.group), 200, True),
        "owner": (link(filing, office.user()), 200 if public else 404, False),
        "leader": (office.user(Role.LEADER, filing.group), 403, False),
        "unit head": (office.user(Role.UNIT_HEAD, filing.plant), 404, False),
        "colleague": (link(filing, office.user(), 1), 404, False),
        "hr elsewhere": (office.hr(filing.other_plant.parent), 404, False),
    }
    for name, (user, expected, born) in people.items():
        client.force_login(User.objects.get(pk=user.pk))
        for answer in (
            client.get(address_of(filing)),
            client.post(address_of(filing)),
            client.post(address_of(filing, 0, "assessment_form_word")),
        ):
            assert (name, answer.status_code) == (name, expected)
        assert (name, BORN in client.get(address_of(filing)).text) == (name, born)


def test_hr_who_is_rated_prints_the_own_form_only_when_it_is_public(filing, client):
    hr = link(filing, office.hr(filing.subsidiary))
    client.force_login(hr)
    address = reverse("evaluations:form_list", args=[filing.cycle.pk])
    number = person(filing).engineer.employee_number
    assert number in client.get(address).text
    Cycle.objects.filter(pk=filing.cycle.pk).update(status=CycleStatus.CALIBRATING)
    assert number not in client.get(address).text
    assert number not in client.post(address).text


# --- As a Word file ------------------------------------------------------------------------------
def words_of(content):
    """Every text of the document: paragraphs, and the cells of its tables without repetition of merged ones."""
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [*(paragraph.text for paragraph in document.paragraphs), *cells]


def test_the_template_is_what_its_maker_makes():
    made = io.BytesIO()
    build().save(made)
    for part in ("word/document.xml", "word/styles.xml"):
        with zipfile.ZipFile(made) as fresh, zipfile.ZipFile(TEMPLATE) as kept:
            assert fresh.read(part) == kept.read(part)


def test_the_word_file_says_the_same_and_survives_odd_names(filing, client):
    engineer = person(filing).engineer
    engineer.name = "王<&>{{7*7}}"
    engineer.save(update_fields=["name"])
    client.force_login(filing.hr)
    answer = client.post(address_of(filing, 0, "assessment_form_word"))
    words = words_of(answer.content)
    for expected in ("王<&>{{7*7}}", BORN, "专家评委", "60.00", "97.50", "优秀", "2024-01-01 — 2026-12-31"):
        assert expected in words
    assert any(form_of(filing, filing.hr).check_code in text for text in words)
    assert not any("{%" in text or "{{ " in text for text in words)
    assert AuditEntry.objects.filter(verb="assessment.form_printed").count() == 1
    assert "attachment" in answer["Content-Disposition"]


def test_an_empty_word_file_leaves_the_scores_open(filing, client):
    client.force_login(filing.hr)
    words = words_of(client.post(address_of(filing, 0, "assessment_form_word"), {"form": "empty"}).content)
    assert person(filing).engineer.name in words
    assert not {"97.50", "60.00", "优秀"} & set(words)
    assert AuditEntry.objects.filter(verb="assessment.form_printed").count() == 0


def test_the_word_file_is_one_page_where_an_office_suite_can_count(filing, tmp_path):
    """Without a suite the text-level tests stand alone."""
    file = tmp_path / "form.docx"
    file.write_bytes(form_document(form_of(filing, filing.hr), user=filing.hr))
    if suite := shutil.which("soffice"):
        command = [suite, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf"]
        subprocess.run([*command, "--outdir", str(tmp_path), str(file)], check=True, capture_output=True, timeout=120)
        pdf = (tmp_path / "form.pdf").read_bytes()
        assert pdf.count(b"/Type/Page") - pdf.count(b"/Type/Pages") == 1
    assert len(Document(file).tables) == 3
