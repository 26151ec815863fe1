import datetime

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from office import audit, history
from office.enums import Role
from office.filters import AuditFilter
from office.models import AuditEntry
from tests.factories import office

pytestmark = pytest.mark.django_db
LIST = "office:audit_list"


@pytest.fixture
def group():
    return office.unit()


@pytest.fixture
def watcher(group):
    return office.user(Role.AUDIT_ADMINISTRATOR, group)


def act(actor, unit, verb="unit.updated", **facts):
    audit.record(actor=actor, verb=verb, target=unit, unit=unit, **facts)


def shown(client, **filters):
    return client.get(reverse(LIST), filters).context["page"].rows


def test_many_entries_have_one_reason_or_each_its_own(group, watcher):
    units = [group, office.unit(group)]
    audit.record_many(actor=watcher, verb="unit.moved", rows=[(unit, unit, {}) for unit in units], reason="改制")
    audit.record_each(actor=watcher, verb="unit.closed", rows=[(unit, unit, {}, f"撤销{unit.pk}") for unit in units])
    told = AuditEntry.objects.order_by("pk").values_list("verb", "target_id", "reason")
    assert [*told.filter(verb="unit.moved")] == [("unit.moved", unit.pk, "改制") for unit in units]
    assert [*told.filter(verb="unit.closed")] == [("unit.closed", unit.pk, f"撤销{unit.pk}") for unit in units]


def test_the_history_tells_only_what_became_different(group, watcher):
    act(watcher, group, changes={"name": ["集团", "钢铁集团"], "short_name": ["", ""], "code": ["01", "01"]})
    (line,), _more = history.history_of(group).newest(2)
    assert [(str(label), old, new) for label, old, new in line.changes] == [("单位名称", "集团", "钢铁集团")]


def test_rows_of_a_file_are_told_where_there_are_some_and_other_zeros_always(client, group, watcher):
    changes = {"new": [None, 0], "changed": [None, 3], "position": [2, 0]}
    audit.record(actor=watcher, verb="unit.loaded", target=group, changes=changes)
    client.force_login(office.hr(group))
    told = client.get(group.get_absolute_url()).content.decode().split('class="history"')[1]
    assert "<ins>3</ins>" in told
    assert "<del>2</del> → <ins>0</ins>" in told
    assert "—" not in told.split("</aside>")[0]


@pytest.mark.parametrize("count", [7, history.LIMIT + 2])
def test_earlier_entries_of_a_history_are_asked_for(client, group, count):
    for _ in range(count):
        act(None, group)
    client.force_login(office.hr(group))

    def shown(**asked):
        return client.get(group.get_absolute_url(), asked).content.decode().split('class="history"')[1]

    few, whole = shown(tab="x"), shown(tab="x", history="all")
    assert (few.count("<time "), whole.count("<time ")) == (5, min(count, history.LIMIT))
    assert 'href="?tab=x&amp;history=all"' in few
    assert ("更早的记录在审计记录中。" in whole) == (count > history.LIMIT)
    assert "history=all" not in whole


def test_few_entries_lead_to_no_earlier_ones(client, group):
    for _ in range(5):
        act(None, group)
    client.force_login(office.hr(group))
    assert "history=all" not in client.get(group.get_absolute_url()).content.decode()


def test_what_only_a_machine_compares_stays_in_the_trail(group, watcher):
    act(watcher, group, changes={"scan_sha256": ["", "9f" * 32], "template_version": ["", "shipped-ddba1c14"]})
    (line,), _more = history.history_of(group).newest(2)
    assert line.changes == []
    (entry,) = AuditEntry.objects.all()
    assert "9f" * 32 in history.changes_in_words(entry.changes, entry.target_type)


def test_the_trail_is_read_by_its_administrator_and_inspection_only(client, group, watcher):
    for reader in (watcher, office.user(Role.INSPECTION, group)):
        client.force_login(reader)
        assert client.get(reverse(LIST)).status_code == 200
    for role in set(Role) - {Role.AUDIT_ADMINISTRATOR, Role.INSPECTION}:
        client.force_login(office.user(role, group))
        assert client.get(reverse(LIST)).status_code == 403
    client.force_login(office.user(is_superuser=True))
    assert client.get(reverse(LIST)).status_code == 403


