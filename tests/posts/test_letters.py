"""Target letters: drafted for many, filled with goals, signed on screen or on paper, replaced; who may do what of it."""

import datetime
import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from office.check_codes import check_code
from office.enums import PaperKind, Role
from office.errors import DomainError
from office.models import AuditEntry, Paper, PaperPrint
from office.papers import templates
from overview.selectors.waiting import waiting_for
from posts.enums import LETTER_TRANSITIONS, AppointmentStatus, LetterStatus
from posts.models import Appointment, Goal, TargetLetter
from posts.papers import letter as paper
from posts.papers.letter_template import build
from posts.rules.letters import open_actions
from posts.selectors.letters import content_code, draftings, letters_to_sign, printed_values
from posts.services import letters as services
from posts.services.letters import move
from tests.factories import office as make
from tests.factories import posts as of
from tests.factories import talent, word
from tests.races import at_once

pytestmark = pytest.mark.django_db
START, UNTIL = datetime.date(2025, 1, 1), datetime.date(2028, 1, 1)
PDF = b"%PDF-1.4 signed"


@pytest.fixture(autouse=True)
def demo_day(settings):
    settings.AS_OF_DATE = "2026-11-01"


class House:
    """A plant with its head, the subsidiary's human resources and administrator, and a holder with an account."""

    def __init__(self):
        self.group = make.unit(name="集团")
        self.subsidiary = make.unit(self.group, kind="subsidiary", name="子公司")
        self.plant = make.unit(self.subsidiary, name="炼铁厂")
        self.hr = make.hr(self.subsidiary, name="李敏")
        self.admin = make.user(Role.SUBSIDIARY_ADMINISTRATOR, self.subsidiary, name="管理员")
        self.head = make.user(Role.UNIT_HEAD, self.plant, name="厂长")
        self.account = make.user(name="郭凤兰")
        self.post = of.post(self.plant, authorised=3, title="高炉首席")
        self.held = self.holder("郭凤兰", user=self.account)

    def holder(self, name, seat=1, user=None, **fields):
        return of.appointment(self.post, talent.engineer(self.plant, name=name, user=user), seat=seat, **fields)

    def draft(self, held=None, **period):
        (letter,) = services.draft_letters([held or self.held], actor=self.hr, **period)
        return letter

    def written(self, held=None, **period):
        """A draft that can be signed."""
        return write(self.draft(held, **period), self.hr)

    def signed(self, held=None, **period):
        letter = self.written(held, **period)
        services.sign_as_holder(letter, seen=code_of(letter), actor=letter.appointment.engineer.user)
        return services.sign_for_unit(letter, seen=code_of(letter), actor=self.head)


@pytest.fixture
def house():
    return House()


def goal(content="焦比降低", weight="60", target="355", measure="kg/t", due_on=None, bound="at_least"):
    return {
        "content": content,
        "bound": bound,
        "target": Decimal(target) if target else None,
        "measure": measure,
        "weight": Decimal(weight),
        "due_on": due_on,
    }


GOALS = (goal(), goal("带教两人", "40", "2", "人", datetime.date(2026, 12, 31)))


def write(letter, actor, goals=GOALS, remarks="每年安排专项经费"):
    letter.refresh_from_db()
    return services.revise_letter(letter, seen=letter.updated_at, goals=list(goals), remarks=remarks, actor=actor)


def code_of(letter):
    letter = TargetLetter.objects.select_related("appointment__engineer", "appointment__seat__post").get(pk=letter.pk)
    return content_code(letter, letter.goals.all())


def scan(content=PDF):
    return SimpleUploadedFile("责任书.pdf", content)


def refusal_of(act, *args, **kwargs):
    with pytest.raises(DomainError) as refusal:
        act(*args, **kwargs)
    return [str(refusal.value), *map(str, refusal.value.reasons)]


def verbs():
    return list(AuditEntry.objects.filter(verb__startswith="letter.").order_by("pk").values_list("verb", flat=True))


def url(name, *args, **query):
    return reverse(f"posts:{name}", args=args, query=query or None)


# --- Drafting ---------------------------------------------------------------------------------------
def test_letters_are_drafted_for_several_over_their_own_terms(house):
    other = house.holder("梁鑫", 2, starts_on=datetime.date(2026, 3, 1))
    made = services.draft_letters([house.held, other], actor=house.hr)
    assert [(letter.starts_on, letter.until, letter.status) for letter in made] == [
        (START, UNTIL, "draft"),
        (datetime.date(2026, 3, 1), UNTIL, "draft"),
    ]
    assert verbs() == ["letter.drafted"] * 2
    assert set(AuditEntry.objects.values_list("unit", flat=True)) == {house.plant.pk}


def test_of_a_year_only_what_lies_in_the_term_counts(house):
    other = house.holder("梁鑫", 2, starts_on=datetime.date(2026, 3, 1))
    year = datetime.date(2026, 1, 1), datetime.date(2027, 1, 1)
    found = [(line.starts_on, line.last_day, line.refusal) for line in draftings([house.held, other], *year)]
    assert found == [
        (year[0], datetime.date(2026, 12, 31), ""),
        (datetime.date(2026, 3, 1), datetime.date(2026, 12, 31), ""),
    ]


