"""The catalogues are complete and say what the source says; and the command that keeps them does so."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import CommandError, call_command

from office.management.commands import messages


def test_catalogues_are_complete_and_up_to_date():
    call_command("messages", check=True)


ROOT = Path(settings.BASE_DIR)
GUIDES = sorted((ROOT / "docs" / "users").glob("*.md"))
BUTTON = re.compile(r"点“([^”]+)”|^- “([^”]+)”：", re.MULTILINE)
FORMATS = {"Excel", "CSV"}  # buttons that need no translation
FORSAKEN = ("待任", "回传", "引用议定", "记录议定", "解聘日期", "解聘原因", "空缺职数", "占用职数", "批次执行")


def chinese(app):
    """All that an app says in Chinese."""
    with (ROOT / app / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po").open("rb") as file:
        found = [message.string for message in read_po(file) if message.id]
    return {text for string in found for text in ([string] if isinstance(string, str) else string)}


@pytest.mark.parametrize("app", settings.FLOORS)
def test_an_act_is_called_by_its_settled_word(app):
    assert [text for text in sorted(chinese(app)) if any(word in text for word in FORSAKEN)] == []


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_guides_speak_the_words_of_the_pages(guide):
    text, known = guide.read_text("utf-8"), set().union(*map(chinese, settings.FLOORS)) | FORMATS
    assert [word for word in FORSAKEN if word in text] == []
    assert [name for names in BUTTON.findall(text) for name in names if name and name not in known] == []


@pytest.fixture
def project(tmp_path):
    """A small project of two apps; write(path, text) adds a file, entries(app) reads its catalogue anew."""

    class Project:
        root = tmp_path

        def write(self, path, text):
            file = tmp_path / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")

        def build(self, app):
            return messages.catalogue(tmp_path, app, messages.sources_by_app(tmp_path, ["office", "talent"])[app])

        def entries(self, app):
            return {message.id: message.string for message in self.build(app) if message.id}

        def translate(self, app, words, string):
            built = self.build(app)
            built.get(words).string = string
            messages.write(tmp_path, app, built)

    return Project()


def test_words_go_to_the_app_whose_folder_they_are_in(project):
    project.write("talent/forms.py", '_("Name")')
    project.write("templates/talent/list.html", '{% load i18n %}<p>\n  {% translate "People" %}</p>')
    project.write("templates/base.html", '{% load i18n %}{% translate "Help" %}')
    project.write("config/settings.py", '_("Product")')
    assert project.entries("talent") == {"Name": "", "People": ""}
    assert project.entries("office") == {"Help": "", "Product": ""}


def test_migrations_are_not_read(project):
    project.write("office/migrations/0001_initial.py", '_("Old")')
    assert project.entries("office") == {}


def test_plural_and_trimmed_blocks(project):
    project.write(
        "templates/talent/count.html",
        "{% load i18n %}\n{% blocktranslate trimmed count n=n %}\n  one person\n"
        "{% plural %}\n  {{ n }} people\n{% endblocktranslate %}",
    )
    assert list(project.entries("talent")) == [("one person", "%(n)s people")]


def test_translation_survives_and_words_no_longer_used_are_dropped(project):
    project.write("talent/forms.py", '_("Name"), _("Sex")')
    project.translate("talent", "Name", "姓名")
    project.write("talent/forms.py", '_("Name"), _("Unit")')
    assert project.entries("talent") == {"Name": "姓名", "Unit": ""}


def test_output_is_stable(project):
    project.write("talent/forms.py", '_("Name")')
    project.translate("talent", "Name", "姓名")
    first = (project.root / "talent/locale/zh_Hans/LC_MESSAGES/django.po").read_bytes()
    messages.write(project.root, "talent", project.build("talent"))
    assert (project.root / "talent/locale/zh_Hans/LC_MESSAGES/django.po").read_bytes() == first
    assert b"POT-Creation-Date" not in first


def test_faults_name_what_is_to_be_done(project):
    project.write("talent/forms.py", '_("%(n)s rows"), _("Name")')
    project.translate("talent", "%(n)s rows", "%(m)s 行")
    assert list(messages.faults(project.root, "talent", project.build("talent"))) == [
        "talent: placeholders differ: '%(n)s rows'",
        "talent: not translated: 'Name'",
    ]


def test_fault_when_the_source_moved_on(project):
    project.write("talent/forms.py", '_("Name")')
    project.translate("talent", "Name", "姓名")
    project.write("talent/forms.py", '_("Name"), _("Name")')
    assert list(messages.faults(project.root, "talent", project.build("talent"))) == []
    project.write("talent/views.py", '_("Name")')
    assert len(list(messages.faults(project.root, "talent", project.build("talent")))) == 1


def test_two_translations_of_the_same_words_are_refused(project):
    project.write("talent/forms.py", '_("Post")')
    project.write("office/forms.py", '_("Post")')
    project.translate("talent", "Post", "岗位")
    project.translate("office", "Post", "职位")
    built = {app: project.build(app) for app in ("office", "talent")}
    assert list(messages.contradictions(built)) == ["office, talent: 'Post' is translated both '职位' and '岗位'."]


def test_unknown_app_is_refused():
    with pytest.raises(CommandError, match="No such app: nowhere"):
        call_command("messages", "nowhere")
