"""The thread of a post and of a person: what stands on it, in which order, under what, and who reads which knot."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.enums import CycleStatus
from office import audit
from office.clock import last_day
from office.enums import PaperKind, Role
from office.models import UnitPlacement
from overview.selectors.thread import person_thread, post_thread
from posts.enums import AppointmentMode, AppointmentStatus, BatchAct, EndReason, LetterStatus
from posts.models import Appointment
from posts.services import batches as batch_services
from posts.services import carrying, row_facts
from posts.services import posts as post_services
from talent.enums import EngineerStatus, ProfessionalTitle, ResultSource
from tests.factories import batches, evaluations, office, posts, talent
from tests.factories.evaluations import decision

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 1)
TO_COME = datetime.date(2027, 1, 1)
FIRST, UNTIL, NEXT = datetime.date(2023, 1, 1), datetime.date(2026, 1, 1), datetime.date(2029, 1, 1)
POST_QUERIES, PERSON_QUERIES = 17, 18


@pytest.fixture(autouse=True)
def demo_day(settings):
    settings.AS_OF_DATE = TODAY.isoformat()


@pytest.fixture
def house():
    """A plant with a post; who keeps it, who leads it, and its holder, each with an account."""

    class House:
        group = office.unit(name="示例集团")

    House.plant = office.unit(House.group, name="炼铁厂")
    House.administrator = office.user(Role.GROUP_ADMINISTRATOR, House.group, name="秦朗")
    House.head = office.user(Role.UNIT_HEAD, House.plant)
    House.leader = office.user(Role.LEADER, House.plant)
    House.filler = office.user(Role.FILLER, House.plant)
    House.post = posts.post(House.plant, title="高炉首席")
    House.person = talent.engineer(House.plant, name="郭凤兰", user=office.user(), title_on=None, technical_since=None)
    House.held = posts.appointment(House.post, House.person, starts_on=FIRST, until=UNTIL)
    House.decision = decision(House.group, meeting_number="〔2026〕18号")
    return House


def told(thread):
    """[(day, fact)] in order."""
    return [(knot.on, knot.what) for knot in (*thread.past, *thread.ahead)]


def knot_of(thread, what):
    (found,) = (knot for knot in (*thread.past, *thread.ahead) if knot.what == what)
    return found


def decided(house, act, *, on=TODAY, document="", **facts):
    """A batch of one row about the holder, carried out as of the day by its decision; returns the row."""
    paper = batches.paper(house.group, PaperKind.APPOINTMENT_DOCUMENT, number=document) if document else None
    draft = batches.batch(house.group, title="第四季度聘任", effective_on=on)
    row = batches.row(draft, act, house.held, **{"starts_on": on, "carried_out_on": on} | facts)
    batches.carried_out(
        draft, decision=house.decision, done_by=house.administrator, document=paper, document_on=paper and on
    )
    return row


def ended(held, on, reason=EndReason.EXPIRED):
    Appointment.objects.filter(pk=held.pk).update(status=AppointmentStatus.ENDED, ended_on=on, end_reason=reason)


def renewed(house, *, certificate=None):
    """The term followed by another one."""
    result = posts.appointment(
        house.post,
        house.person,
        mode=AppointmentMode.RENEWAL,
        starts_on=TODAY,
        until=NEXT,
        status=AppointmentStatus.PENDING,
        decision=house.decision,
        historic=False,
    )
    row = decided(house, BatchAct.RENEW, result=result, certificate=certificate, document="集团人〔2026〕57号")
    ended(house.held, TODAY)
    Appointment.objects.filter(pk=result.pk).update(status=AppointmentStatus.SERVING)
    return row


# --- What happened to appointments ----------------------------------------------------------------------
def test_a_term_that_nobody_renewed_stands_as_such(house):
    thread = post_thread(house.post, house.administrator)
    assert told(thread) == [(FIRST, "设立岗位"), (FIRST, "聘任"), (datetime.date(2025, 12, 31), "聘期届满，未续聘")]
    assert knot_of(thread, "聘任").details == ["聘期 2023-01-01 至 2025-12-31", "首席工程师", "系统启用前的历史聘任"]
    assert knot_of(thread, "聘期届满，未续聘").late


def test_a_renewal_names_its_batch_decision_document_and_certificate(house):
    certificate = batches.paper(house.plant, number="聘字〔2026〕0001号", scan="scan.pdf")
    row = renewed(house, certificate=certificate)
    thread = post_thread(house.post, house.administrator)
    assert told(thread) == [
        (FIRST, "设立岗位"),
        (FIRST, "聘任"),
        (TODAY, "续聘"),
        (datetime.date(2028, 12, 31), "聘期届满"),
    ]
    knot = knot_of(thread, "续聘")
    assert knot.who == "秦朗"
    assert [(ground.label, ground.url) for ground in knot.grounds] == [
        (str(house.decision), house.decision.get_absolute_url()),
        ("聘任批次：第四季度聘任", row.batch.get_absolute_url()),
    ]
    assert [(paper.label, paper.number, paper.cancelled, bool(paper.scan_url)) for paper in knot.papers] == [
        ("聘任文件", "集团人〔2026〕57号", False, False),
        ("聘书", "聘字〔2026〕0001号", False, True),
    ]
    assert knot_of(thread, "聘期届满").ahead


def test_who_is_lowered_ends_here_and_begins_there(house):
    lower = posts.post(house.plant, title="烧结专家")
    result = posts.appointment(lower, house.person, starts_on=TODAY, until=NEXT, status=AppointmentStatus.PENDING)
    decided(house, BatchAct.LOWER, result=result, seat=result.seat)
    ended(house.held, TODAY, EndReason.LOWERED)
    Appointment.objects.filter(pk=result.pk).update(status=AppointmentStatus.SERVING)
    here, there = (post_thread(post, house.administrator) for post in (house.post, lower))
    assert (TODAY, "终止聘任") in told(here)
    assert knot_of(here, "终止聘任").details == ["转低聘"]
    assert (TODAY, "低聘") in told(there)
    own = told(person_thread(house.person, house.administrator))
    assert [what for day, what in own if day == TODAY] == ["低聘"]


def test_an_extension_says_from_what_to_what(house):
    decided(house, BatchAct.EXTEND, until=NEXT, previous_until=UNTIL, reason="考核尚未完成")
    Appointment.objects.filter(pk=house.held.pk).update(until=NEXT)
    knot = knot_of(post_thread(house.post, house.administrator), "聘期顺延")
    assert knot.details == ["聘期止：2025-12-31 → 2028-12-31", "考核尚未完成"]
    assert knot.subject == "郭凤兰"


def test_a_revoked_extension_and_its_revocation_tell_both_ends(house):
    """In the order of the deeds: what was extended by mistake, what holds again, and the right extension."""
    by_mistake = {"until": NEXT, "reason": "考核尚未完成", "effective_on": TODAY}
    extended = carried_out(house, row_facts.on_present(BatchAct.EXTEND, house.held, **by_mistake))
    house.held.refresh_from_db()
    right = row_facts.on_present(BatchAct.EXTEND, house.held, until=TO_COME, effective_on=TODAY, reason="更正")
    undone = row_facts.revoke(extended.rows.get(), reason="日期有误")
    carried_out(house, undone, right, corrects=extended)
    thread = post_thread(house.post, house.administrator)
    of_today = [knot for knot in (*thread.past, *thread.ahead) if knot.on == TODAY]
    assert [(knot.what, knot.details) for knot in of_today] == [
        ("聘期顺延", ["聘期止：2025-12-31 → 2028-12-31", "考核尚未完成"]),
        ("撤销", ["所撤销事项：2026-11-01 聘期顺延", "聘期止：2028-12-31 → 2025-12-31", "日期有误"]),
        ("聘期顺延", [f"聘期止：2025-12-31 → {last_day(TO_COME)}", "更正"]),
    ]
    assert knot_of(thread, "聘任").details[0] == "聘期 2023-01-01 至 2025-12-31"


def test_a_proposed_extension_says_from_what(house):
    draft = batches.batch(house.group, title="拟顺延")
    batches.row(draft, BatchAct.EXTEND, house.held, until=NEXT)
    thread = post_thread(house.post, house.administrator)
    (proposed,) = [knot for knot in (*thread.past, *thread.ahead) if knot.state == "proposed"]
    assert proposed.details[0] == "聘期止：2025-12-31 → 2028-12-31"


def test_an_end_is_told_once_with_its_ground(house):
    decided(house, BatchAct.END, end_reason=EndReason.RETIRED, reason="已到龄")
    ended(house.held, TODAY, EndReason.RETIRED)
    thread = post_thread(house.post, house.administrator)
    knot = knot_of(thread, "终止聘任")
    assert (knot.on, knot.details, knot.who) == (TODAY, ["退休", "已到龄"], "秦朗")
    assert [ground.label for ground in knot.grounds] == [str(house.decision), "聘任批次：第四季度聘任"]


def test_an_end_that_was_decided_for_a_day_to_come_lies_ahead(house):
    Appointment.objects.filter(pk=house.held.pk).update(until=NEXT)
    decided(house, BatchAct.END, on=datetime.date(2027, 3, 1), carried_out_on=None, end_reason=EndReason.RETIRED)
    thread = post_thread(house.post, house.administrator)
    assert [(knot.on, knot.what) for knot in thread.ahead] == [(datetime.date(2027, 3, 1), "终止聘任")]


def test_what_was_revoked_stays_and_says_so(house):
    """A mistaken renewal is undone and done again on the same day: in the order of the deeds."""
    certificate = batches.paper(house.plant, number="聘字〔2026〕0001号", cancelled_at=timezone.now())
    mistaken = renewed(house, certificate=certificate)
    ended(mistaken.result, TODAY, EndReason.REVOKED)
    Appointment.objects.filter(pk=house.held.pk).update(status=AppointmentStatus.SERVING, ended_on=None, end_reason="")
    decided(house, BatchAct.REVOKE, revokes=mistaken, starts_on=None)
    again = posts.appointment(
        house.post, house.person, starts_on=TODAY, until=NEXT, mode=AppointmentMode.RENEWAL, status="pending"
    )
    decided(house, BatchAct.RENEW, result=again)
    thread = person_thread(house.person, house.administrator)
    of_today = [knot for knot in thread.past if knot.on == TODAY]
    assert [(knot.what, knot.state) for knot in of_today] == [("续聘", "revoked"), ("撤销", ""), ("续聘", "")]
    assert [(paper.number, paper.cancelled) for paper in of_today[0].papers][1] == ("聘字〔2026〕0001号", True)
    assert of_today[1].details == ["所撤销事项：2026-11-01 续聘"]


def test_the_services_leave_a_thread_that_reads_right(house):
    """The same through the batches themselves, so that the factories' rows are like theirs."""
    carried_out(house, renewal_of(house, TODAY))
    thread = post_thread(house.post, house.administrator)
    assert [what for _day, what in told(thread)] == ["设立岗位", "聘任", "续聘", "聘期届满"]
    knot = knot_of(thread, "续聘")
    assert (knot.who, [paper.label for paper in knot.papers]) == ("秦朗", ["聘书"])


