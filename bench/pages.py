"""What a page costs, against a bare page of 50 rows; and whether 100,000 rows cost more than 1,000."""

from dataclasses import dataclass, field

from django.conf import settings
from django.test import Client
from django.urls import reverse

from bench import data
from bench.clock import medians
from office.models import Unit, User
from posts.models import Appointment, Post, Seat
from rulebooks.models import Rulebook
from talent.models import Engineer

FEW, ALL = 1_000, 100_000
PAGE, LIST, DETAIL, GROWTH = 2, 5, 6, 1.3  # limits
PEOPLE = "list of people"
LISTS = {
    PEOPLE: ("talent:engineer_list", ""),
    "list of people, searched": ("talent:engineer_list", "?q=name0012&status=on_duty"),
    "list of people, filtered": ("talent:engineer_list", "?unit=G0000&status=on_duty"),
    "list of people, by retirement": ("talent:engineer_list", "?status=on_duty&sort=retires_on"),
    "list of people, by unit": ("talent:engineer_list", "?sort=unit"),
    "list of people, last page": ("talent:engineer_list", "?page=2000"),
    "list of units": ("office:unit_list", ""),
    "list of posts": ("posts:post_list", ""),
    "ledger of posts": ("posts:ledger", ""),
    "ledger of posts, of a past day": ("posts:ledger", "?as_of=2025-06-01"),
    "list of appointments": ("posts:appointment_list", ""),
    "list of batches": ("posts:batch_list", ""),
    "vacant seats to fill": ("posts:seat_fill", ""),
    "register of certificates": ("posts:certificate_list", ""),
    "list of target letters": ("posts:letter_list", ""),
    "list of past results": ("talent:past_result_list", ""),
    "list of decisions": ("office:decision_list", ""),
    "list of cycles": ("evaluations:cycle_list", ""),
}
OF_SUBSIDIARY = (
    PEOPLE,
    "list of people, by unit",
    "list of posts",
    "ledger of posts",
    "list of appointments",
    "list of past results",
)


@dataclass
class Site:
    user: User  # the group's HR and administrator
    client: Client
    subsidiary: Client  # HR of 300 units and 10,000 people
    units: list
    disciplines: list
    few: dict = field(default_factory=dict)  # ratio to the floor at 1,000 people


def build():
    """The group with 1,000 people, then with all of them; two clients that are signed in."""
    plants = data.build_units()
    units, disciplines = list(Unit.objects.order_by("pk")), data.build_disciplines()
    user, of_subsidiary = data.build_people_who_sign_in()
    data.build_engineers(units, disciplines, 0, FEW)
    data.build_posts(plants, disciplines)
    data.analyse()
    site = Site(user, client_of(user), client_of(of_subsidiary), units, disciplines)
    site.few = {client: people_over_floor(client) for client in (site.client, site.subsidiary)}
    data.build_engineers(units, disciplines, FEW, ALL)
    data.build_holders(Seat.objects.select_related("post__grade").order_by("pk"))
    data.build_batches()
    data.build_results()
    data.link_accounts()
    data.analyse()
    return site


def client_of(user):
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def getting(client, url):
    """A call that reads the page; anything but 200 stops the run."""

    def get():
        response = client.get(url)
        assert response.status_code == 200, (url, response.status_code)
        return b"".join(response) if response.streaming else response.content

    return get


def cost(client, url):
    """Median CPU of the page and of the floor, in milliseconds."""
    return medians(getting(client, url), getting(client, "/bench/rows/"))


def people_over_floor(client):
    page, floor = cost(client, reverse("talent:engineer_list"))
    return page / floor


def measure(site, report):
    report.add("frame of every page", *cost(site.client, "/bench/frame/"), PAGE)
    for what, (name, query) in LISTS.items():
        report.add(what, *cost(site.client, reverse(name) + query), LIST)
    for what in OF_SUBSIDIARY:
        name, query = LISTS[what]
        report.add(f"{what}, a subsidiary's", *cost(site.subsidiary, reverse(name) + query), LIST)
    measure_growth(site, report)
    for what, url in details(site).items():
        report.add(what, *cost(site.client, url), DETAIL)


def measure_growth(site, report):
    """Both as multiples of the floor of their time: the two measurements lie minutes apart."""
    for client, what in ((site.client, ""), (site.subsidiary, ", a subsidiary's")):
        page, floor = cost(client, reverse("talent:engineer_list"))
        report.add(f"100,000 people against 1,000{what}", page, floor * site.few[client], GROWTH)


def details(site):
    newest = {
        "person": Engineer.objects.first(),
        "post": Post.objects.first(),
        "appointment": Appointment.objects.first(),
        "unit": site.units[20],
        "rulebook": Rulebook.objects.first(),
    }
    pages = {f"page of one {what}": target.get_absolute_url() for what, target in newest.items()}
    threads = {
        f"thread of a {what}": reverse(f"overview:{what}_thread", args=[newest[what].pk]) for what in ("post", "person")
    }
    return {
        "home": reverse("overview:home"),
        "board of what is due": reverse("overview:due_board"),
        "search": reverse("overview:search") + "?q=赵安",
        **pages,
        **threads,
    }