def test_all_who_cannot_have_a_letter_are_named_and_nothing_is_drafted(house):
    drafted, ended = house.holder("甲", 2), house.holder("乙", 3)
    house.draft(drafted)
    Appointment.objects.filter(pk=ended.pk).update(
        status=AppointmentStatus.ENDED, ended_on=datetime.date(2026, 1, 1), end_reason="moved"
    )
    first, *reasons = refusal_of(services.draft_letters, [house.held, drafted, ended], actor=house.hr)
    assert first
    assert [name for reason in reasons for name in ("郭凤兰", "甲", "乙") if name in reason] == ["甲", "乙"]
    assert TargetLetter.objects.count() == 1


def test_a_period_outside_the_term_is_refused(house):
    late = datetime.date(2030, 1, 1)
    _first, reason = refusal_of(services.draft_letters, [house.held], actor=house.hr, starts_on=late)
    assert "2025-01-01" in reason


def test_two_letters_never_cover_the_same_day(house):
    house.draft(starts_on=datetime.date(2026, 1, 1), until=datetime.date(2027, 1, 1))
    assert len(refusal_of(services.draft_letters, [house.held], actor=house.hr)) == 2
    house.draft(starts_on=datetime.date(2027, 1, 1))
    assert TargetLetter.objects.count() == 2


@pytest.mark.parametrize("count", [1, 3])
def test_drafting_takes_the_same_queries_for_many(house, count, django_assert_num_queries):
    appointments = [house.held, house.holder("甲", 2), house.holder("乙", 3)][:count]
    with django_assert_num_queries(7):
        services.draft_letters(appointments, actor=house.hr)


# --- Goals ------------------------------------------------------------------------------------------
def test_goals_are_written_in_their_order_with_decimals(house):
    write(house.draft(), house.hr, [goal("甲", "33.33"), goal("乙", "33.33", "0.05"), goal("丙", "33.34", "")])
    found = list(Goal.objects.values_list("position", "content", "target", "weight"))
    assert found == [
        (1, "甲", Decimal("355.00"), Decimal("33.33")),
        (2, "乙", Decimal("0.05"), Decimal("33.33")),
        (3, "丙", None, Decimal("33.34")),
    ]
    entry = AuditEntry.objects.get(verb="letter.revised")
    assert entry.changes["goals"] == [
        "",
        "甲 · ≥ 355 kg/t · 33.33%; 乙 · ≥ 0.05 kg/t · 33.33%; 丙 · kg/t · 33.34%",
    ]


def test_writing_the_same_again_changes_nothing(house):
    letter = house.written()
    services.sign_as_holder(letter, seen=code_of(letter), actor=house.account)
    write(letter, house.hr)
    letter.refresh_from_db()
    assert letter.signed_by_holder_at
    assert verbs() == ["letter.drafted", "letter.revised", "letter.signed_by_holder"]


def test_a_form_made_before_another_change_is_refused(house):
    letter = house.draft()
    before = letter.updated_at
    write(letter, house.hr)
    facts = {"seen": before, "goals": [goal("别的", "100")], "remarks": "", "actor": house.head}
    refusal_of(services.revise_letter, letter, **facts)
    assert [line.content for line in letter.goals.all()] == ["焦比降低", "带教两人"]


def test_a_goal_falls_due_within_the_period(house):
    late = goal(due_on=UNTIL)
    assert len(refusal_of(write, house.draft(), house.hr, [goal(), late, goal(due_on=START)])) == 2
    assert Goal.objects.count() == 0


def test_changed_goals_withdraw_the_signature(house):
    letter = house.written()
    services.sign_for_unit(letter, seen=code_of(letter), actor=house.head)
    letter = write(letter, house.hr, [goal("改", "100")])
    assert (letter.signed_for_unit_at, letter.signed_for_unit_by) == (None, None)
    assert "signed_for_unit_by" in AuditEntry.objects.filter(verb="letter.revised").latest("pk").changes


def test_goals_are_copied_from_the_last_period_and_from_the_same_post(house):
    year = {"starts_on": datetime.date(2025, 1, 1), "until": datetime.date(2026, 1, 1)}
    earlier = write(house.draft(**year), house.hr, [goal(weight="100", due_on=datetime.date(2025, 6, 30))])
    letter = house.draft(starts_on=datetime.date(2026, 1, 1))
    services.copy_goals(earlier, letter, actor=house.hr)
    assert [(line.content, line.due_on) for line in letter.goals.all()] == [("焦比降低", None)]
    beside = house.draft(house.holder("同岗", 2))
    services.copy_goals(earlier, beside, actor=house.hr)
    assert beside.goals.count() == 1
    stranger = house.draft(of.appointment(of.post(house.plant), talent.engineer(house.plant)))
    refusal_of(services.copy_goals, earlier, stranger, actor=house.hr)
    refusal_of(services.copy_goals, stranger, letter, actor=house.hr)