def test_a_renewal_given_up_before_it_began_ended_nothing(house):
    """Who leaves before a renewal that was decided begins ends both; what ended the present term is that, not the renewal."""
    Appointment.objects.filter(pk=house.held.pk).update(until=TO_COME)
    house.held.refresh_from_db()
    carried_out(house, renewal_of(house, TO_COME))
    coming = Appointment.objects.get(engineer=house.person, status=AppointmentStatus.PENDING)
    leaving = {"effective_on": TODAY, "end_reason": EndReason.RESIGNED}
    carried_out(house, *(row_facts.on_present(BatchAct.END, held, **leaving) for held in (house.held, coming)))
    for thread in (person_thread(house.person, house.administrator), post_thread(house.post, house.administrator)):
        facts = [(knot.on, knot.what, knot.state) for knot in thread.past if knot.kind == "term"]
        assert facts == [
            (FIRST, "聘任", ""),
            (TODAY, "续聘", "given_up"),
            (TODAY, "终止聘任", ""),
            (TODAY, "终止聘任", ""),
        ]
        assert [knot for knot in thread.ahead if knot.kind == "term"] == []


# --- What happened on one day --------------------------------------------------------------------------------
def of_today(thread):
    return [knot.what for knot in thread.past if knot.on == TODAY]


