import datetime

import django_filters
from django.utils.translation import gettext_lazy as _

from office.listing import ListFilterSet, SearchFilter, UnitFilter
from office.pickers import UnitPicker
from posts.enums import LetterStatus
from posts.selectors.letters import half_signed, ready_to_sign, waits_for_holder, waits_for_unit
from talent.filters import person

FOR_HOLDER, FOR_UNIT, FOR_SECOND = "holder", "unit", "second"


class LetterFilter(ListFilterSet):
    q = SearchFilter(
        begins=(*person("appointment__engineer__"), "appointment__seat__post__code"),
        label=_("Name, pinyin, number or post"),
    )
    unit = UnitFilter(UnitPicker, field_name="appointment__seat__post__unit__path", label=_("Unit of the post"))
    status = django_filters.ChoiceFilter(choices=LetterStatus, label=_("Status"))
    year = django_filters.NumberFilter(
        label=_("Covers something of the year"), min_value=1990, max_value=2200, method="by_year"
    )
    waiting = django_filters.ChoiceFilter(
        choices=[
            (FOR_HOLDER, _("for the holder's signature")),
            (FOR_UNIT, _("for the unit's signature")),
            (FOR_SECOND, _("for the second signature")),
        ],
        label=_("Waits"),
        method="by_signature",
    )

    def by_year(self, queryset, _name, value):
        first, after = datetime.date(int(value), 1, 1), datetime.date(int(value) + 1, 1, 1)
        return queryset.filter(starts_on__lt=after, until__gt=first)

    def by_signature(self, queryset, _name, value):
        """Of drafts that can be signed: their weights add up."""
        waits = {
            FOR_HOLDER: waits_for_holder(),
            FOR_UNIT: waits_for_unit(self.request.user),
            FOR_SECOND: half_signed(),
        }
        ready = ready_to_sign(queryset.model.objects.filter(waits[value])).order_by()
        return queryset.filter(pk__in=ready.values("pk"))
