"""Named tables: what they put on a sheet, who finds, keeps and shares them, and what they never show."""

import csv
import io
import re
import zipfile

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from python_calamine import load_workbook

from office import jobs as office_jobs
from office.clock import today
from office.enums import Role
from office.errors import DomainError
from office.listing import export, pages
from office.listing.lists import LISTS, List
from office.models import AuditEntry, Job, NamedTable
from office.services import tables as services
from posts.lists.appointments import AppointmentList
from tests.factories import office as make
from tests.factories import posts
from tests.races import at_once

pytestmark = pytest.mark.django_db
UNITS = "office.UnitList"
LIST_QUERIES = 4
UNIT_PAGE, HOLDERS = "office:unit_list", "posts:appointment_list"


@pytest.fixture
def group():
    return make.unit(name="集团", code="G")


@pytest.fixture
def company(group):
    return make.unit(group, name="板材公司", code="C")


@pytest.fixture
def keeper(company):
    return make.hr(company, name="钟远山")


def kept(owner=None, unit=None, **fields):
    given = {"list_code": UNITS, "name": "月报", "columns": ["name", "code"]}
    return NamedTable.objects.create(owner=owner, unit=unit, **given | fields)


def content_of(response):
    """The client closes the file at its end; closing it here again would close the connection, too."""
    return b"".join(response.streaming_content)


def exported(client, page=UNIT_PAGE, **data):
    return csv_rows(content_of(client.post(reverse(page), {"format": "csv", **data})))


def csv_rows(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def workbook(client, **data):
    content = content_of(client.post(reverse(UNIT_PAGE), data))
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        paper = re.search(r'paperSize="(\d+)"', parts.read("xl/worksheets/sheet1.xml").decode())
    return load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python(), int(paper[1])


def keep(client, **data):
    given = {"list": UNITS, "name": "月报", "columns": ["code", "name"]}
    return client.post(reverse("office:table_create"), given | data)


def menu(client, page=UNIT_PAGE, **query):
    return client.get(reverse(page), query).context["export_menu"]


# --- What stands on the sheet ------------------------------------------------------------------------
def test_a_table_gives_columns_headings_title_paper_and_signatures(client, group, company, keeper):
    looks = {"title": "单位一览", "headings": {"code": "编号"}, "paper": "a3", "footer": "制表，审批："}
    table = kept(keeper, **looks)
    client.force_login(keeper)
    with translation.override("zh-hans"):
        rows, paper = workbook(client, table=table.pk)
    assert rows[0][0] == f"单位一览（截至 {today()}）"
    assert rows[1] == ["单位名称", "编号"]
    assert rows[2] == ["板材公司", "C"]
    assert rows[4][0].split() == ["制表：", "审批："]
    assert paper == export.A3


def test_csv_has_the_headings_and_neither_title_nor_signatures(client, company, keeper):
    table = kept(keeper, title="单位一览", headings={"code": "编号"}, footer="制表")
    client.force_login(keeper)
    assert exported(client, table=table.pk) == [["单位名称", "编号"], ["板材公司", "C"]]


def test_paper_and_words_are_the_usual_ones_without_a_table(client, company, keeper):
    client.force_login(keeper)
    rows, paper = workbook(client)
    assert (rows[0][0], rows[-1][0].split()) == ("单位", ["填表人：", "审核人：", "日期："])
    assert paper == export.A4


def test_columns_chosen_in_the_menu_go_before_those_of_the_table(client, company, keeper):
    table = kept(keeper, headings={"code": "编号"})
    client.force_login(keeper)
    chosen = {"columns": ["kind", "code"], "place_kind": "2", "place_code": "1"}
    assert exported(client, table=table.pk, **chosen)[0] == ["编号", "类别"]


@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(["code", "name", "kind", "parent", "opened_on"]))
def test_the_order_is_kept_from_the_menu_to_the_sheet(client, company, keeper, names):
    """By the numbers, whatever the order in which a browser sends the columns."""
    client.force_login(keeper)
    places = {f"place_{name}": str(number) for number, name in enumerate(names, 1)}
    keep(client, columns=sorted(names), **places)
    table = NamedTable.objects.get()
    assert table.columns == list(names)
    labels = {column.name: str(column.label) for column in LISTS[UNITS].columns}
    with translation.override("zh-hans"):
        assert (
            exported(client, table=table.pk)[0]
            == [labels[name] for name in names]
            == exported(client, columns=sorted(names), **places)[0]
        )
    assert [column.name for column in menu(client, table=table.pk).columns][:5] == list(names)
    table.delete()