def test_a_draft_is_given_up_with_its_paper(house):
    letter = services.print_letter(house.written(), actor=house.hr)
    refusal_of(services.discard_letter, letter, actor=house.hr, reason=" ")
    services.discard_letter(letter, actor=house.hr, reason="期间有误")
    assert TargetLetter.objects.count() == 0
    assert Paper.objects.get().cancel_reason == "期间有误"
    entry = AuditEntry.objects.get(verb="letter.discarded")
    assert "焦比降低" in entry.changes["goals"][0]
    house.draft()


# --- Signing on screen ------------------------------------------------------------------------------
def test_a_letter_counts_once_both_have_signed(house):
    letter = house.written()
    letter = services.sign_as_holder(letter, seen=code_of(letter), actor=house.account)
    assert letter.status == "draft"
    letter = services.sign_for_unit(letter, seen=code_of(letter), actor=house.admin)
    assert (letter.status, letter.signed_for_unit_by) == ("agreed", house.admin)
    assert verbs()[-2:] == ["letter.signed_by_holder", "letter.signed_for_unit"]


@pytest.mark.parametrize("goals", [(), (goal(weight="99.99"),), (goal(weight="60"), goal(weight="40.01"))])
def test_weights_add_up_before_anything_is_signed(house, goals):
    letter = house.draft()
    if goals:
        write(letter, house.hr, goals)
    refused = refusal_of(services.sign_as_holder, letter, seen=code_of(letter), actor=house.account)
    assert len(refused) == 2
    assert len(refusal_of(services.sign_on_paper, letter, scan(), code_of(letter), actor=house.hr)) == 2


def test_what_is_signed_is_what_was_read(house):
    letter = house.written()
    read = code_of(letter)
    write(letter, house.hr, [goal("改", "100")])
    refusal_of(services.sign_as_holder, letter, seen=read, actor=house.account)
    refusal_of(services.sign_for_unit, letter, seen=read, actor=house.head)


def test_nobody_signs_twice_nor_for_the_other_side(house):
    letter = house.written()
    seen = code_of(letter)
    make.duty(house.account, Role.UNIT_HEAD, house.plant)
    refusal_of(services.sign_for_unit, letter, seen=seen, actor=house.account)
    refusal_of(services.sign_as_holder, letter, seen=seen, actor=house.head)
    services.sign_as_holder(letter, seen=seen, actor=house.account)
    refusal_of(services.sign_as_holder, letter, seen=seen, actor=house.account)
    services.sign_for_unit(letter, seen=seen, actor=house.head)
    refusal_of(services.sign_for_unit, letter, seen=seen, actor=house.admin)
    refusal_of(services.sign_on_paper, letter, scan(), seen, actor=house.account)


def test_a_letter_of_an_ended_appointment_is_not_signed_on_screen(house):
    letter = house.written()
    Appointment.objects.update(status=AppointmentStatus.ENDED, ended_on=of.AS_OF, end_reason="moved")
    refusal_of(services.sign_as_holder, letter, seen=code_of(letter), actor=house.account)
    assert letters_to_sign(house.account).own == 0


def test_the_buttons_of_a_letter_are_what_one_may_do_with_it_now(house):
    def buttons(person):
        fresh = TargetLetter.objects.get(pk=letter.pk)
        found = open_actions(person, fresh, list(fresh.goals.all()))
        return [("*" if action.primary else "") + action.url_name.removeprefix("posts:letter_") for action in found]

    letter = house.draft()
    assert buttons(house.hr) == ["copy", "discard", "*revise"]
    assert buttons(house.account) == []
    write(letter, house.hr)
    assert buttons(house.hr) == ["revise", "copy", "print", "discard"]
    assert buttons(house.head) == ["revise", "copy", "print", "discard", "*sign_for_unit"]
    assert buttons(house.account) == ["print", "*sign_as_holder"]
    services.print_letter(letter, actor=house.hr)
    services.sign_as_holder(letter, seen=code_of(letter), actor=house.account)
    assert buttons(house.hr) == ["revise", "copy", "print", "scan", "discard"]
    assert buttons(house.account) == ["print"]
    services.sign_for_unit(letter, seen=code_of(letter), actor=house.head)
    assert buttons(house.hr) == ["print", "scan", "replace"]
    Appointment.objects.update(status=AppointmentStatus.ENDED, ended_on=of.AS_OF, end_reason="moved")
    assert buttons(house.hr) == ["print", "scan"]