def followed(house, successor):
    """On one day the holder leaves and a successor comes, of whom it was decided first."""
    coming = posts.appointment(house.post, successor, starts_on=TODAY, until=NEXT, status=AppointmentStatus.PENDING)
    decided(house, BatchAct.APPOINT, engineer=successor, seat=coming.seat, result=coming)
    decided(house, BatchAct.END, end_reason=EndReason.RETIRED)
    ended(house.held, TODAY, EndReason.RETIRED)
    Appointment.objects.filter(pk=coming.pk).update(status=AppointmentStatus.SERVING)
    return coming


def test_who_leaves_stands_before_who_comes_and_papers_after_both(house):
    coming = followed(house, posts.engineer(house.plant))
    batches.letter(coming, status=LetterStatus.AGREED, signed_for_unit_at=timezone.now())
    thread = post_thread(house.post, house.administrator)
    assert of_today(thread) == ["终止聘任", "聘任", "签订目标责任书"]


def test_who_leaves_one_post_for_another_leaves_first(house):
    there = posts.post(house.plant, title="烧结专家")
    coming = posts.appointment(there, house.person, starts_on=TODAY, until=NEXT, status=AppointmentStatus.PENDING)
    decided(house, BatchAct.APPOINT, engineer=house.person, seat=coming.seat, result=coming)
    decided(house, BatchAct.END, end_reason=EndReason.MOVED)
    ended(house.held, TODAY, EndReason.MOVED)
    assert of_today(person_thread(house.person, house.administrator)) == ["终止聘任", "聘任"]