def test_long_exports_are_of_the_same_table(client, company, keeper, monkeypatch):
    monkeypatch.setattr(pages, "JOB_LIMIT", 0)
    table = kept(keeper, title="单位一览", headings={"code": "编号"}, paper="a3", footer="制表")
    client.force_login(keeper)
    client.post(reverse(UNIT_PAGE), {"table": table.pk})
    job = Job.objects.get()
    table.delete()  # what was asked for is done, whatever became of the table
    with job.output.open("rb") as stream:
        rows = load_workbook(io.BytesIO(stream.read())).get_sheet_by_index(0).to_python()
    assert rows[0][0] == f"单位一览（截至 {today()}）"
    assert (rows[1], rows[2], rows[4][0]) == (["单位名称", "编号"], ["板材公司", "C"], "制表：")
    assert job.output_name == f"月报-{today():%Y%m%d}.xlsx"
    assert AuditEntry.objects.get(verb="list.exported").changes["table"] == [None, "月报"]


def test_a_name_is_no_path(client, company, keeper):
    table = kept(keeper, name='../a\r\nb"c')
    client.force_login(keeper)
    answer = client.post(reverse(UNIT_PAGE), {"table": table.pk})
    assert answer["Content-Disposition"] == f'attachment; filename=".. a b c-{today():%Y%m%d}.xlsx"'
    assert content_of(answer)


# --- Tables of the house --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("page", "headings"),
    [
        ("posts:post_list", ["岗位编号", "单位编码", "单位", "专业领域", "层级", "核定职数"]),
        (HOLDERS, ["岗位编号", "席位", "工号", "姓名", "聘期起", "聘期止"]),
    ],
)
def test_registers_have_the_headings_of_human_resources(client, company, keeper, page, headings):
    posts.appointment(posts.post(company))
    client.force_login(keeper)
    (header, *rows) = exported(client, page, table="register")
    assert (header, len(rows)) == (headings, 1)


def test_every_list_has_a_code_of_its_own():
    lists = [found for found in _below(List) if not found.__module__.startswith("tests.")]
    assert [found.__name__ for found in lists if not (found.code or found.__subclasses__())] == []
    own = [vars(found)["code"] for found in lists if "code" in vars(found)]
    assert sorted(own) == sorted(set(own))


def test_tables_of_the_house_name_columns_of_their_list():
    for found in _below(List):
        for table in found.tables:
            assert set(table.columns) <= {column.name for column in found.columns}
            assert not table.key.isdecimal()


def _below(parent):
    for child in parent.__subclasses__():
        yield child
        yield from _below(child)


# --- Who sees what ------------------------------------------------------------------------------------
def test_tables_are_found_by_their_owner_and_below_the_unit_that_shares_them(group, company):
    plant, other = make.unit(company), make.unit(group)
    one, two = make.hr(company), make.user(Role.FILLER, plant)
    of_company, of_group = kept(unit=company), kept(unit=group)
    of_plant, own = kept(unit=plant), kept(one)

    def seen(user):
        return set(NamedTable.objects.visible_to(user))

    assert seen(one) == {own, of_company, of_group}
    assert seen(two) == {of_plant, of_company, of_group}
    assert seen(make.hr(other)) == seen(make.hr(group)) == {of_group}
    assert seen(make.user()) == set()


def test_the_table_of_another_is_not_there(client, company, keeper):
    table = kept(keeper)
    client.force_login(make.hr(company))
    assert client.get(reverse(UNIT_PAGE), {"table": table.pk}).status_code == 404
    assert client.post(reverse(UNIT_PAGE), {"table": table.pk}).status_code == 404
    assert keep(client, table=table.pk).status_code == 404
    assert client.get(reverse("office:table_update", args=[table.pk])).status_code == 404
    assert client.post(reverse("office:table_delete", args=[table.pk])).status_code == 404


