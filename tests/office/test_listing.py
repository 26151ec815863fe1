"""Lists: order, pages, counts, filters, columns, escaping and exports, shown on units."""

import csv
import io
import tracemalloc
from contextlib import closing

import django_filters
import pytest
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.test import RequestFactory
from django.utils import translation
from python_calamine import load_workbook

from office.enums import Role, UnitKind
from office.listing import Action, Column, List, ListFilterSet, ListPage, SearchFilter, UnitFilter, export, jobs, lists
from office.models import AuditEntry, Unit
from office.pickers import UnitPicker
from tests.factories import office as make

COLOURS = {UnitKind.GROUP: "blue", UnitKind.PLANT: "green"}


class UnitTable(List):
    title = "Units"
    order = ("name",)
    url = "office:unit_detail"
    page_size = 3
    selectable = True
    columns = (
        Column("name", "Name", link=True),
        Column("code", "Code"),
        Column("kind", "Kind", kind="choice", choices=UnitKind, colours=COLOURS),
        Column("parent", "Parent", "parent__name", sort="path"),
        Column("opened_on", "Opened", kind="date"),
        Column("length", "Length", len, needs=("name",), kind="number"),
        Column("depth", "Depth", lambda unit: unit.depth, kind="number", default=False),
        Column("secret", "Secret", "path", default=False),
    )

    def columns_for(self, user):
        return [column for column in self.columns if column.name != "secret" or user.is_superuser]


class UnitTableFilter(ListFilterSet):
    q = SearchFilter(begins=("code",), contains=("name",))
    unit = UnitFilter(UnitPicker, field_name="path")
    kind = django_filters.ChoiceFilter(choices=UnitKind)
    closed = django_filters.BooleanFilter("closed_on", lookup_expr="isnull", exclude=True)


class UnitTablePage(ListPage):
    model, list_class, filterset_class = Unit, UnitTable, UnitTableFilter

    def allowed(self):
        return Role.FILLER not in self.user.roles

    def actions(self):
        return [Action("Load", "/load", primary=True)]


@pytest.fixture
def group(db):
    return make.unit(name="集团", code="G")


@pytest.fixture
def reader(group):
    return make.user(Role.LEADER, group, name="钟远山")


def page_of(user, query=""):
    return UnitTablePage.outside_request(user, {}, query)


def answer(user, query="", data=None):
    address = f"/units/?{query}"
    request = RequestFactory().get(address) if data is None else RequestFactory().post(address, data)
    request.user = user
    return UnitTablePage.as_view()(request)


def content_of(response):
    with closing(response):
        return b"".join(response.streaming_content)


def workbook(response):
    return load_workbook(io.BytesIO(content_of(response))).get_sheet_by_index(0).to_python()


def names(user, query=""):
    shown = page_of(user, query).list()
    return [values[shown._keys["name"]] for values in shown.fetched()]


def test_rows_come_from_what_the_person_may_see(group):
    own, other = make.unit(group, name="甲厂"), make.unit(group, name="乙厂")
    assert names(make.user(Role.LEADER, own)) == ["甲厂"]
    assert names(make.user(Role.LEADER, other)) == ["乙厂"]
    assert names(make.user()) == []


def test_sorting_follows_the_whitelist_only(group, reader):
    for code, name in (("b", "1"), ("a", "2"), ("c", "3")):
        make.unit(group, code=code, name=name)
    assert names(reader, "sort=code") == ["集团", "2", "1", "3"]
    assert names(reader, "sort=-code") == ["3", "1", "2", "集团"]
    assert names(reader, "sort=length") == names(reader) == ["1", "2", "3", "集团"]
    assert names(reader, "sort=parent__code") == names(reader)
    assert names(reader, "sort=secret") == names(reader)


def test_the_checkbox_of_a_row_bears_its_name(group, reader):
    make.unit(group, name='甲"<b>厂')
    labels = [row.split('aria-label="')[1].split('"')[0] for row in UnitTable(Unit.objects.all(), reader).page(1).rows]
    assert labels == ["甲&quot;&lt;b&gt;厂", "集团"]


