"""The column of lists of units' rows: below which subsidiary each unit stands today."""

from dataclasses import replace

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from office.listing import Column, List
from office.selectors.subsidiaries import Subsidiaries
from planning.models.survey import RETURNS_SEEN_BY

SUBSIDIARY = Column("subsidiary", _("Subsidiary"), width=16)  # its list knows the names


class SubsidiaryList(List):
    """Readers to whom all units in sight stand below the same one find the column in exports only."""

    @cached_property
    def subsidiaries(self):
        return Subsidiaries()

    def columns_for(self, user):
        differ = self.subsidiaries.differ_within(user.paths_as(RETURNS_SEEN_BY))
        path = self.queryset.unit_path
        named = replace(SUBSIDIARY, value=self.subsidiaries.above, needs=(path,), sort=(path,), default=differ)
        return tuple(named if column is SUBSIDIARY else column for column in self.columns)