def test_a_table_of_another_list_is_not_there(client, company, keeper):
    table = kept(keeper, list_code="posts.PostList")
    client.force_login(keeper)
    for key in (table.pk, "register", "x" * 30, "9" * 30, "٣"):
        assert client.get(reverse(UNIT_PAGE), {"table": key}).status_code == 404


def test_a_shared_table_shows_nobody_what_he_may_not_see(client, company, keeper):
    """Retirement dates tell birth dates; a leader uses the table of human resources, without them."""
    holder = posts.engineer(company, retires_on="2041-07-09")
    posts.appointment(posts.post(company), holder)
    table = kept(unit=company, list_code=AppointmentList.code, columns=["retires_on", "name"], headings={})
    client.force_login(keeper)
    assert exported(client, HOLDERS, table=table.pk)[1] == ["2041-07-09", holder.name]
    client.force_login(make.user(Role.LEADER, company))
    assert exported(client, HOLDERS, table=table.pk) == [["姓名"], [holder.name]]
    assert exported(client, HOLDERS, table=table.pk, columns=["retires_on", "name"]) == [["姓名"], [holder.name]]
    (offer,) = [offer for offer in menu(client, HOLDERS, table=table.pk).offers if offer.current]
    with translation.override("zh-hans"):
        assert [str(label) for label in offer.missing] == ["退休日期"]
    assert "不含退休日期" in client.get(reverse(HOLDERS), {"table": table.pk}).content.decode()


def test_the_worker_shows_nobody_what_he_may_not_see(client, company, monkeypatch):
    monkeypatch.setattr(pages, "JOB_LIMIT", 0)
    posts.appointment(posts.post(company), posts.engineer(company, retires_on="2041-07-09"))
    table = kept(unit=company, list_code=AppointmentList.code, columns=["retires_on", "name"])
    client.force_login(make.user(Role.LEADER, company))
    client.post(reverse(HOLDERS), {"table": table.pk, "format": "csv", "columns": ["retires_on", "name"]})
    with Job.objects.get().output.open("rb") as stream:
        assert [len(row) for row in csv_rows(stream.read())] == [1, 1]


def test_a_leader_cannot_keep_what_he_may_not_see(client, company):
    client.force_login(make.user(Role.LEADER, company))
    keep(client, list=AppointmentList.code, columns=["retires_on", "name", "nonsense"])
    assert NamedTable.objects.get().columns == ["name"]


def test_columns_that_are_no_more_are_left_out_and_named(client, company, keeper):
    table = kept(keeper, columns=["gone", "name", "lost"], headings={"gone": "旧列"})
    client.force_login(keeper)
    assert exported(client, table=table.pk)[0] == ["单位名称"]
    (offer,) = menu(client, table=table.pk).offers
    with translation.override("zh-hans"):
        assert [str(label) for label in offer.missing] == ["旧列", "已取消的列"]


# --- Keeping ------------------------------------------------------------------------------------------
def test_the_choice_is_kept_under_a_name_and_chosen_afterwards(client, company, keeper):
    client.force_login(keeper)
    back = f"{reverse(UNIT_PAGE)}?q=C&tables="
    answer = keep(client, back=back)
    table = NamedTable.objects.get()
    assert (table.owner, table.unit, table.name, table.columns) == (keeper, None, "月报", ["code", "name"])
    assert answer.url == f"{reverse(UNIT_PAGE)}?q=C&table={table.pk}"
    assert not AuditEntry.objects.filter(target_type="office.namedtable").exists()
    assert menu(client, table=table.pk).own_name == "月报"


def test_the_same_name_replaces_and_keeps_the_looks_of_what_was_chosen(client, company, keeper):
    table = kept(keeper, title="单位一览", headings={"code": "编号", "name": "名"}, paper="a3", footer="制表")
    client.force_login(keeper)
    keep(client, table=table.pk, columns=["code", "kind"])
    table.refresh_from_db()
    assert (table.columns, table.headings) == (["code", "kind"], {"code": "编号"})
    assert (table.title, table.paper, table.footer) == ("单位一览", "a3", "制表")
    assert NamedTable.objects.count() == 1


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example/x", "http://testserver//evil.example/", "/\t//evil.example/", ""]
)
def test_it_leads_back_to_this_house_only(client, company, keeper, back):
    client.force_login(keeper)
    assert keep(client, back=back).url == reverse("office:table_list")


