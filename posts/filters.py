import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from office.clock import today
from office.forms import DateInput
from office.listing import ListFilterSet, SearchFilter, UnitFilter
from office.pickers import UnitPicker
from office.prefixes import begins_any
from posts import selectors
from posts.enums import Occupancy, PostStatus, TermState
from posts.models import Appointment
from rulebooks.models import Grade
from talent.filters import DisciplineFilter

PERSON = ("engineer__name", "engineer__pinyin", "engineer__initials", "engineer__employee_number")
LONGEST_SPAN = 3_660  # days


class GradeFilter(django_filters.ModelChoiceFilter):
    def __init__(self, **kwargs):
        super().__init__(queryset=lambda request: Grade.objects.order_by("code"), label=_("Grade"), **kwargs)


class PostSearch(SearchFilter):
    """By code, title or holder; holders only as far as the searcher sees them."""

    def _anywhere(self, word):
        held = Appointment.objects.visible_to(self.parent.request.user).held_on(today())
        return super()._anywhere(word) | Q(pk__in=held.filter(begins_any(PERSON, word)).values("seat__post"))


class PostFilter(ListFilterSet):
    q = PostSearch(begins=("code",), contains=("title",), label=_("Code, title or holder"))
    unit = UnitFilter(UnitPicker)
    discipline = DisciplineFilter()
    grade = GradeFilter()
    occupancy = django_filters.ChoiceFilter(choices=Occupancy, label=_("Seats"), method="by_occupancy")
    status = django_filters.ChoiceFilter(choices=PostStatus, label=_("Status"))

    def by_occupancy(self, queryset, _name, value):
        return selectors.of_occupancy(queryset, value)


class AppointmentFilter(ListFilterSet):
    """Without a state chosen, those that hold their seat on the day."""

    q = SearchFilter(begins=(*PERSON, "seat__post__code"), label=_("Name, pinyin, number or post"))
    unit = UnitFilter(UnitPicker, field_name="seat__post__unit__path", label=_("Unit of the post"))
    discipline = DisciplineFilter(field_name="seat__post__discipline")
    grade = GradeFilter()
    state = django_filters.ChoiceFilter(choices=TermState, label=_("State"), empty_label=_("Serving"))
    ends_within = django_filters.NumberFilter(
        label=_("Term ends within (days)"), min_value=0, max_value=LONGEST_SPAN, method="by_end"
    )
    retiring = django_filters.ChoiceFilter(
        choices=[("yes", _("Yes")), ("no", _("No")), ("past", _("Past the date"))],
        label=_("Retires within the term"),
        method="by_retirement",
    )
    as_of = django_filters.DateFilter(label=_("As of"), widget=DateInput, method="as_is")

    def filter_queryset(self, queryset):
        queryset = super().filter_queryset(queryset)
        return queryset if self.form.cleaned_data.get("state") else queryset.held_on(self.on)

    @property
    def on(self):
        return self.form.cleaned_data.get("as_of") or today()

    def by_end(self, queryset, _name, value):
        return queryset.ending_within(self.on, int(value))

    def by_retirement(self, queryset, _name, value):
        if value == "past":
            return queryset.past_retirement_on(self.on)
        retiring = queryset.retiring_in_term_on(self.on)
        return retiring if value == "yes" else queryset.exclude(pk__in=retiring.values("pk"))

    def as_is(self, queryset, _name, value):
        """The day itself is read by the page, which computes the states on it."""
        return queryset


class EstablishmentFilter(ListFilterSet):
    as_of = django_filters.DateFilter(label=_("As of"), widget=DateInput, method="as_is")
    unit = UnitFilter(UnitPicker)
    discipline = DisciplineFilter()
    grade = GradeFilter()

    def as_is(self, queryset, _name, value):
        """The day itself is read by the page."""
        return queryset