def test_the_checkbox_of_a_row_named_by_a_coloured_word_bears_the_word(group, reader):
    class KindTable(UnitTable):
        columns = (Column("kind", "Kind", kind="choice", choices=UnitKind, colours=COLOURS, link=True),)

    (row,) = KindTable(Unit.objects.all(), reader).page(1).rows
    assert f'aria-label="{group.get_kind_display()}"' in row


def test_ties_keep_one_order_over_the_pages(group, reader):
    made = [make.unit(group, name="同名").pk for _ in range(7)]
    shown = UnitTable(Unit.objects.filter(name="同名"), reader)
    seen = [row for number in (1, 2, 3) for row in shown.page(number).rows]
    assert [row.split('value="')[1].split('"')[0] for row in seen] == [str(pk) for pk in made]
    assert UnitTable(Unit.objects.all(), reader, sort="-name").ordered.query.order_by == ("-name", "-pk")


@pytest.mark.parametrize(
    ("rows", "number", "shown", "count", "has_next", "queries"),
    [
        (0, 1, 0, 0, False, 1),
        (3, 1, 3, 3, False, 1),  # one short page needs no count
        (4, 1, 3, 4, True, 2),
        (4, 2, 1, 4, False, 1),  # the last page knows it as well
        (4, 9, 1, 4, False, 3),  # past the end is the last page
    ],
)
def test_a_page_counts_only_when_it_must(
    group, reader, django_assert_num_queries, rows, number, shown, count, has_next, queries
):
    for _ in range(rows):
        make.unit(group, name="厂")
    table = UnitTable(Unit.objects.filter(name="厂"), reader)
    with django_assert_num_queries(queries):
        page = table.page(number)
    assert (len(page.rows), page.count, page.has_next, page.capped) == (shown, count, has_next, False)


def test_a_long_table_is_counted_on_request_only(group, reader, monkeypatch):
    monkeypatch.setattr(lists, "COUNT_LIMIT", 5)
    for _ in range(8):
        make.unit(group, name="厂")
    table = UnitTable(Unit.objects.filter(name="厂"), reader)
    assert (table.page(1).count, table.page(1).capped, table.page(1).last) == (5, True, 0)
    assert (table.page(1, exact=True).count, table.page(1, exact=True).last) == (8, 3)
    assert table.page(2).last_row == 6


def test_far_pages_are_read_from_the_end_and_count_what_they_pass(group, reader, monkeypatch):
    monkeypatch.setattr(lists, "COUNT_LIMIT", 3)
    for number in range(7):
        make.unit(group, name=f"同名{number % 2}")
    near, far = (UnitTable(Unit.objects.visible_to(reader), reader) for _turn in range(2))
    everything = [row for chunk in (near.fetched(0, 3), near.fetched(3, 6), near.fetched(6, 9)) for row in chunk]
    pages = [far.page(number) for number in (1, 2, 3)]
    assert [key for page in pages for key in keys_of(page)] == [row[0] for row in everything]
    assert [(page.count, page.capped, page.has_next) for page in pages] == [
        (3, True, True),
        (8, False, True),
        (8, False, False),
    ]
    assert keys_of(far.page(99)) == keys_of(pages[2])


def keys_of(page):
    return [int(row.split('value="')[1].split('"')[0]) for row in page.rows]


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_of_a_list_page(group, reader, django_assert_num_queries, rows):
    for _ in range(rows - 1):
        make.unit(group)
    reader.roles  # noqa: B018 the duties are read once per request
    with django_assert_num_queries(1):
        page_of(reader).list().page(1)


def test_cells_are_escaped_and_rows_link_to_their_page(group, reader):
    unit = make.unit(group, name="<b>&厂")
    (row,) = UnitTable(Unit.objects.filter(pk=unit.pk), reader).page(1).rows
    assert f'<a href="/units/{unit.pk}/">&lt;b&gt;&amp;厂</a>' in row
    assert '<span class="status status-green">' in row
    assert "<b>" not in row