@pytest.mark.parametrize("data", [{"name": ""}, {"name": "月" * 61}, {"columns": []}, {"columns": ["nonsense"]}])
def test_nothing_is_kept_without_a_name_or_a_column(client, company, keeper, data):
    client.force_login(keeper)
    assert keep(client, **data).status_code == 302
    assert not NamedTable.objects.exists()


def test_only_human_resources_share_and_only_with_their_units(client, group, company, keeper):
    leader = make.user(Role.LEADER, company)
    for user, unit in ((leader, company), (keeper, group)):
        client.force_login(user)
        keep(client, audience=unit.pk)
    assert not NamedTable.objects.exists()
    client.force_login(keeper)
    keep(client, audience=company.pk)
    table = NamedTable.objects.get()
    assert (table.owner, table.unit) == (None, company)
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.unit, entry.changes) == ("namedtable.shared", company, {"columns": [None, "code, name"]})


def form(table, **facts):
    places = {f"place_{name}": str(number) for number, name in enumerate(table.columns, 1)}
    return {"name": table.name, "audience": table.unit_id or "", "paper": "auto", **places, **facts}


def test_a_table_is_renamed_reordered_and_shared(client, company, keeper):
    table = kept(keeper, columns=["name", "code", "kind"])
    client.force_login(keeper)
    given = {"name": "年报", "audience": company.pk, "place_name": "9", "place_kind": "", "heading_code": "编号"}
    answer = client.post(
        reverse("office:table_update", args=[table.pk]), form(table, **given, title="一览", paper="a4")
    )
    assert (answer.status_code, answer.url) == (302, reverse("office:table_list"))
    table.refresh_from_db()
    assert (table.name, table.owner, table.unit, table.columns) == ("年报", None, company, ["code", "name"])
    assert (table.headings, table.title, table.paper) == ({"code": "编号"}, "一览", "a4")
    assert AuditEntry.objects.get().verb == "namedtable.shared"


def test_a_shared_table_that_is_taken_back_belongs_to_who_took_it(client, company, keeper):
    table = kept(unit=company)
    client.force_login(keeper)
    client.post(reverse("office:table_update", args=[table.pk]), form(table, audience=""))
    table.refresh_from_db()
    assert (table.owner, table.unit) == (keeper, None)
    assert [(entry.verb, entry.unit) for entry in AuditEntry.objects.all()] == [("namedtable.withdrawn", company)]


def test_changes_of_a_shared_table_are_on_record(client, company, keeper):
    table = kept(unit=company)
    client.force_login(keeper)
    client.post(reverse("office:table_update", args=[table.pk]), form(table, name="年报"))
    client.post(reverse("office:table_delete", args=[table.pk]))
    assert [(entry.verb, entry.changes) for entry in AuditEntry.objects.order_by("pk")] == [
        ("namedtable.changed", {"name": ["月报", "年报"]}),
        ("namedtable.deleted", {"columns": ["name, code", None]}),
    ]
    assert not NamedTable.objects.exists()


def test_who_only_uses_a_shared_table_changes_nothing(client, company):
    table = kept(unit=company)
    client.force_login(make.user(Role.LEADER, company))
    for name in ("office:table_update", "office:table_delete"):
        assert client.post(reverse(name, args=[table.pk]), form(table)).status_code == 403
    assert keep(client, table=table.pk).status_code == 302  # a copy of one's own
    assert NamedTable.objects.filter(unit=None).count() == NamedTable.objects.filter(unit=company).count() == 1


def test_a_name_that_is_taken_is_refused(client, company, keeper):
    kept(keeper, name="年报")
    table = kept(keeper)
    client.force_login(keeper)
    answer = client.post(reverse("office:table_update", args=[table.pk]), form(table, name="年报"))
    assert answer.status_code == 200
    assert "已有同名的表" in answer.content.decode()
    with pytest.raises(DomainError):
        services.change_table(table, actor=keeper, unit=None, name="x", columns=[])


