import django_filters
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from office.listing import ListFilterSet, SearchFilter, UnitFilter
from office.pickers import UnitPicker
from office.scope import subtree
from planning.enums import ProblemKind, Urgency
from planning.models.demand_line import UNIT_PATH
from planning.selectors.consolidators import subsidiaries_within
from posts.filters.grades import GradeFilter
from talent.filters import DisciplineFilter


class DeskFilter(ListFilterSet):
    """Of annotated desk lines; `request` is the page, which knows its survey and the quotas."""

    q = SearchFilter(
        begins=("demand_return__unit__code",),
        contains=("demand_return__unit__name", "problem", "consequence"),
        label=_("Unit or words of the problem"),
    )
    discipline = DisciplineFilter()
    grade = GradeFilter()
    subsidiary = django_filters.ChoiceFilter(label=_("Subsidiary"), method="by_subsidiary")
    unit = UnitFilter(UnitPicker, field_name=UNIT_PATH, label=_("Unit and below"))
    state = django_filters.ChoiceFilter(
        choices=[("open", _("Undecided")), ("decided", _("Decided already"))],
        label=_("Decided or not"),
        method="by_state",
    )
    urgency = django_filters.ChoiceFilter(choices=Urgency, label=_("Urgency"))
    problem_kind = django_filters.ChoiceFilter(choices=ProblemKind, label=_("Kind of problem"))
    seats = django_filters.ChoiceFilter(
        choices=[("more", _("Asks for further seats")), ("fewer", _("Gives up seats")), ("same", _("As it is now"))],
        label=_("Seats wanted"),
        method="by_seats",
    )
    quota = django_filters.ChoiceFilter(
        choices=[("beyond", _("Beyond the quota"))], label=_("Quota"), method="by_quota"
    )
    number = django_filters.ChoiceFilter(
        choices=[("other", _("Another than wanted"))], label=_("Compared with what was wanted"), method="by_number"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.subsidiaries = {str(unit.pk): unit for unit in subsidiaries_within(self.request.survey).order_by("code")}
        self.filters["subsidiary"].extra["choices"] = [(key, unit.name) for key, unit in self.subsidiaries.items()]

    def by_subsidiary(self, lines, _name, value):
        return lines.filter(subtree(self.subsidiaries[value].path, UNIT_PATH))

    def by_state(self, lines, _name, value):
        return lines.filter(decided__isnull=value == "open")

    def by_seats(self, lines, _name, value):
        compared = {"more": Q(wanted__gt=F("authorised")), "fewer": Q(wanted__lt=F("authorised"))}
        return lines.filter(compared.get(value, Q(wanted=F("authorised"))))

    def by_quota(self, lines, _name, _value):
        return lines.filter(self.request.quotas.is_beyond)

    def by_number(self, lines, _name, _value):
        return lines.exclude(standing=F("wanted"))
