"""The ledger of posts (岗位台账) as of any day: a row per seat, or a row per post."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from office.listing import ListPage
from office.slots import Tab
from posts.filters.ledger import LedgerFilter
from posts.filters.posts import EstablishmentFilter
from posts.lists.ledger import LedgerList
from posts.lists.posts import EstablishmentList
from posts.models import PostVersion, Seat
from posts.selectors import ledger as ledger_selectors
from posts.selectors import posts as selectors

KEPT = ("as_of", "unit", "discipline", "grade")  # filters that both pages have
NARROWING = ("discipline", "grade", "occupancy")  # filters that the figures do not know


class _AsOfPage(ListPage):
    """Both pages: the figures of the day above, and the way to the other one under the same filters."""

    template_name = "posts/establishment.html"

    @cached_property
    def on(self):
        return self.filterset_class.day_of(self.params)

    def as_of(self):
        return self.on

    @cached_property
    def figures(self):
        unit = self.filterset.form.cleaned_data.get("unit") if self.filterset.is_valid() else None
        return selectors.establishment(self.user, self.on, unit)

    def extra_context(self):
        return {"figures": self.figures, "tab_entries": self._tabs()}

    def _tabs(self):
        kept = urlencode({name: self.params[name] for name in KEPT if self.params.get(name)})
        return [
            Tab(label, f"{reverse(name)}?{kept}" if kept and name != self.url_name else reverse(name))
            for name, label in (("posts:ledger", _("By seat")), ("posts:establishment", _("By post")))
        ]


class LedgerPage(_AsOfPage):
    """Every seat and who held it."""

    model, list_class, filterset_class, url_name = Seat, LedgerList, LedgerFilter, "posts:ledger"

    def objects(self):
        return ledger_selectors.ledger(super().objects(), self.on)

    def list(self, columns=()):
        """The rows of a whole unit are the seats in its figures: counting them once is half of the page."""
        rows = super().list(columns)
        if self.filterset.is_valid() and not any(self.filterset.form.cleaned_data[name] for name in NARROWING):
            rows.known = self.figures.rows
        return rows

    def title(self):
        return _("Post ledger as of %(date)s") % {"date": self.on}


class EstablishmentPage(_AsOfPage):
    """The posts as they were."""

    model, list_class, filterset_class = PostVersion, EstablishmentList, EstablishmentFilter
    url_name = "posts:establishment"

    def objects(self):
        return super().objects().in_force_on(self.on).with_unit_on(self.on)

    def title(self):
        return _("Establishment as of %(date)s") % {"date": self.on}
