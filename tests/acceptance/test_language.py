"""Chinese pages speak Chinese and English pages English: every page, all that is read out or seen, data aside."""

import re
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.test import Client

from office.models import User
from tests.acceptance import pages

pytestmark = pytest.mark.django_db
LATIN, HAN = re.compile(r"[A-Za-z]{3,}"), re.compile(r"[㐀-鿿豈-﫿]+")
SECRET = re.compile(r"\b[A-Z2-7]{32}\b")  # what an authenticator is told
KEPT = {  # words that people here write in the other script, too: at most 30
    "Excel", "CSV", "UTF", "GBK", "xlsx", "xls", "csv", "txt", "PDF", "English", "Ctrl", "Enter", "Tab", "Home", "End",
    "Word", "docx", "Shift", "Esc", "Delete", "Alt", "TOTP", "shan", "tian", "fang", "简体中文",
}  # fmt: skip
TAGS = {"zh-hans": "zh-Hans", "en": "en"}
INLINE = {"a", "b", "small", "del", "ins", "q", "time"}
# Punctuation of Latin script beside Chinese words
HALF = re.compile(r"[㐀-鿿”）》] ?[,;:!?](?= |$)|[,;:] ?[㐀-鿿（“《]")
PARTED = re.compile(r"\S [，。；：、）”》]")
READ = ("placeholder", "aria-label", "title", "alt", "data-confirm", "data-label")
SILENT = {"script", "style", "template", "code"}


class Words(HTMLParser):
    """What of a page is seen or read out."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found, self.silent = [], 0

    def handle_starttag(self, tag, attrs):
        self.silent += tag in SILENT
        values = dict(attrs)
        names = READ if tag != "input" or values.get("type") not in ("submit", "button") else (*READ, "value")
        self.found += [values[name] for name in names if values.get(name)]

    def handle_endtag(self, tag):
        self.silent -= tag in SILENT

    def handle_data(self, data):
        if not self.silent and data.strip():
            self.found.append(data.strip())


def words_of(html):
    reader = Words()
    reader.feed(html)
    return list(dict.fromkeys(" ".join(text.split()) for text in reader.found))


class Lines(Words):
    """The same line by line, as it is drawn."""

    def handle_starttag(self, tag, attrs):
        super().handle_starttag(tag, attrs)
        self._part(tag)

    def handle_endtag(self, tag):
        super().handle_endtag(tag)
        self._part(tag)

    def _part(self, tag):
        if tag not in INLINE:
            self.found.append("")

    def handle_data(self, data):
        if not self.silent and self.found:
            self.found[-1] += data


def lines_of(html):
    reader = Lines()
    reader.feed(html)
    return list(dict.fromkeys(" ".join(text.split()) for text in reader.found))


# --- What is data ------------------------------------------------------------------------------------------
def strings_of(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from strings_of(key)
            yield from strings_of(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from strings_of(one)


WRITTEN = (models.CharField, models.TextField, models.JSONField)


def data_on_record():
    """Every text that somebody or some file has written into the database, in its lines."""
    found = set()
    for model in apps.get_models():
        fields = model._meta.concrete_fields if model._meta.app_label in settings.FLOORS else ()
        names = [field.attname for field in fields if isinstance(field, WRITTEN) and not field.choices]
        for row in model.objects.values_list(*names) if names else ():
            for text in strings_of(row):
                found.update(" ".join(line.split()) for line in text.splitlines())
    return {text for text in found if LATIN.search(text) or HAN.search(text)}


def left_over(text, foreign, data):
    """The foreign words of a text that are neither data nor kept, longest data first."""
    if not foreign.search(text):
        return []
    text = SECRET.sub(" ", text)
    for known in sorted((one for one in data if one in text), key=len, reverse=True):
        text = text.replace(known, " ")
    return [word for word in foreign.findall(text) if word not in KEPT]


@pytest.fixture(scope="module")
def world(lasting):
    return pages.build_world()


@pytest.fixture(scope="module")
def data(world):
    return data_on_record()


def test_no_page_is_forgotten():
    assert pages.forgotten() == set()


def test_few_words_are_kept():
    assert len(KEPT) <= 30


@pytest.mark.parametrize(("language", "foreign"), [("zh-hans", LATIN), ("en", HAN)])
def test_pages_speak_one_language(world, data, language, foreign):
    User.objects.update(language=language)
    findings = []
    for one in pages.PAGES:
        client = Client()
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        if one.persona:
            client.force_login(User.objects.get(username=one.persona))
        answer = client.get(one.address(world))
        assert answer.status_code == 200, one
        html = answer.content.decode()
        assert f'<html lang="{TAGS[language]}"' in html
        for text in words_of(html):
            if left := left_over(text, foreign, data):
                findings.append(f"{one}: {text[:120]} {left}")
    assert not findings, "\n".join(findings)


def test_demand_pages_are_punctuated_in_chinese(world, data):
    User.objects.update(language="zh-hans")
    findings = []
    for one in pages.PAGES:
        if not one.name.startswith("planning:"):
            continue
        client = Client()
        client.force_login(User.objects.get(username=one.persona))
        for line in lines_of(client.get(one.address(world)).content.decode()):
            if line not in data and (HALF.search(line) or PARTED.search(line)):
                findings.append(f"{one}: {line[:120]}")
    assert not findings, "\n".join(findings)