def test_on_cards_numbers_dates_and_sentences_stand_behind_their_labels(reader):
    class Cards(UnitTable):
        cards = True
        selectable = False
        columns = (
            Column("name", "Name", link=True),
            Column("code", "Code", wraps=True),
            Column("opened_on", "Opened <on>", kind="date"),
            Column("length", "Length", len, needs=("name",), kind="number"),
        )

    for cards in (True, False):
        Cards.cards = cards
        (row,) = Cards(Unit.objects.all(), reader).page(1).rows
        _name, rest = row.split("</a></td>")
        labels = (
            (' data-label="Code"', ' data-label="Opened &lt;on&gt;"', ' data-label="Length"') if cards else [""] * 3
        )
        assert rest == '<td class="wrap"{}>G</td><td class="date"{}></td><td class="num"{}>2</td>'.format(*labels)


@pytest.mark.parametrize(
    ("change", "shown", "exported"), [(2, "+2", "2"), (-1, "−1", "-1"), (0, "0", "0"), (None, "", "")]
)
def test_a_change_has_its_sign_on_the_page_and_is_a_number_in_files(change, shown, exported):
    column = Column("change", "Change", kind="change")
    assert (column.html()(change), column.texts()(change), column.cell_class) == (shown, exported, "num")


def test_columns_of_the_object_cost_one_query_a_page(group, reader, django_assert_num_queries):
    for _ in range(2):
        make.unit(group)
    table = UnitTable(Unit.objects.order_by("pk"), reader, columns=["depth", "name"])
    with django_assert_num_queries(2):
        rows = table.page(1).rows
    assert sorted(row.split('class="num">')[1][0] for row in rows) == ["0", "1", "1"]


def test_filters_narrow_and_are_named(group, reader):
    plant = make.unit(group, code="p1", name="炼铁厂")
    make.unit(plant, code="w1", name="高炉车间", kind=UnitKind.WORKSHOP)
    make.unit(group, code="p2", name="炼钢厂")
    assert names(reader, "q=炼") == ["炼钢厂", "炼铁厂"]
    assert names(reader, "q=P1") == ["炼铁厂"]
    assert names(reader, "unit=p1") == ["炼铁厂", "高炉车间"]
    assert names(reader, "unit=p1&kind=workshop") == ["高炉车间"]
    with translation.override("en"):
        chosen = page_of(reader, "unit=p1&kind=workshop").filterset.chosen
    assert chosen == [("Unit", "炼铁厂"), ("Kind", "Workshop")]


def test_a_wrong_filter_shows_nothing_rather_than_everything(group, reader):
    assert names(reader, "kind=nonsense") == []
    assert names(reader, "unit=nonsense") == []


def test_a_unit_out_of_sight_cannot_be_picked(group):
    own, other = make.unit(group, code="own"), make.unit(group, code="other")
    user = make.user(Role.LEADER, own)
    assert page_of(user, f"unit={other.code}").filterset.is_valid() is False
    assert UnitPicker.found(user, "o") == [{"value": "own", "text": own.name, "note": "own · 集团"}]
    assert UnitPicker.option_of(user, "other") is None


def test_the_picker_answers_with_what_is_in_sight(client, group):
    own = make.unit(group, code="炼1")
    make.unit(group, code="炼2")
    client.force_login(make.user(Role.LEADER, own))
    options = client.get("/units/pick", {"q": "炼"}).json()["options"]
    assert [option["value"] for option in options] == ["炼1"]


def test_the_picker_looks_in_one_unit_only(client, group):
    plant = make.unit(group, code="p1", name="炼铁厂")
    make.unit(plant, code="p11", name="高炉车间")
    make.unit(group, code="p2", name="炼钢厂")
    client.force_login(make.user(Role.LEADER, group))
    options = client.get("/units/pick", {"q": "p", "within": plant.pk}).json()["options"]
    assert [option["value"] for option in options] == ["p1", "p11"]
    for unknown in ("0", "p1"):
        assert client.get("/units/pick", {"within": unknown}).status_code == 404


