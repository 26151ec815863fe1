"""The establishment (岗位编制) as of a day gone by or to come: units down, grades across, opened level by level."""

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from overview.filters.coverage import EstablishmentFilter
from overview.lists.establishment import EstablishmentTable
from overview.selectors.coverage import Look, establishment_map
from overview.views.maps import MapPage


class EstablishmentPage(MapPage):
    filters, table, template = EstablishmentFilter, EstablishmentTable, "overview/map_page.html"

    def context(self):
        return super().context() | {"title": _("Establishment")}

    @cached_property
    def look(self):
        return Look(self.user, self.filterset.on)

    @cached_property
    def shown(self):
        return establishment_map(self.look, self.filterset.value("at"))

    def title(self):
        return _("Establishment as of %(date)s") % {"date": self.look.on}