def test_a_subsidiary_reads_its_own_entries(client, group, watcher):
    company, other = office.unit(group, name="板材公司"), office.unit(group, name="矿业公司")
    act(watcher, company)
    act(watcher, other)
    audit.record(actor=watcher, verb="account.created", target=office.user(name="无单位"))
    client.force_login(office.user(Role.INSPECTION, company))
    rows = shown(client)
    assert (len(rows), "板材公司" in rows[0]) == (1, True)
    client.force_login(watcher)
    assert len(shown(client)) == 3


def test_filters_narrow_the_trail(client, group, watcher):
    other = office.user(name="张三")
    act(other, group)
    act(watcher, group, verb="unit.moved")
    client.force_login(watcher)
    today = timezone.localdate().isoformat()
    yesterday = (timezone.localdate() - datetime.timedelta(days=1)).isoformat()
    found = {
        "actor": len(shown(client, actor="张")),
        "username": len(shown(client, actor=other.username)),
        "verb": len(shown(client, verb="unit.moved")),
        "target": len(shown(client, target=group.name[:2])),
        "unit": len(shown(client, unit=group.code)),
        "today": len(shown(client, since=today, until=today)),
        "before": len(shown(client, until=yesterday)),
        "nobody": len(shown(client, actor="王")),
    }
    assert found == {
        "actor": 1,
        "username": 1,
        "verb": 1,
        "target": 2,
        "unit": 2,
        "today": 2,
        "before": 0,
        "nobody": 0,
    }


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_days_beyond_the_calendar_break_nothing(client, watcher, day):
    client.force_login(watcher)
    assert client.get(reverse(LIST), {"since": day, "until": day}).status_code == 200


def test_changes_stand_in_the_words_of_the_form(client, group, watcher):
    act(watcher, group, changes={"kind": ["plant", "workshop"], "closed_on": [None, "2026-01-01"]}, reason="撤并")
    client.force_login(watcher)
    with translation.override("en"):
        entry = AuditEntry.objects.get()
        words = history.changes_in_words(entry.changes, entry.target_type)
    assert words == "kind: Plant or mine → Workshop; closed on: 2026-01-01"
    assert "撤并" in shown(client)[0]


def test_an_entry_of_a_noun_that_is_no_more_is_still_read():
    assert history.changes_in_words({"colour": ["red", None]}, "gone.noun") == "colour：red → —"


@pytest.mark.parametrize(
    "filters", [{"actor": "张"}, {"target": "单位"}, {"verb": "unit.moved"}, {"since": "2026-01-01"}]
)
def test_every_filter_is_answered_from_an_index(group, watcher, filters):
    class Page:
        user = watcher

    rows = AuditFilter(filters, queryset=AuditEntry.objects.all(), request=Page).qs
    plan = rows.order_by().values("pk").explain()
    assert "SCAN office_auditentry\n" not in f"{plan}\n"
    assert not any(line.strip() == "SCAN office_auditentry" for line in plan.splitlines())


def test_taking_the_trail_out_is_recorded_in_it(client, group, watcher):
    act(watcher, group)
    client.force_login(watcher)
    answer = client.post(reverse(LIST), {"columns": ["at", "verb"], "format": "csv"})
    lines = b"".join(answer.streaming_content).splitlines()
    assert (answer.status_code, len(lines)) == (200, 3)  # the headings, the act, and the entry of taking it out
    assert AuditEntry.objects.first().verb == "list.exported"
    answer.close()  # last: it closes the connection on PostgreSQL


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_for_one_as_for_three(client, group, watcher, count, django_assert_num_queries):
    for _number in range(count):
        act(watcher, group)
    client.force_login(watcher)
    with django_assert_num_queries(5):
        assert client.get(reverse(LIST)).context["page"].count == count