def test_truth_is_kept_by_the_database(company, keeper):
    kept(keeper)
    kept(unit=company)
    for wrong in ({"owner": keeper}, {"unit": company}, {}, {"owner": keeper, "unit": company, "name": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            kept(**wrong)


# --- Pages --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("rows", [1, 3])
def test_queries_of_the_page(client, company, keeper, django_assert_num_queries, rows):
    for number in range(rows):
        kept(keeper, name=f"表{number}")
    client.force_login(keeper)
    with django_assert_num_queries(LIST_QUERIES):
        assert len(client.get(reverse("office:table_list")).context["page"].rows) == rows


@pytest.mark.parametrize(("query", "more"), [({}, 0), ({"tables": ""}, 1)])
def test_kept_tables_cost_a_list_nothing_until_the_menu_opens(
    client, company, keeper, django_assert_num_queries, query, more
):
    kept(keeper)
    kept(unit=company, name="共用")
    client.force_login(keeper)
    with django_assert_num_queries(LIST_QUERIES + more):
        offers = client.get(reverse(UNIT_PAGE), query).context["export_menu"].offers
    assert [offer.table.name for offer in offers] == (["共用", "月报"] if query else [])


def test_names_are_text_wherever_they_stand(client, company, keeper):
    hostile = "<script>alert(1)</script>\"'&"
    table = kept(keeper, name=hostile, title=hostile, headings={"code": hostile[:40]}, footer=hostile)
    client.force_login(keeper)
    addresses = (f"{reverse(UNIT_PAGE)}?table={table.pk}", reverse("office:table_list"))
    addresses += tuple(reverse(f"office:table_{act}", args=[table.pk]) for act in ("update", "delete"))
    for address in addresses:
        text = client.get(address).content.decode()
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert(1)" in text


def test_paging_and_order_forget_that_the_menu_was_open(client, company, keeper):
    client.force_login(keeper)
    page = client.get(reverse(UNIT_PAGE), {"q": "C", "tables": "", "page": "1"})
    assert page.context["base_query"] == "q=C"
    assert page.context["headings"][0].url == "?q=C&sort=code"


def test_my_tables_lead_to_the_list(client, company, keeper):
    table = kept(keeper)
    client.force_login(keeper)
    page = client.get(reverse("office:table_update", args=[table.pk]))
    assert page.context["list_url"] == f"{reverse(UNIT_PAGE)}?table={table.pk}"


def test_only_what_is_kept_is_opened(client, company):
    table = kept(unit=company)
    address = reverse("office:table_update", args=[table.pk])
    for role, links in ((Role.LEADER, False), (Role.HR, True)):
        client.force_login(make.user(role, company))
        assert (address in client.get(reverse("office:table_list")).content.decode()) is links


def test_a_job_of_before_has_neither_headings_nor_layout(company, keeper):
    params = {
        "page": "office.views.units.UnitListPage",
        "kwargs": {},
        "query": "",
        "columns": ["code"],
        "format": "csv",
    }
    job = office_jobs.enqueue("export", params, actor=keeper, label="Export")
    with Job.objects.get(pk=job.pk).output.open("rb") as stream:
        assert csv_rows(stream.read()) == [["单位编码"], ["C"]]


# --- Acts that meet ---------------------------------------------------------------------------------
@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_table_deleted_while_it_is_kept_or_changed_ends_in_words():
    keeper = make.user()
    looks = {"columns": ["name"], "headings": {}, "title": "", "paper": "", "footer": ""}
    table = kept(owner=keeper)

    def delete():
        return services.delete_table(table, actor=keeper)

    facts = {"actor": keeper, "unit": None, "name": "月报", **looks}
    at_once(lambda: services.keep_table(list_code=UNITS, **facts), delete)
    table, _there = services.keep_table(list_code=UNITS, **facts)
    answers = at_once(delete, delete, lambda: services.change_table(table, **facts))
    assert [isinstance(answer, DomainError) for answer in answers[:2]].count(True) == 1
    assert isinstance(answers[2], DomainError | NamedTable)
    assert NamedTable.objects.count() == 0


def test_what_was_deleted_meanwhile_is_said(keeper):
    table = kept(owner=keeper)
    services.delete_table(NamedTable.objects.get(pk=table.pk), actor=keeper)
    with pytest.raises(DomainError, match=table.name):
        services.delete_table(table, actor=keeper)
