"""What one lacks for a post: on the person's page, and for oneself on a phone."""

import datetime
import re

import pytest
from django.urls import reverse

from office.enums import Role
from posts.enums import AppointmentStatus, EndReason, PostStatus
from posts.models import Post
from talent.enums import Education, EngineerStatus
from tests.factories import office as make
from tests.factories import posts as of
from tests.factories import rulebooks, talent

pytestmark = pytest.mark.django_db
BORN_ON = datetime.date(1967, 3, 9)


@pytest.fixture(autouse=True)
def demo_day(settings):
    settings.AS_OF_DATE = "2026-11-01"


@pytest.fixture
def house():
    """A plant of one subsidiary with a post, its holder, an open seat and someone without a post; another subsidiary."""

    class House:
        top = make.unit()
        subsidiary, other = make.unit(top, kind="subsidiary"), make.unit(top, kind="subsidiary")
        plant, elsewhere = make.unit(subsidiary, name="炼铁厂"), make.unit(other, name="别处")
        iron, steel = talent.discipline(name="炼铁"), talent.discipline(name="炼钢")

    House.me = talent.engineer(
        House.plant, education=Education.COLLEGE, born_on=BORN_ON, discipline=House.iron, user=make.user()
    )
    House.holder = talent.engineer(House.plant, name="郭凤兰", born_on=BORN_ON)
    House.post = of.post(House.plant, code="P-1", authorised=2, discipline=House.steel)
    of.appointment(House.post, House.holder)
    return House


def url(name, *args, **query):
    return reverse(f"posts:{name}", args=args, query=query or None)


def verdicts(answer):
    return [(line.name, line.verdict, line.found) for line in answer.context["lines"]]


# --- The person's page -----------------------------------------------------------------------------------
def test_the_fit_of_a_holder_is_explained_with_its_source(client, house):
    client.force_login(make.hr(house.plant))
    page = client.get(url("fit_engineer", house.holder.pk))
    assert page.context["chosen"].rule.grade == house.post.grade
    assert verdicts(page) == [
        ("大学本科及以上学历", "符合", "大学本科"),
        ("高级工程师及以上职称", "符合", "高级工程师（2015-12-01 取得）"),
        ("从事技术工作满八年", "符合", "23 年（自 2003-07-01 起）"),
        ("距法定退休年龄两年以上", "不符合", f"0 年（{house.holder.retires_on} 退休）"),
    ]
    html = page.content.decode()
    assert "首席工程技术岗位任职标准" in html
    assert rulebooks.example_rulebook().get_absolute_url() in html
    assert url("fit_engineer", house.holder.pk) in client.get(house.holder.get_absolute_url()).content.decode()


def test_another_grade_can_be_looked_at(client, house):
    client.force_login(make.hr(house.plant))
    page = client.get(url("fit_engineer", house.holder.pk, grade="expert-2"))
    assert page.context["chosen"].rule.grade.code == "expert-2"
    assert client.get(url("fit_engineer", house.holder.pk, grade="nonsense")).context["chosen"].rule.grade.code == (
        "chief-engineer"
    )
    assert client.get(url("fit_engineer", house.me.pk)).context["chosen"].rule.grade.code == "expert-2"


@pytest.mark.parametrize(
    ("role", "status", "shown"),
    [
        (Role.HR, 200, True),
        (Role.LEADER, 200, False),
        (Role.INSPECTION, 200, False),
        (Role.UNIT_HEAD, 403, False),
        (Role.FILLER, 403, False),
        (Role.RIGHTS_ADMINISTRATOR, 404, False),
    ],
)
def test_who_sees_the_fit_and_who_its_figures(client, house, role, status, shown):
    client.force_login(make.user(role, house.plant))
    page = client.get(url("fit_engineer", house.holder.pk))
    assert page.status_code == status
    assert (str(house.holder.retires_on) in page.content.decode()) == shown
    if status == 200:
        assert verdicts(page)[3][1] == "不符合"
    assert client.get(url("fit_engineer", talent.engineer(house.elsewhere).pk)).status_code == 404


