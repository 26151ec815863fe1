"""Rules are published: everyone with a business duty or on the roster reads them; drafts only who writes them."""

import pytest
from django.urls import reverse

from rulebooks import services
from tests.factories import office as make
from tests.factories import posts as of
from tests.factories import rulebooks as rules_of

pytestmark = pytest.mark.django_db
LIST = "rulebooks:rulebook_list"


@pytest.fixture
def book():
    return rules_of.example_rulebook()


@pytest.fixture
def draft(book):
    made = services.copy_rulebook(book, actor=None)
    made.name = "孪生标记"
    made.save()
    return made


def engineer():
    account = make.user()
    of.engineer(make.unit(), user=account)
    return account


READERS = {
    "hr": lambda: make.hr(make.unit()),
    "unit_head": lambda: make.user("unit_head", make.unit()),
    "inspection": lambda: make.user("inspection", make.unit()),
    "engineer": engineer,
}
STRANGERS = {
    "nobody": make.user,
    "rights": lambda: make.user("rights_administrator", make.unit()),
    "system": lambda: make.user("system_administrator", make.unit()),
}


@pytest.mark.parametrize("reader", READERS)
def test_readers_see_what_is_published_and_no_draft(client, book, draft, reader):
    client.force_login(READERS[reader]())
    for address in (reverse(LIST), book.get_absolute_url()):
        page = client.get(address)
        assert page.status_code == 200
        assert "孪生标记" not in page.content.decode()
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert client.get(reverse("rulebooks:rulebook_compare", args=[book.pk, draft.pk])).status_code == 404


@pytest.mark.parametrize("stranger", STRANGERS)
def test_who_has_no_business_duty_sees_no_rules(client, book, stranger):
    client.force_login(STRANGERS[stranger]())
    assert client.get(reverse(LIST)).context["page"].rows == []
    assert client.get(book.get_absolute_url()).status_code == 404


def test_the_page_reads_as_the_document(client, book):
    client.force_login(READERS["hr"]())
    page = client.get(book.get_absolute_url()).content.decode()
    for words in (
        "首席工程师",
        "3,000.00",
        "标准与制度建设",
        "专家评委",
        "基本称职",
        "无记名投票",
        "距法定退休年龄两年以上",
    ):
        assert words in page


def test_group_administrators_compare_a_draft_with_what_is_in_force(client, book, draft):
    draft.grade_rules.filter(rank=1).update(quota=5)
    client.force_login(make.user("group_administrator", make.unit()))
    page = client.get(reverse("rulebooks:rulebook_compare", args=[draft.pk, book.pk]))
    assert [(item.old, item.new) for item in page.context["differences"]] == [(book.name, draft.name), (2, 5)]
    same = client.get(reverse("rulebooks:rulebook_compare", args=[book.pk, book.pk]))
    assert same.context["differences"] == []


@pytest.mark.parametrize("versions", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(client, book, versions, django_assert_num_queries):
    for _number in range(versions - 1):
        services.copy_rulebook(book, actor=None)
    client.force_login(make.user("group_administrator", make.unit()))
    with django_assert_num_queries(4):
        assert len(client.get(reverse(LIST)).context["page"].rows) == versions


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_however_long_the_rules_are(client, rows, django_assert_num_queries):
    def change(document):
        for number in range(rows - 1):
            document["procedures"].append(
                {"code": f"p{number}", "name": "程序", "stages": document["procedures"][0]["stages"]}
            )

    book = rules_of.draft(change=change, code="own")
    client.force_login(make.user("group_administrator", make.unit()))
    with django_assert_num_queries(17):
        client.get(book.get_absolute_url())
