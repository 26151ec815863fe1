"""What a page costs, against a bare page of 50 rows; and whether 100,000 rows cost more than 1,000."""

from dataclasses import dataclass

from django.test import Client
from django.urls import reverse

from bench import data
from bench.clock import median_of
from office.models import Unit, User
from posts.models import Appointment, Post, Seat
from rulebooks.models import Rulebook
from talent.models import Engineer

FEW, ALL = 1_000, 100_000


@dataclass
class Site:
    user: User
    client: Client
    units: list
    disciplines: list
    few: float = 0.0  # the list of people at 1,000 rows


LISTS = {
    "list of people": ("talent:engineer_list", ""),
    "list of people, filtered": ("talent:engineer_list", "?q=name0012&status=on_duty"),
    "list of people, last page": ("talent:engineer_list", "?page=2000"),
    "list of units": ("office:unit_list", ""),
    "list of posts": ("posts:post_list", ""),
    "list of appointments": ("posts:appointment_list", ""),
    "list of past results": ("talent:past_result_list", ""),
    "list of decisions": ("office:decision_list", ""),
    "list of cycles": ("evaluations:cycle_list", ""),
}
HOME_AND_DETAILS = 6


def build():
    """Units, disciplines, posts and the first 1,000 people; a client that is signed in."""
    plants = data.build_units()
    units, disciplines = list(Unit.objects.order_by("pk")), data.build_disciplines()
    user = data.build_people_who_sign_in()
    data.build_engineers(units, disciplines, 0, FEW)
    data.build_posts(plants, disciplines)
    data.analyse()
    client = Client()
    client.force_login(user, backend=settings_backend())
    site = Site(user, client, units, disciplines)
    site.few = cost(site, reverse("talent:engineer_list"))
    data.build_engineers(units, disciplines, FEW, ALL)
    data.build_holders(Seat.objects.select_related("post__grade").order_by("pk"))
    data.analyse()
    return site


def settings_backend():
    from django.conf import settings

    return settings.AUTHENTICATION_BACKENDS[0]


def cost(site, url):
    """Median CPU of a GET in milliseconds; anything but 200 stops the run."""

    def get():
        response = site.client.get(url)
        assert response.status_code == 200, (url, response.status_code)
        return b"".join(response) if response.streaming else response.content

    return median_of(get)


def measure(site, report):
    site.floor = floor = cost(site, "/bench/rows/")
    report.add("floor: 50 rows, six columns", floor, floor, 1)
    report.add("frame of every page", cost(site, "/bench/frame/"), floor, 2)
    for what, (name, query) in LISTS.items():
        report.add(what, cost(site, reverse(name) + query), floor, 5)
    report.add("100,000 rows against 1,000", cost(site, reverse("talent:engineer_list")), site.few, 1.3)
    for what, url in details(site).items():
        report.add(what, cost(site, url), floor, HOME_AND_DETAILS)


def details(site):
    newest = {
        "person": Engineer.objects.first(),
        "post": Post.objects.first(),
        "appointment": Appointment.objects.first(),
        "unit": site.units[20],
        "rulebook": Rulebook.objects.first(),
    }
    pages = {f"page of one {what}": target.get_absolute_url() for what, target in newest.items()}
    return {"home": reverse("overview:home"), "search": reverse("overview:search") + "?q=赵安", **pages}