def test_signed_letters_never_change(house):
    letter = house.signed()
    refusal_of(write, letter, house.hr, [goal("改", "100")])
    refusal_of(services.copy_goals, letter, letter, actor=house.hr)
    refusal_of(services.discard_letter, letter, actor=house.hr, reason="改")
    for change in (lambda: letter.goals.update(weight=1), letter.goals.all().delete, letter.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


# --- Signing on paper -------------------------------------------------------------------------------
def test_the_signed_copy_with_the_right_code_makes_the_letter_count(house):
    letter = services.print_letter(house.written(), actor=house.hr)
    code = letter.paper.check_code.lower().translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    letter = services.sign_on_paper(letter, scan(), f" {code} ", actor=house.hr)
    assert (letter.status, letter.signed_by_holder_at, letter.paper.scan_name) == ("agreed", None, "责任书.pdf")
    assert verbs()[-1] == "letter.signed_on_paper"
    services.sign_on_paper(letter, scan(), letter.paper.check_code, actor=house.hr)
    assert verbs()[-1] == "letter.scan_attached"


def test_a_signed_copy_of_other_goals_is_refused(house):
    letter = house.written()
    refused = [refusal_of(services.sign_on_paper, letter, scan(), code_of(letter), actor=house.hr)]
    letter = services.print_letter(letter, actor=house.hr)
    printed = letter.paper.check_code
    refused.append(refusal_of(services.sign_on_paper, letter, scan(), "12345678", actor=house.hr))
    write(letter, house.hr, [goal("改", "100")])
    refused.append(refusal_of(services.sign_on_paper, letter, scan(), printed, actor=house.hr))
    assert len({sentence for (sentence,) in refused}) == 3
    assert not Paper.objects.get().scan


def test_a_signed_copy_whose_code_fits_by_chance_is_refused(house):
    """The whole digest is compared: other goals with the same code are found by trying."""
    letter = services.print_letter(house.written(), actor=house.hr)
    write(letter, house.hr, [goal("改", "100")])
    code = check_code(printed_values(letter, letter.goals.all()))
    PaperPrint.objects.update(check_code=code)
    refusal_of(services.sign_on_paper, letter, scan(), code, actor=house.hr)
    letter.refresh_from_db()
    assert letter.status == "draft"


def test_a_copy_that_was_printed_with_a_code_of_eight_still_counts(house):
    letter = services.print_letter(house.written(), actor=house.hr)
    code = code_of(letter)[:8].upper()
    PaperPrint.objects.update(check_code=code, digest="")
    assert services.sign_on_paper(letter, scan(), code, actor=house.hr).status == "agreed"


def test_what_is_no_scan_is_refused_and_the_letter_stays_a_draft(house):
    letter = services.print_letter(house.written(), actor=house.hr)
    refusal_of(services.sign_on_paper, letter, scan(b"hello"), letter.paper.check_code, actor=house.hr)
    letter.refresh_from_db()
    assert letter.status == "draft"


def test_each_printing_is_noted_and_changed_goals_give_another_code(house):
    letter = house.written()
    codes = [services.print_letter(letter, actor=house.hr).paper.check_code for _again in range(2)]
    write(letter, house.hr, [goal("改", "100")])
    codes.append(services.print_letter(letter, actor=house.head).paper.check_code)
    assert codes[0] == codes[1] != codes[2]
    assert list(PaperPrint.objects.order_by("pk").values_list("check_code", flat=True)) == codes
    assert Paper.objects.get().template_version == templates.template_version(PaperKind.TARGET_LETTER)
    refusal_of(services.print_letter, house.draft(house.holder("甲", 2)), actor=house.hr)


# --- Replacing --------------------------------------------------------------------------------------
def test_a_replaced_letter_counts_until_the_new_one_is_signed(house):
    old = house.signed()
    new = services.replace_letter(old, reason="产量调整", actor=house.hr)
    assert [line.content for line in new.goals.all()] == ["焦比降低", "带教两人"]
    assert code_of(new) != code_of(old)
    refusal_of(services.replace_letter, old, reason="再来", actor=house.hr)
    services.sign_for_unit(new, seen=code_of(new), actor=house.head)
    old.refresh_from_db()
    assert old.status == "agreed"
    services.sign_as_holder(new, seen=code_of(new), actor=house.account)
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.status, new.status) == ("superseded", "agreed")
    assert verbs()[-2:] == ["letter.superseded", "letter.signed_by_holder"]
    refusal_of(services.replace_letter, old, reason="再来", actor=house.hr)


def test_only_a_signed_letter_is_replaced_and_with_a_reason(house):
    refusal_of(services.replace_letter, house.written(), reason="改", actor=house.hr)
    letter = house.signed(house.holder("梁鑫", 2, user=make.user()))
    refusal_of(services.replace_letter, letter, reason=" ", actor=house.hr)


@pytest.mark.parametrize("before", LetterStatus)
@pytest.mark.parametrize("after", LetterStatus)
def test_a_letter_moves_only_along_its_transitions(house, before, after):
    letter = house.draft()
    TargetLetter.objects.filter(pk=letter.pk).update(status=before)
    letter.refresh_from_db()
    if after in LETTER_TRANSITIONS[before]:
        assert move(letter, after, actor=None, verb="letter.moved").status == after
    else:
        refusal_of(move, letter, after, actor=None, verb="letter.moved")
    letter.refresh_from_db()
    assert letter.status == (after if after in LETTER_TRANSITIONS[before] else before)


# --- Who sees what ----------------------------------------------------------------------------------
def test_the_holder_sees_a_draft_once_it_has_goals(house):
    letter = house.draft()
    assert list(TargetLetter.objects.visible_to(house.account)) == []
    write(letter, house.hr)
    assert list(TargetLetter.objects.visible_to(house.account)) == [letter]


