import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from office.clock import today
from office.listing import SearchFilter
from posts.enums import RETIREMENTS, Due, TermState
from posts.filters.days import AsOfFilterSet
from posts.filters.grades import GradeFilter
from posts.filters.units import PlacedUnitFilter
from posts.rules.appointments import sees_retirement_dates
from posts.rules.batches import can_prepare_any
from posts.selectors.batches import rows_in_preparation
from posts.selectors.due import appointment_due, settled_by_batch
from talent.filters import DisciplineFilter, person

LONGEST_SPAN = 3_660  # days
DECIDED = [("decided", _("Decided")), ("undecided", _("Not decided"))]
LISTED = [("listed", _("In a batch being prepared")), ("open", _("Neither decided nor in such a batch"))]


class AppointmentFilter(AsOfFilterSet):
    """Without a state or something due chosen, those that hold their seat on the day."""

    q = SearchFilter(begins=(*person("engineer__"), "seat__post__code"), label=_("Name, pinyin, number or post"))
    unit = PlacedUnitFilter(label=_("Unit of the post"))
    discipline = DisciplineFilter(field_name="seat__post__discipline")
    grade = GradeFilter()
    state = django_filters.ChoiceFilter(choices=TermState, label=_("State"), empty_label=_("Serving"))
    ends_within = django_filters.NumberFilter(
        label=_("Term ends within (days)"), min_value=0, max_value=LONGEST_SPAN, method="by_end"
    )
    follows = django_filters.ChoiceFilter(choices=DECIDED, label=_("What follows"), method="by_following")
    retiring = django_filters.ChoiceFilter(
        choices=[("yes", _("Yes")), ("no", _("No")), ("past", _("Past the date"))],
        label=_("Retires within the term"),
        method="by_retirement",
    )
    due = django_filters.ChoiceFilter(choices=Due, label=_("Due today"), method="by_due")

    def __init__(self, *args, **kwargs):
        """What tells a date of retirement, and by it one of birth, is for human resources only."""
        super().__init__(*args, **kwargs)
        self.filters.move_to_end("as_of")
        if can_prepare_any(self.request.user):
            self.filters["follows"].extra["choices"] = [*DECIDED, *LISTED]
        if not sees_retirement_dates(self.request.user):
            del self.filters["retiring"]
            told = [choice for choice in Due.choices if choice[0] not in RETIREMENTS]
            self.filters["due"].extra["choices"] = told

    def filter_queryset(self, queryset):
        queryset = super().filter_queryset(queryset)
        chosen = self.form.cleaned_data.get("state") or self.form.cleaned_data.get("due")
        return queryset if chosen else queryset.held_on(self.on)

    def by_end(self, queryset, _name, value):
        return queryset.ending_within(self.on, int(value))

    def by_following(self, queryset, _name, value):
        """By what a batch has decided on a day to come, and by those in sight that are being prepared."""
        settled = settled_by_batch()
        if value in {"decided", "undecided"}:
            return queryset.filter(settled if value == "decided" else ~settled)
        listed = Q(pk__in=rows_in_preparation(self.request.user).values("appointment"))
        return queryset.filter(listed if value == "listed" else ~listed & ~settled)

    def by_retirement(self, queryset, _name, value):
        if value == "past":
            return queryset.past_retirement_on(self.on)
        retiring = queryset.retiring_in_term_on(self.on)
        return retiring if value == "yes" else queryset.exclude(pk__in=retiring.values("pk"))

    def by_due(self, queryset, _name, value):
        """The rows behind a line of the board of what is due: as of today, whatever day the page looks at."""
        return queryset.filter(appointment_due(value, self.request.user, today()))
