"""The catalogues are complete and say what the source says; and the command that keeps them does so."""

import pytest
from django.core.management import CommandError, call_command

from office.management.commands import messages


def test_catalogues_are_complete_and_up_to_date():
    call_command("messages", check=True)


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