def test_letters_that_wait_for_a_signature_are_counted_in_one_query(house, django_assert_num_queries):
    letter, incomplete = house.written(), house.draft(house.holder("甲", 2))
    write(incomplete, house.hr, [goal(weight="99.99")])
    thirds = [goal(str(number), weight) for number, weight in enumerate(("33.33", "33.33", "33.34"))]
    write(house.draft(house.holder("乙", 3)), house.hr, thirds)
    for user in (house.account, house.head):
        assert user.roles is not None
    with django_assert_num_queries(1):
        waiting = letters_to_sign(house.account)
    assert (waiting.own, waiting.own_letter, waiting.for_unit) == (1, letter.pk, 0)
    with django_assert_num_queries(1):
        waiting = letters_to_sign(house.head)
    assert (waiting.own, waiting.own_letter, waiting.for_unit) == (0, None, 2)
    services.sign_for_unit(letter, seen=code_of(letter), actor=house.head)
    assert (letters_to_sign(house.account).own, letters_to_sign(house.head).for_unit) == (1, 1)


def test_home_says_what_waits_for_a_signature(client, house):
    letter = house.written()
    assert [line.url for line in waiting_for(house.account)] == [url("letter_detail", letter.pk)]
    (line,) = [line for line in waiting_for(house.head) if "letters" in line.url]
    client.force_login(house.head)
    assert client.get(line.url).content.decode().count("郭凤兰") == 1
    assert waiting_for(house.hr) == []


def test_a_head_who_holds_a_post_is_not_asked_to_sign_for_the_unit(house):
    make.duty(house.account, Role.UNIT_HEAD, house.plant)
    house.written()
    waiting = letters_to_sign(house.account)
    assert (waiting.own, waiting.for_unit) == (1, 0)


# --- Pages ------------------------------------------------------------------------------------------
def rows(*goals, **fields):
    """The form as a browser sends it: a row left empty between the others."""
    data = {"goals-TOTAL_FORMS": str(len(goals) + 1), "goals-INITIAL_FORMS": "0", "remarks": ""}
    for place, facts in enumerate([goals[0], {}, *goals[1:]] if goals else [{}]):
        for name in ("content", "target", "measure", "weight", "due_on"):
            data[f"goals-{place}-{name}"] = facts.get(name, "")
    return data | fields


def seen_of(client, letter):
    return client.get(url("letter_revise", letter.pk)).context["seen"]


def test_goals_are_typed_as_people_type_them(client, house):
    letter = house.draft()
    client.force_login(house.hr)
    typed = rows(
        {"content": "产量\x0b 达到\x07", "target": "１,２００．５", "measure": "吨", "weight": "60"},
        {"content": "带教", "target": "", "weight": "40.00", "due_on": "2026-12-31"},
        seen=seen_of(client, letter),
        remarks="一\r\n二\x0c",
    )
    assert client.post(url("letter_revise", letter.pk), typed).url == url("letter_detail", letter.pk)
    assert list(letter.goals.values_list("content", "target", "weight")) == [
        ("产量 达到", Decimal("1200.50"), Decimal("60.00")),
        ("带教", None, Decimal("40.00")),
    ]
    letter.refresh_from_db()
    assert letter.remarks == "一\n二"


@pytest.mark.parametrize(
    "wrong",
    [
        {"content": "", "weight": "60"},
        {"content": "甲", "weight": ""},
        {"content": "甲", "weight": "0"},
        {"content": "甲", "weight": "100.01"},
        {"content": "甲", "weight": "1.001"},
        {"content": "甲", "weight": "60", "target": "很多"},
        {"content": "甲", "weight": "60", "due_on": "2030-01-01"},
        {"content": "甲" * 301, "weight": "60"},
        {"content": "甲", "weight": "NaN"},
    ],
)
def test_a_wrong_row_is_said_and_everything_typed_is_kept(client, house, wrong):
    letter = house.draft()
    client.force_login(house.hr)
    typed = rows({"content": "好的目标", "weight": "40"}, wrong, seen=seen_of(client, letter))
    answer = client.post(url("letter_revise", letter.pk), typed)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "好的目标" in page
    assert all(value in page for value in wrong.values())
    assert Goal.objects.count() == 0


def test_more_rows_come_without_saving_and_without_losing_anything(client, house):
    letter = house.draft()
    client.force_login(house.hr)
    before = client.get(url("letter_revise", letter.pk)).context["rows"].total_form_count()
    typed = rows({"content": "好的目标", "weight": "40"}, seen=seen_of(client, letter), more="1")
    answer = client.post(url("letter_revise", letter.pk), typed)
    assert (before, answer.context["rows"].total_form_count()) == (5, 5)
    assert "好的目标" in answer.content.decode()
    assert Goal.objects.count() == 0