def test_what_is_proposed_stands_after_what_was_done(house):
    draft = batches.batch(house.group, effective_on=TODAY)
    batches.row(draft, BatchAct.EXTEND, house.held, until=NEXT, starts_on=TODAY)
    decided(house, BatchAct.END, end_reason=EndReason.RETIRED)
    ended(house.held, TODAY, EndReason.RETIRED)
    thread = post_thread(house.post, house.administrator)
    assert [(knot.what, knot.state) for knot in thread.past if knot.on == TODAY] == [
        ("终止聘任", ""),
        ("聘期顺延", "proposed"),
    ]


@pytest.mark.parametrize(
    ("change", "order"),
    [
        ({"authorised": 2}, ["单位更名", "岗位调整", "终止聘任", "聘任"]),
        ({"authorised": 1}, ["单位更名", "终止聘任", "聘任", "岗位调整"]),
        ({"status": "abolished"}, ["单位更名", "终止聘任", "聘任", "岗位调整"]),
    ],
)
def test_seats_are_there_before_who_comes_and_go_after_who_leaves(house, change, order):
    first = house.post.versions.get()
    first.authorised = 2 if change.get("authorised") == 1 else 1
    first.save(update_fields=["authorised"])
    facts = {name: getattr(first, name) for name in ("unit", "discipline", "grade", "authorised", "status", "historic")}
    house.post.versions.create(starts_on=TODAY, **facts | change)
    for starts_on, name in ((FIRST, "老炼铁厂"), (TODAY, "炼铁厂")):
        UnitPlacement.objects.create(unit=house.plant, parent=house.group, starts_on=starts_on, name=name)
    followed(house, posts.engineer(house.plant))
    assert of_today(post_thread(house.post, house.administrator)) == order


def renewal_of(house, day):
    talent.Engineer.objects.filter(pk=house.person.pk).update(
        title=ProfessionalTitle.SENIOR, title_on=FIRST, technical_since=datetime.date(2003, 7, 1)
    )
    return {
        "act": BatchAct.RENEW,
        "engineer": talent.Engineer.objects.get(pk=house.person.pk),
        "appointment": house.held,
        "seat": house.held.seat,
        "starts_on": day,
        "until": datetime.date(2029, 1, 1),
        "mode": AppointmentMode.RENEWAL,
        "reason": "考核称职",
    }


def carried_out(house, *rows, **fields):
    facts = {"title": "批次", "effective_on": TODAY} | fields
    batch = batch_services.create_batch(actor=house.administrator, unit=house.group, **facts)
    batch_services.add_rows(batch, rows, actor=house.administrator)
    batch_services.cite_decision(batch, house.decision, actor=house.administrator)
    return carrying.carry_out(batch, actor=house.administrator)


# --- Posts and units -------------------------------------------------------------------------------------
def test_a_change_of_the_post_says_what_and_who(house):
    post_services.revise_post(
        house.post,
        actor=house.administrator,
        starts_on=datetime.date(2024, 5, 1),
        decision=house.decision,
        authorised=3,
    )
    knot = knot_of(post_thread(house.post, house.administrator), "岗位调整")
    assert (knot.on, knot.details, knot.who) == (datetime.date(2024, 5, 1), ["核定职数：1 → 3"], "秦朗")
    assert [ground.label for ground in knot.grounds] == [str(house.decision)]
    own = person_thread(house.person, house.administrator)
    assert knot_of(own, "岗位调整").subject == "高炉首席"
    assert "设立岗位" not in [what for _day, what in told(own)]


