"""Word templates on their pages: who keeps them, what is said of a file that is refused, going back."""

import io
import shutil
import subprocess

import pytest
from django.urls import reverse
from docx import Document

from office.enums import PaperKind, Role
from office.models import PaperTemplate
from office.papers import templates
from office.services.templates import replace_template
from tests.factories import office, word

pytestmark = pytest.mark.django_db
KIND = PaperKind.ASSESSMENT_FORM


@pytest.fixture
def group():
    return office.unit()


@pytest.fixture
def hr(group):
    return office.hr(group)


@pytest.fixture
def signed_in(client, hr):
    client.force_login(hr)
    return client


def address(name, *args):
    return reverse(f"office:{name}", args=args)


def replaced(hr, text="{{ name }}"):
    paper = templates.paper_of(KIND)
    return replace_template(paper, word.upload(word.docx(text)), note="改了落款", actor=hr)


def status_of(client, name, *args):
    answer = client.get(address(name, *args))
    b"".join(answer)  # a file is open until it is read
    return answer.status_code


def sent(client, content, note="换成新落款", name="新样本.docx"):
    return client.post(address("template_upload", KIND), {"file": word.upload(content, name), "note": note})


def test_a_file_takes_the_place_of_the_one_in_use(signed_in):
    answer = sent(signed_in, word.docx("{{ name }}同志"))
    assert answer.url == address("template_detail", KIND)
    page = signed_in.get(answer.url).text
    assert "换成新落款" in page
    template = PaperTemplate.objects.get()
    kept = signed_in.get(address("template_file", template.pk))
    assert word.words_of(b"".join(kept)) == ["{{ name }}同志"]
    assert "attachment" in kept["Content-Disposition"]
    assert word.words_of(signed_in.get(address("template_preview", template.pk)).content) == ["王建国同志"]


def test_what_is_wrong_stands_at_the_file_and_the_note_is_kept(signed_in):
    page = sent(signed_in, word.docx("{{ salary }}"), note="加上工资").text
    assert "salary" in page
    assert "加上工资" in page
    assert PaperTemplate.objects.count() == 0


def test_a_file_needs_its_note(signed_in):
    assert sent(signed_in, word.docx("{{ name }}"), note="").status_code == 200
    assert PaperTemplate.objects.count() == 0


def test_going_back_asks_for_a_reason(signed_in, hr):
    first, second = replaced(hr, "一"), replaced(hr, "二")
    assert signed_in.post(address("template_restore", first.pk), {"reason": ""}).status_code == 200
    assert templates.current(KIND) == second
    signed_in.post(address("template_restore", first.pk), {"reason": "落款有误"})
    assert templates.current(KIND) == first
    signed_in.post(address("shipped_template_restore", KIND), {"reason": "统一格式"})
    assert templates.current(KIND) is None
    page = signed_in.get(address("template_detail", KIND)).text
    assert "落款有误" in page
    assert "统一格式" in page


def test_going_back_to_what_is_in_use_is_said_on_the_page(signed_in, hr):
    template = replaced(hr)
    page = signed_in.post(address("template_restore", template.pk), {"reason": "x"}, follow=True)
    assert page.redirect_chain == [(address("template_detail", KIND), 302)]
    assert [message.level_tag for message in page.context["messages"]] == ["error"]


def test_only_hr_of_the_group_keeps_templates(client, group, hr):
    template = replaced(hr)
    plant = office.unit(group)
    people = {
        "administrator": (office.user(Role.GROUP_ADMINISTRATOR, group), 200, 200),
        "hr below": (office.hr(plant), 403, 404),
        "leader": (office.user(Role.LEADER, group), 403, 404),
        "nobody": (office.user(), 403, 404),
    }
    for name, (user, kind_status, version_status) in people.items():
        client.force_login(user)
        for page in ("template_detail", "template_upload", "shipped_template_file", "shipped_template_preview"):
            assert (name, page, status_of(client, page, KIND)) == (name, page, kind_status)
        for page in ("template_file", "template_preview", "template_restore"):
            assert (name, page, status_of(client, page, template.pk)) == (name, page, version_status)


def test_a_kind_without_a_template_has_no_page(signed_in):
    assert signed_in.get(address("template_detail", PaperKind.MINUTES)).status_code == 404


def test_the_list_names_what_is_in_use_and_every_placeholder(signed_in, hr):
    page = signed_in.get(address("template_list")).text
    for paper in templates.papers():
        assert paper.get_absolute_url() in page
        for braces, _meaning in paper.rows:
            assert braces in page
    replaced(hr)
    assert "改了落款" in signed_in.get(address("template_list")).text


def test_the_pages_cost_the_same_for_one_and_three_versions(signed_in, hr, django_assert_num_queries):
    replaced(hr)
    for _more in range(2):
        with django_assert_num_queries(4):
            signed_in.get(address("template_list"))
        with django_assert_num_queries(5):
            signed_in.get(address("template_detail", KIND))
        replaced(hr)
        replaced(hr)


@pytest.mark.parametrize("paper", templates.papers(), ids=lambda paper: paper.kind)
def test_the_example_opens_where_there_is_an_office_suite(signed_in, tmp_path, paper):
    """Without a suite python-docx alone has read it."""
    content = signed_in.get(address("shipped_template_preview", paper.kind)).content
    assert len(Document(io.BytesIO(content)).element.body)
    if suite := shutil.which("soffice"):
        (tmp_path / "example.docx").write_bytes(content)
        command = [suite, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf"]
        subprocess.run([*command, "example.docx"], cwd=tmp_path, check=True, capture_output=True, timeout=120)
        assert (tmp_path / "example.pdf").read_bytes().startswith(b"%PDF")