def test_a_stale_form_shows_what_stands_there_and_keeps_what_was_typed(client, house):
    letter = house.draft()
    client.force_login(house.head)
    typed = rows({"content": "我的目标", "weight": "100"}, seen=seen_of(client, letter))
    write(letter, house.hr)
    answer = client.post(url("letter_revise", letter.pk), typed)
    page = answer.content.decode()
    assert "焦比降低" in page
    assert "我的目标" in page
    assert letter.goals.count() == 2
    again = client.post(url("letter_revise", letter.pk), typed | {"seen": answer.context["seen"]})
    assert again.status_code == 302
    assert [line.content for line in letter.goals.all()] == ["我的目标"]


def test_the_withdrawn_signature_is_told(client, house):
    letter = house.written()
    services.sign_as_holder(letter, seen=code_of(letter), actor=house.account)
    client.force_login(house.hr)
    assert "郭凤兰" in client.get(url("letter_revise", letter.pk)).content.decode()
    typed = rows({"content": "改", "weight": "100"}, seen=seen_of(client, letter))
    answer = client.post(url("letter_revise", letter.pk), typed, follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["success", "warning"]


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "{{ 7*7 }} {% for %}", "a & b < c"])
def test_goals_stay_text_on_the_page_and_in_word(client, house, words):
    letter = write(house.draft(), house.hr, [goal(words, "100")], remarks=words)
    client.force_login(house.account)
    for name in ("letter_detail", "letter_sign_as_holder", "letter_print"):
        page = client.get(url(name, letter.pk)).content.decode()
        assert "<script>alert" not in page
        assert "49 " not in page
    content = client.post(url("letter_word", letter.pk)).content
    assert word.words_of(content).count(words) == 2


@pytest.mark.parametrize(
    ("bound", "words", "sign"), [("at_least", "不低于", "≥"), ("at_most", "不高于", "≤"), ("reached", "达到", "=")]
)
def test_a_letter_says_whether_a_target_is_a_floor_or_a_ceiling(client, house, bound, words, sign):
    letter = house.draft()
    client.force_login(house.hr)
    typed = {"content": "固体燃耗", "target": "48", "measure": "kg/t", "weight": "100"}
    sent = rows(typed, seen=seen_of(client, letter)) | {"goals-0-bound": bound, "goals-1-bound": "at_most"}
    assert client.post(url("letter_revise", letter.pk), sent).status_code == 302
    page = client.get(url("letter_detail", letter.pk)).content.decode()
    assert (f"{words} 48 kg/t" in page, f"固体燃耗 · {sign} 48 kg/t · 100%" in page) == (True, True)
    assert f"{words} 48" in client.get(url("letter_print", letter.pk)).content.decode()
    assert f"{words} 48" in word.words_of(client.post(url("letter_word", letter.pk)).content)


def test_another_bound_withdraws_a_signature_and_gives_another_code(house):
    letter = house.written()
    code = code_of(letter)
    services.sign_as_holder(letter, seen=code, actor=house.account)
    write(letter, house.hr, [goal(bound="at_most"), GOALS[1]])
    letter.refresh_from_db()
    assert (letter.signed_by_holder_at, code_of(letter) != code) == (None, True)


def test_a_post_without_a_title_is_called_as_on_the_certificate(client, house):
    post = of.post(house.plant, discipline=talent.discipline(name="烧结"))
    letter = house.written(of.appointment(post, talent.engineer(house.plant, name="甲")))
    client.force_login(house.hr)
    for name in ("letter_detail", "letter_print"):
        assert "烧结首席工程师" in client.get(url(name, letter.pk)).content.decode()
    assert "烧结首席工程师" in word.words_of(client.post(url("letter_word", letter.pk)).content)


def test_the_holder_signs_on_screen_and_sees_exactly_that(client, house):
    letter = house.written()
    client.force_login(house.account)
    page = client.get(url("letter_sign_as_holder", letter.pk))
    (_name, seen) = page.context["hidden_fields"][0]
    assert "带教两人" in page.content.decode()
    assert client.post(url("letter_sign_as_holder", letter.pk), {"seen": seen}).url == url("letter_detail", letter.pk)
    letter.refresh_from_db()
    assert letter.signed_by_holder_at
    assert "letter_sign" not in client.get(url("letter_detail", letter.pk)).content.decode()


def test_printing_gives_the_code_and_looking_does_not(client, house):
    letter = house.written()
    client.force_login(house.hr)
    code = check_code(printed_values(letter, letter.goals.all()))
    assert code not in client.get(url("letter_print", letter.pk)).content.decode()
    assert PaperPrint.objects.count() == 0
    assert code in client.post(url("letter_print", letter.pk)).content.decode()
    assert PaperPrint.objects.count() == 1
    answer = client.post(url("letter_scan", letter.pk), {"scan": scan(), "code": code})
    assert answer.url == url("letter_detail", letter.pk)
    file = client.get(url("letter_scan_file", letter.pk))
    assert b"".join(file) == PDF
    assert "attachment" in file["Content-Disposition"]