def test_each_change_of_a_post_names_who_made_it_and_a_corrected_one_who_corrected_it(house):
    successor = office.user(Role.GROUP_ADMINISTRATOR, house.group, name="许诺")
    days = (datetime.date(2024, 5, 1), datetime.date(2024, 6, 1), TODAY, TODAY)
    for authorised, (day, who) in enumerate(zip(days, (house.administrator, successor) * 2, strict=True), 2):
        post_services.revise_post(house.post, actor=who, starts_on=day, decision=house.decision, authorised=authorised)
    thread = post_thread(house.post, house.administrator)
    assert [knot.who for knot in thread.past if knot.what == "岗位调整"] == ["秦朗", "许诺", "许诺"]


def test_the_unit_is_renamed_moved_and_merged_while_the_post_stands_in_it(house):
    other = office.unit(house.group, name="炼钢厂")
    places = (
        (datetime.date(2020, 1, 1), house.group, "老炼铁厂"),
        (datetime.date(2021, 1, 1), house.group, "旧炼铁厂"),  # before the post was there
        (datetime.date(2024, 1, 1), house.group, "炼铁厂"),
        (datetime.date(2025, 1, 1), other, "炼铁厂"),
        (datetime.date(2027, 1, 1), house.group, "炼铁厂"),  # not yet
    )
    for starts_on, parent, name in places:
        UnitPlacement.objects.create(unit=house.plant, parent=parent, starts_on=starts_on, name=name)
    thread = post_thread(house.post, house.administrator)
    of_units = [(knot.on.year, knot.what, knot.details) for knot in thread.past if knot.kind == "unit"]
    assert of_units == [(2024, "单位更名", ["旧炼铁厂 → 炼铁厂"]), (2025, "单位调整隶属", ["示例集团 → 炼钢厂"])]
    type(house.plant).objects.filter(pk=house.plant.pk).update(closed_on=datetime.date(2025, 1, 1), successor=other)
    assert "单位合并" in [what for _day, what in told(post_thread(house.post, house.administrator))]


# --- The person ------------------------------------------------------------------------------------------
def test_the_record_of_a_person_is_on_the_thread(house):
    person = talent.engineer(
        house.plant,
        technical_since=datetime.date(2003, 7, 1),
        title_on=datetime.date(2015, 12, 1),
        status=EngineerStatus.SECONDED,
        work_unit=house.group,
        work_unit_since=datetime.date(2026, 3, 1),
        retires_on=datetime.date(2041, 1, 1),
    )
    talent.past_result(person, 2024, grade="称职", score="85.00", rulebook_label="旧办法")
    talent.past_result(person, 2025, grade="优秀", score=None, superseded_at=timezone.now())
    assert [
        (knot.on, knot.what, knot.details, knot.state)
        for thread in [person_thread(person, house.administrator)]
        for knot in (*thread.past, *thread.ahead)
    ] == [
        (datetime.date(2003, 7, 1), "开始从事技术工作", [], ""),
        (datetime.date(2015, 12, 1), "取得职称", ["高级工程师"], ""),
        (datetime.date(2024, 12, 31), "年度考核", ["称职", "85.00 分", "旧办法"], ""),
        (datetime.date(2025, 12, 31), "年度考核", ["优秀"], "superseded"),
        (datetime.date(2026, 3, 1), "借调", ["示例集团"], ""),
        (datetime.date(2041, 1, 1), "退休", [], ""),
    ]


def test_a_published_result_stands_once_with_its_rule(house):
    world = evaluations.world()
    held = evaluations.holder(world.plant)
    cycle = evaluations.opened(evaluations.draft(world.group, world.administrator), world.administrator)
    assessment = cycle.assessments.get()
    assert "公布考核结果" not in [what for _day, what in told(person_thread(held.engineer, world.administrator))]
    cycle.status, cycle.published_at = CycleStatus.PUBLISHED, timezone.now()
    cycle.save()
    talent.past_result(held.engineer, 2025, source=ResultSource.PUBLISHED)
    talent.past_result(held.engineer, 2024)
    thread = person_thread(held.engineer, world.administrator)
    results = [knot for knot in thread.past if knot.kind == "result"]
    assert [knot.what for knot in results] == ["年度考核", "公布考核结果"]
    assert results[1].url == assessment.get_absolute_url()
    assert [ground.label for ground in results[1].grounds] == [str(cycle.regime.rulebook)]
    of_post = post_thread(held.seat.post, world.administrator)
    assert [knot.what for knot in of_post.past if knot.kind == "result"] == ["公布考核结果"]