def test_a_page_shows_filters_rows_and_actions(group, reader):
    make.unit(group, name="甲厂")
    html = answer(reader, "q=甲").content.decode()
    assert "甲厂" in html
    assert 'href="/load"' in html
    assert 'aria-current="page"' not in html.split("<main")[1]
    assert '<option value="plant">' in html


def test_a_page_not_allowed_is_forbidden(group):
    with pytest.raises(PermissionDenied):
        answer(make.user(Role.FILLER, group))
    with pytest.raises(PermissionDenied):
        answer(make.user(Role.FILLER, group), data={"format": "csv"})


def test_a_workbook_has_typed_cells_in_the_chosen_order(group, reader):
    make.unit(group, name="=1+1", code="007", opened_on=make.LONG_AGO)
    with translation.override("zh-hans"):
        rows = workbook(answer(reader, "q=007", {"columns": ["opened_on", "length", "code", "name", "secret"]}))
    assert rows[0][0] == "Units"
    assert rows[1] == ["Opened", "Length", "Code", "Name"]
    assert rows[2] == [make.LONG_AGO, 4.0, "007", "=1+1"]
    assert rows[4][0].split() == ["填表人：", "审核人：", "日期："]


def test_csv_is_for_excel_and_starts_no_formula(group, reader):
    make.unit(group, name="=1+1", code="-7")
    content = content_of(answer(reader, "q=-7", {"columns": ["name", "code"], "format": "csv"}))
    assert content.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(content.decode("utf-8-sig")))) == [["Name", "Code"], ["'=1+1", "'-7"]]


def test_without_columns_the_export_has_those_of_the_page(group, reader):
    assert workbook(answer(reader, data={}))[1] == ["Name", "Code", "Kind", "Parent", "Opened", "Length"]


def test_an_export_is_recorded(group, reader):
    make.unit(group, name="甲厂")
    with translation.override("en"):
        response = answer(reader, "q=甲", {"format": "csv"})
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.actor, entry.unit, entry.target_name) == ("list.exported", reader, group, "Units")
    assert entry.changes == {"rows": [None, 1], "format": [None, "csv"], "filters": [None, "Search: 甲"]}
    response.close()


def test_the_worker_exports_the_same_rows_as_the_page(group, reader):
    own = make.unit(group, name="甲厂")
    make.unit(group, name="乙厂")
    user, stream = make.user(Role.LEADER, own), io.BytesIO()
    params = {
        "page": f"{__name__}.UnitTablePage",
        "kwargs": {},
        "query": "sort=code",
        "columns": ["name"],
        "format": "csv",
    }
    assert jobs.write_export(params, user, stream)[1] == 1
    assert stream.getvalue().decode("utf-8-sig").split() == ["Name", "甲厂"]


def test_headings_turn_the_order_and_keep_the_filters(reader):
    shown = UnitTable(Unit.objects.all(), reader, sort="code")
    headings = {heading.label: heading for heading in shown.headings(QueryDict("q=x&page=3&sort=code"))}
    assert (headings["Code"].direction, headings["Code"].url) == ("ascending", "?q=x&sort=-code")
    assert (headings["Name"].direction, headings["Name"].url) == ("", "?q=x&sort=name")
    assert headings["Length"].url == ""


def test_memory_of_an_export_does_not_grow_with_its_rows(group, reader):
    class Numbers(UnitTable):
        def fetched(self, start=0, stop=None):
            return _Rows((number, f"单位{number}") for number in range(20_000))

    table = Numbers(Unit.objects.all(), reader, columns=["name"])
    tracemalloc.start()
    with io.BytesIO() as stream:
        export.write(table, stream, title="Units", kind="csv")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


class _Rows:
    def __init__(self, rows):
        self.rows = rows

    def iterator(self, chunk_size):
        return self.rows