def test_letters_are_drafted_from_the_list(client, house):
    other = house.holder("梁鑫", 2)
    house.draft(other)
    client.force_login(house.hr)
    chosen = {"selected": [house.held.pk, other.pk]}
    page = client.post(url("letter_draft"), chosen)
    assert [bool(line.refusal) for line in page.context["planned"]] == [False, True]
    refused = client.post(url("letter_draft"), chosen | {"period": "2026"})
    assert refused.status_code == 200
    assert TargetLetter.objects.count() == 1
    looked = client.post(url("letter_draft"), chosen | {"period": "2026", "look": "1", "skip": "on"})
    assert looked.context["planned"][0].last_day == datetime.date(2026, 12, 31)
    done = client.post(url("letter_draft"), chosen | {"period": "2026", "skip": "on"})
    made = TargetLetter.objects.latest("pk")
    assert done.url == url("letter_revise", made.pk)
    assert (made.starts_on, made.last_day) == (datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))
    for wrong in (
        {"period": "dates"},
        {"period": "1066"},
        {"period": "dates", "starts_on": "2027-05-01", "last_day": "2027-04-01"},
    ):
        assert client.post(url("letter_draft"), chosen | wrong).status_code == 200
    assert client.get(url("letter_draft")).url == url("appointment_list")