def test_letters_stand_where_they_were_signed(house):
    signed = datetime.datetime(2023, 2, 3, 9, tzinfo=timezone.get_current_timezone())
    batches.letter(
        house.held,
        status=LetterStatus.SUPERSEDED,
        signed_by_holder_at=signed,
        signed_for_unit_at=signed,
        signed_for_unit_by=house.administrator,
    )
    batches.letter(house.held, created_by=house.administrator, signed_by_holder_at=timezone.now())
    thread = post_thread(house.post, house.administrator)
    agreed = knot_of(thread, "签订目标责任书")
    assert (agreed.on, agreed.state, agreed.who) == (datetime.date(2023, 2, 3), "superseded", "秦朗")
    draft = knot_of(thread, "拟订目标责任书")
    assert (draft.on, draft.details[-1], len(agreed.details)) == (TODAY, "受聘人已签，待单位签字", 1)
    assert "签订目标责任书" not in [what for _day, what in told(post_thread(house.post, house.filler))]


# --- Who reads what --------------------------------------------------------------------------------------
def test_a_batch_is_named_to_who_reads_batches_and_a_decision_to_all(house):
    renewed(house)
    labels = {
        reader: [(ground.label, bool(ground.url)) for ground in knot_of(thread, "续聘").grounds]
        for reader, thread in {
            "administrator": post_thread(house.post, house.administrator),
            "head": post_thread(house.post, house.head),
            "holder": person_thread(house.person, house.person.user),
        }.items()
    }
    assert labels == {
        "administrator": [(str(house.decision), True), ("聘任批次：第四季度聘任", True)],
        "head": [(str(house.decision), False)],
        "holder": [(str(house.decision), False)],
    }


def test_a_certificate_is_opened_by_the_unit_and_by_its_holder(house):
    certificate = batches.paper(house.plant, scan="scan.pdf")
    renewed(house, certificate=certificate)
    scan = reverse("posts:certificate_scan_file", args=[certificate.pk])
    opened = {
        name: (paper.url, paper.scan_url)
        for name, thread in {
            "hr": post_thread(house.post, office.hr(house.plant)),
            "leader": post_thread(house.post, house.leader),
            "holder": person_thread(house.person, house.person.user),
        }.items()
        for paper in knot_of(thread, "续聘").papers
        if paper.number == certificate.number
    }
    page = reverse("posts:certificate_detail", args=[certificate.pk])
    assert opened == {"hr": (page, scan), "leader": ("", ""), "holder": (page, scan)}


def test_what_is_only_proposed_is_for_human_resources(house):
    draft = batches.batch(house.group, title="拟议")
    batches.row(draft, BatchAct.END, house.held, starts_on=datetime.date(2027, 1, 1), end_reason=EndReason.EXPIRED)
    newcomer = posts.engineer(house.plant)
    batches.row(draft, BatchAct.APPOINT, engineer=newcomer, seat=house.held.seat, starts_on=TODAY, until=NEXT)
    proposed = {
        name: [(knot.what, knot.subject) for knot in (*thread.past, *thread.ahead) if knot.state == "proposed"]
        for name, thread in {
            "administrator": post_thread(house.post, house.administrator),
            "hr elsewhere": post_thread(house.post, office.hr(house.plant)),
            "leader": post_thread(house.post, house.leader),
            "the newcomer's": person_thread(newcomer, house.administrator),
            "holder": person_thread(house.person, house.person.user),
        }.items()
    }
    assert proposed == {
        "administrator": [("聘任", newcomer.name), ("终止聘任", "郭凤兰")],
        "hr elsewhere": [],  # the batch is the group's
        "leader": [],
        "the newcomer's": [("聘任", "炼铁厂 · 高炉首席")],
        "holder": [],
    }