# --- Oneself ---------------------------------------------------------------------------------------------
def test_two_taps_from_home_to_what_one_lacks(client, house):
    client.force_login(house.me.user)
    assert url("fit_list") in client.get(reverse("overview:home")).content.decode()
    page = client.get(url("fit_list"))
    assert [(line.rule.grade.code, line.get_status_display(), line.count) for line in page.context["grades"]] == [
        ("chief-engineer", "不符合", "2 项不符合"),
        ("expert-1", "不符合", "2 项不符合"),
        ("expert-2", "不符合", "2 项不符合"),
    ]
    text = " ".join(re.sub(r"<[^>]+>", "", page.content.decode()).split())
    assert "大学本科及以上学历 要求：大学本科及以上；实际：大学专科。" in text
    assert f"距法定退休年龄两年以上 要求：距退休不少于 2 年；实际：0 年（{house.me.retires_on} 退休）。" in text
    assert "从事技术工作满八年" not in text
    assert url("fit_detail", house.post.pk) in page.content.decode()
    page = client.get(url("fit_detail", house.post.pk))
    assert [line[1] for line in verdicts(page)] == ["不符合", "符合", "符合", "不符合"]
    assert str(house.me.retires_on) in page.content.decode()
    assert "郭凤兰" not in page.content.decode()


def test_open_posts_are_active_vacant_and_of_ones_own_subsidiary(client, house):
    of.post(house.plant, code="full", discipline=house.steel)
    of.appointment(Post.objects.get(code="full"))
    of.post(house.plant, code="promised", discipline=house.steel)
    of.appointment(Post.objects.get(code="promised"), status=AppointmentStatus.PENDING)
    of.post(house.plant, code="left", discipline=house.steel)
    of.appointment(
        Post.objects.get(code="left"),
        status=AppointmentStatus.ENDED,
        ended_on=datetime.date(2026, 11, 1),
        end_reason=EndReason.EXPIRED,
    )
    of.post(house.plant, code="frozen", discipline=house.steel)
    Post.objects.filter(code="frozen").update(status=PostStatus.FROZEN)
    of.post(house.elsewhere, code="elsewhere", discipline=house.steel)
    of.post(house.top, code="top", discipline=house.steel)
    opened = Post.objects.open_to(house.me.user)
    assert sorted(opened.values_list("code", flat=True)) == ["P-1", "left", "top"]
    of_the_group = talent.engineer(house.top, user=make.user())
    assert sorted(Post.objects.open_to(of_the_group.user).values_list("code", flat=True)) == [
        "P-1",
        "elsewhere",
        "left",
        "top",
    ]


@pytest.mark.parametrize("status", [EngineerStatus.RETIRED, EngineerStatus.LEFT])
def test_open_posts_are_for_those_employed(client, house, status):
    house.me.status = status
    house.me.save(update_fields=["status"])
    client.force_login(house.me.user)
    assert client.get(url("fit_list")).status_code == 403
    assert client.get(url("fit_detail", house.post.pk)).status_code == 404
    assert url("fit_list") not in client.get(reverse("overview:home")).content.decode()


def test_ones_own_discipline_comes_first(client, house):
    client.force_login(house.me.user)
    of.post(house.plant, code="P-2", discipline=talent.discipline(house.iron, name="高炉"))
    of.post(house.plant, code="P-3", discipline=house.iron)
    page = client.get(url("fit_list")).content.decode()
    places = [page.index(f">{code}<") for code in ("P-3", "P-2", "P-1")]
    assert max(places[:2]) < places[2]
    assert "P-1" not in client.get(url("fit_list", discipline=house.iron.code)).content.decode()
    assert "P-3" in client.get(url("fit_list", discipline=house.iron.code)).content.decode()
    assert "P-3" in client.get(url("fit_list", q="炼铁厂")).content.decode()


def test_without_a_record_there_is_only_what_the_post_asks(client, house):
    client.force_login(make.user(Role.FILLER, house.plant))
    page = client.get(url("fit_detail", house.post.pk))
    assert [(line.asked, line.finding) for line in page.context["lines"]] == [
        ("大学本科及以上", None),
        ("高级工程师及以上", None),
        ("从事技术工作不少于 8 年", None),
        ("距退休不少于 2 年", None),
    ]
    assert client.get(url("fit_list")).status_code == 403
    assert client.get(url("fit_detail", of.post(house.elsewhere, discipline=house.steel).pk)).status_code == 404


def test_the_list_of_open_posts_costs_the_same_for_one_and_three(client, house, django_assert_num_queries):
    client.force_login(house.me.user)
    client.get(url("fit_list"))
    for further in (0, 2):
        for _number in range(further):
            of.post(house.plant, discipline=house.steel)
        with django_assert_num_queries(15):
            assert client.get(url("fit_list")).status_code == 200


def test_a_persons_fit_costs_the_same_for_one_condition_and_more(client, house, django_assert_num_queries):
    client.force_login(house.me.user)
    for grade in ("chief-engineer", "expert-2"):
        with django_assert_num_queries(14):
            assert client.get(url("fit_engineer", house.me.pk, grade=grade)).status_code == 200