def test_letters_are_drafted_only_for_ones_own_units(client, house):
    elsewhere = make.unit(house.group, name="别处")
    stranger = make.user(Role.UNIT_HEAD, elsewhere)
    make.duty(stranger, Role.LEADER, house.plant)
    client.force_login(stranger)
    assert client.post(url("letter_draft"), {"selected": house.held.pk}).status_code == 403
    client.force_login(house.account)
    assert client.get(url("letter_draft")).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_many(client, house, count, django_assert_num_queries):
    for number in range(count):
        house.written(house.held if number == 0 else house.holder(f"甲{number}", number + 1))
    client.force_login(house.hr)
    with django_assert_num_queries(4):
        client.get(url("letter_list"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_tab_of_an_appointment_takes_the_same_queries_for_many(client, house, count, django_assert_num_queries):
    for number in range(count):
        year = datetime.date(2025 + number, 1, 1)
        write(house.draft(starts_on=year, until=year.replace(year=year.year + 1)), house.hr, [goal()])
    client.force_login(house.hr)
    with django_assert_num_queries(9):
        page = client.get(url("appointment_letters", house.held.pk)).content.decode()
    assert "2025-01-01" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_letter_takes_the_same_queries_for_many_goals(client, house, count, django_assert_num_queries):
    letter = write(house.draft(), house.hr, [goal(str(number), "20") for number in range(count)])
    client.force_login(house.hr)
    with django_assert_num_queries(7):
        client.get(url("letter_detail", letter.pk))


@pytest.mark.parametrize(
    ("sign", "signer", "said", "missing"),
    [
        (services.sign_as_holder, "account", "受聘人已签，待单位签字", "单位签字"),
        (services.sign_for_unit, "head", "单位已签，待受聘人签字", "受聘人签字"),
    ],
)
def test_one_signature_of_two_is_told_in_words(client, house, sign, signer, said, missing):
    letter = house.written()
    client.force_login(house.hr)
    assert said not in client.get(url("letter_list")).text
    assert client.get(url("letter_list", waiting="second")).text.count(url("letter_detail", letter.pk)) == 0
    sign(letter, seen=code_of(letter), actor=getattr(house, signer))
    assert client.get(url("letter_list", waiting="second")).text.count(url("letter_detail", letter.pk)) == 1
    page = client.get(url("letter_detail", letter.pk)).text
    for shown in (client.get(url("letter_list")).text, page):
        assert shown.count(f'<span class="status status-blue">{said}</span>') == 1
    assert f"<dt>{missing}</dt><dd>尚未签字</dd>" in page


def test_a_letter_signed_on_paper_lacks_no_signature(client, house):
    letter = services.print_letter(house.written(), actor=house.hr)
    services.sign_on_paper(letter, scan(), letter.paper.check_code, actor=house.hr)
    client.force_login(house.hr)
    page = client.get(url("letter_detail", letter.pk)).text
    assert "尚未签字" not in page
    assert '<span class="status status-green">已签订</span>' in page


def test_filters_find_letters(client, house):
    letter = house.written()
    client.force_login(house.hr)
    for query, found in (
        ({"q": "郭凤"}, 1),
        ({"q": house.post.code}, 1),
        ({"q": "无此人"}, 0),
        ({"status": "draft"}, 1),
        ({"status": "agreed"}, 0),
        ({"year": "2027"}, 1),
        ({"year": "2028"}, 0),
        ({"unit": house.plant.code}, 1),
        ({"waiting": "holder"}, 1),
        ({"waiting": "unit"}, 1),
    ):
        page = client.get(url("letter_list", **query)).content.decode()
        assert page.count(url("letter_detail", letter.pk)) == found, query


@pytest.mark.parametrize("key", ["9" * 18, "9" * 19, "9" * 30, "٣", "-1", "x"])
def test_a_key_of_no_appointment_chooses_nobody(client, house, key):
    client.force_login(house.hr)
    assert client.post(url("letter_draft"), {"selected": key}).status_code == 302
    page = client.post(url("letter_draft"), {"selected": [key, house.held.pk]})
    assert [line.appointment for line in page.context["planned"]] == [house.held]
    assert client.get(url("letter_list", table=key)).status_code == 404


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_period_lies_in_our_time(client, house, day):
    client.force_login(house.hr)
    period = {"selected": house.held.pk, "period": "dates", "starts_on": day, "last_day": day}
    answer = client.post(url("letter_draft"), period)
    assert {*answer.context["form"].errors} == {"starts_on", "last_day"}
    assert TargetLetter.objects.count() == 0


def test_a_form_that_says_nonsense_of_its_age_is_opened_anew(client, house):
    letter = house.draft()
    client.force_login(house.hr)
    rows = {"goals-TOTAL_FORMS": "1", "goals-INITIAL_FORMS": "0", "goals-0-content": "改", "goals-0-weight": "100"}
    for seen in ("", "yesterday", "2026-99-99T00:00:00"):
        answer = client.post(url("letter_revise", letter.pk), rows | {"seen": seen, "remarks": "改"})
        assert answer.context["form"].errors == {"seen": ["请重新打开此页面。"]}
    answer = client.post(url("letter_revise", letter.pk), rows | {"seen": "2026-11-01T00:00:00", "remarks": "改"})
    assert "其间" in answer.context["form"].non_field_errors()[0]
    assert letter.goals.count() == 0


def test_what_was_given_up_meanwhile_is_said(house):
    letter = house.draft()
    services.discard_letter(TargetLetter.objects.get(pk=letter.pk), actor=house.hr, reason="重复")
    facts = {"actor": house.hr, "reason": "重复"}
    assert refusal_of(services.discard_letter, letter, **facts) == ["该草稿其间已被放弃。"]
    assert verbs() == ["letter.drafted", "letter.discarded"]


# --- The Word file ----------------------------------------------------------------------------------
def test_the_word_template_is_what_its_source_says():
    made = io.BytesIO()
    build().save(made)
    assert word.words_of(made.getvalue()) == word.words_of(paper.TEMPLATE.read_bytes())


def test_placeholders_say_what_there_is(house):
    rows = paper.SAMPLE["goals"][0]
    assert set(paper.PLACEHOLDERS) == {*paper.SAMPLE, *(f"goals.{name}" for name in rows)}
    letter = services.print_letter(house.signed(), actor=house.hr)
    context = paper._context(letter, house.hr)
    assert context.keys() == paper.SAMPLE.keys()
    assert context["goals"][0].keys() == rows.keys()


# --- Races ------------------------------------------------------------------------------------------
@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_race_of_both_signatures_agrees_the_letter_once():
    house = House()
    letter = house.written()
    seen = code_of(letter)
    results = at_once(
        lambda: services.sign_as_holder(letter, seen=seen, actor=house.account).status,
        lambda: services.sign_for_unit(letter, seen=seen, actor=house.head).status,
    )
    letter.refresh_from_db()
    assert sorted(results) == ["agreed", "draft"]
    assert letter.status == "agreed"
    assert letter.signed_by_holder_at
    assert letter.signed_for_unit_by == house.head


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_race_of_two_heads_signs_once():
    house = House()
    letter = house.written()
    seen = code_of(letter)
    results = at_once(
        lambda: services.sign_for_unit(letter, seen=seen, actor=house.head).status,
        lambda: services.sign_for_unit(letter, seen=seen, actor=house.admin).status,
    )
    assert [type(result) for result in results].count(DomainError) == 1
    assert AuditEntry.objects.filter(verb="letter.signed_for_unit").count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_race_of_signing_and_revising_never_signs_what_was_not_read():
    house = House()
    letter = house.written()
    seen, made = code_of(letter), letter.updated_at
    facts = {"seen": made, "goals": [goal("改", "100")], "remarks": "", "actor": house.hr}
    signed, revised = at_once(
        lambda: services.sign_as_holder(letter, seen=seen, actor=house.account),
        lambda: services.revise_letter(letter, **facts),
    )
    letter.refresh_from_db()
    assert isinstance(signed, DomainError) != isinstance(revised, DomainError)
    assert bool(letter.signed_by_holder_at) == (code_of(letter) == seen)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_race_of_two_drafts_makes_one():
    house = House()
    results = at_once(*(lambda: services.draft_letters([house.held], actor=house.hr) for _two in range(2)))
    assert [type(result) for result in results].count(DomainError) == 1
    assert TargetLetter.objects.count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_race_of_replacing_twice_makes_one_draft():
    house = House()
    letter = house.signed()
    results = at_once(*(lambda: services.replace_letter(letter, reason="改", actor=house.hr) for _two in range(2)))
    assert [type(result) for result in results].count(DomainError) == 1
    assert TargetLetter.objects.filter(status="draft").count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_race_of_giving_up_twice_tells_the_second():
    house = House()
    letter = house.draft()
    results = at_once(*(lambda: services.discard_letter(letter, reason="重复", actor=house.hr) for _two in range(2)))
    assert [type(result) for result in results].count(DomainError) == 1
    assert TargetLetter.objects.count() == 0