def test_nobody_reads_what_is_proposed_about_himself_or_herself(house):
    office.duty(house.person.user, Role.HR, house.group)
    draft = batches.batch(house.group)
    batches.row(draft, BatchAct.END, house.held, starts_on=datetime.date(2027, 1, 1))
    assert not [knot for knot in person_thread(house.person, house.person.user).ahead if knot.state == "proposed"]
    assert [knot for knot in person_thread(house.person, house.administrator).ahead if knot.state == "proposed"]


def test_retirement_and_results_are_kept_from_who_may_not_read_them(house):
    talent.past_result(house.person, 2024)
    read = {
        name: {what for _day, what in told(person_thread(house.person, reader))} & {"退休", "年度考核"}
        for name, reader in {
            "administrator": house.administrator,
            "leader": house.leader,
            "head": house.head,
            "holder": house.person.user,
        }.items()
    }
    assert read == {
        "administrator": {"退休", "年度考核"},
        "leader": {"年度考核"},
        "head": set(),
        "holder": {"年度考核"},
    }


def test_who_is_out_of_sight_is_not_found(client, house):
    stranger = office.hr(office.unit(house.group))
    client.force_login(stranger)
    for address in (
        reverse("overview:post_thread", args=[house.post.pk]),
        reverse("overview:person_thread", args=[house.person.pk]),
    ):
        assert client.get(address).status_code == 404
    client.force_login(house.person.user)
    assert client.get(reverse("overview:person_thread", args=[house.person.pk])).status_code == 200
    assert client.get(reverse("overview:post_thread", args=[house.post.pk])).status_code == 404


def test_appointments_to_posts_out_of_sight_are_left_out(house):
    elsewhere = posts.post(office.unit(house.group), title="孪生岗位")
    held = posts.appointment(elsewhere, house.person, starts_on=TODAY, until=NEXT, status=AppointmentStatus.PENDING)
    knots = person_thread(house.person, office.hr(house.plant)).past
    assert [knot.what for knot in knots if "孪生" in knot.subject] == []
    assert held.get_absolute_url() in [knot.url for knot in person_thread(house.person, house.administrator).past]


# --- The pages -------------------------------------------------------------------------------------------
def test_today_is_marked_between_what_was_and_what_is_to_come(client, house):
    renewed(house, certificate=batches.paper(house.plant, cancelled_at=timezone.now()))
    client.force_login(house.administrator)
    page = client.get(reverse("overview:post_thread", args=[house.post.pk])).content.decode()
    today = page.index('aria-current="date"')
    assert page.index('<time datetime="2026-11-01">') < today < page.index('<time datetime="2028-12-31">')
    assert "作废" in page


def test_the_thread_is_a_tab_of_both_pages(client, house):
    client.force_login(house.administrator)
    for page, name in ((house.post, "post_thread"), (house.person, "person_thread")):
        assert reverse(f"overview:{name}", args=[page.pk]) in client.get(page.get_absolute_url()).content.decode()


def lived(house, number):
    """Another holder of the post, with every kind of knot."""
    day = datetime.date(2024, 1, number)
    grounds = {"actor": house.administrator, "decision": house.decision}
    post_services.revise_post(house.post, starts_on=day, authorised=number + 1, **grounds)
    house.held = posts.appointment(
        house.post,
        house.person,
        seat=number + 1,
        starts_on=datetime.date(2023, number, 1),
        until=NEXT,
        status="pending",
    )
    ended(house.held, datetime.date(2024, number, 1))
    decided(house, BatchAct.EXTEND, until=NEXT, document=f"文{number}")
    batches.letter(house.held, status=LetterStatus.AGREED, signed_for_unit_by=house.administrator)
    talent.past_result(house.person, 2020 + number)
    audit.record(actor=house.administrator, verb="appointment.loaded", target=house.held)
    for year in (2024, 2025):
        UnitPlacement.objects.create(
            unit=house.plant, parent=house.group, starts_on=datetime.date(year, number, 1), name=f"{year}-{number}"
        )


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("post_thread", POST_QUERIES), ("person_thread", PERSON_QUERIES)])
def test_a_thread_costs_the_same_queries_however_long_it_is(
    client, house, django_assert_num_queries, name, queries, times
):
    for number in range(1, times + 1):
        lived(house, number)
    client.force_login(house.administrator)
    target = house.post if name == "post_thread" else house.person
    with django_assert_num_queries(queries):
        client.get(reverse(f"overview:{name}", args=[target.pk]))
