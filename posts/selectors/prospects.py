"""Who could take a vacant seat, by the record: nobody is ranked or proposed, each is shown with what was found."""

from dataclasses import dataclass

from django.utils.functional import cached_property

from office.clock import last_day
from office.enums import HR_ROLES
from office.listing.lists import Page
from office.scope import any_subtree
from posts import eligibility
from posts.eligibility import Fit
from posts.enums import OPEN_APPOINTMENTS, AppointmentStatus, Verdict
from posts.models import Appointment, Post
from posts.models.appointment import NEVER_HELD
from posts.selectors.eligibility import of_discipline
from posts.selectors.posts import of_occupancy, with_figures
from rulebooks.enums import Measure
from rulebooks.models import GradeRule
from rulebooks.selectors import RulesOn, published_rules
from talent.models import Engineer
from talent.retirement import months_after

MOST_MEASURED = 1_000  # people
MOST_SHOWN = 30
POSTS_SHOWN = 50
ORDER = (Verdict.MET, Verdict.LOOK)


# --- Which seat ----------------------------------------------------------------------------------------
def vacancies(user, on, *, grade, number):
    """One page of the posts with a vacant seat that the user fills, of the grade with this key or of all."""
    posts = Post.objects.active().filter(any_subtree(user.paths_as(HR_ROLES), "unit__path"))
    vacant = of_occupancy(with_figures(posts.filter(grade=grade) if grade else posts, on), "vacant")
    count = vacant.count()
    number = max(1, min(number, -(-count // POSTS_SHOWN)))
    first = (number - 1) * POSTS_SHOWN
    rows = vacant.select_related("unit", "discipline", "grade").order_by("code")[first : first + POSTS_SHOWN]
    return Page(number, POSTS_SHOWN, list(rows), count, capped=False, has_next=first + POSTS_SHOWN < count)


# --- Who -----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Prospect:
    """Someone of the unit, how he or she fits, the appointment that would have to end first, if any, and the last that did."""

    engineer: Engineer
    fit: Fit
    held: Appointment | None
    last: Appointment | None

    @property
    def found(self):
        """[(what is measured, what the record says)] of each condition."""
        return [(_measured(finding), finding.found) for finding in self.fit.binding]

    @property
    def colour(self):
        return self.fit.colour

    def get_status_display(self):
        return self.fit.verdict.label


def _measured(finding):
    measure = finding.condition.measure
    return Measure(measure).label if measure in Measure else finding.name


@dataclass(frozen=True)
class Prospects:
    """People of the post's unit and discipline who may be appointed by the record, or of whom it does not tell enough."""

    post: Post
    people: list  # Engineers that were measured
    fits: dict  # {engineer.pk: Fit}
    held: dict  # {engineer.pk: Appointment} that are open
    last: dict  # {engineer.pk: Appointment} that ended last
    rule: GradeRule | None
    capped: bool  # whether there are more people than were measured

    @cached_property
    def fitting(self):
        """The suitable first; of these those who hold the grade just below, then those without a post."""
        found = [
            Prospect(person, self.fits[person.pk], self.held.get(person.pk), self.last.get(person.pk))
            for person in self.people
            if self.fits[person.pk].verdict in ORDER and self._would_rise(person)
        ]
        return sorted(found, key=lambda one: (ORDER.index(one.fit.verdict), self._rank(one.held)))

    @property
    def shown(self):
        return self.fitting[:MOST_SHOWN]

    @property
    def unshown(self):
        return len(self.fitting) - len(self.shown)

    @property
    def met(self):
        return sum(one.fit.verdict == Verdict.MET for one in self.fitting)

    @property
    def to_look_at(self):
        return len(self.fitting) - self.met

    @cached_property
    def _ranks(self):
        """{key of a grade: its rank}; a higher number is a lower grade."""
        return {rule.grade_id: rule.rank for rule in self.rule.rulebook.grade_rules.all()} if self.rule else {}

    def _rank(self, held):
        return self._ranks.get(held.grade_id, len(self._ranks)) if held else len(self._ranks) + 1

    def _would_rise(self, person):
        held = self.held.get(person.pk)
        return held is None or self._ranks.get(held.grade_id, 0) > self._ranks.get(self.post.grade_id, 0)


def prospects_for(post, user, on):
    """The people of the unit and discipline of a post against its conditions, in a constant number of queries."""
    published = published_rules()
    people = list(_people(post, user)[: MOST_MEASURED + 1])
    measured = people[:MOST_MEASURED]
    candidates = [eligibility.Candidate(person.pk, person, post.grade_id, post.unit, on) for person in measured]
    return Prospects(
        post,
        measured,
        eligibility.fits(candidates, published=published),
        _held_by(measured),
        _ended_last(measured),
        RulesOn(on, published).grade_rule(post.unit, post.grade_id),
        capped=len(people) > MOST_MEASURED,
    )


def _people(post, user):
    """Without oneself: nobody puts himself or herself into a batch."""
    people = Engineer.objects.visible_to(user).employed().in_unit(post.unit).filter(of_discipline(post.discipline))
    return people.exclude(pk__in=Engineer.objects.filter(user=user)).select_related("unit").order_by("syllables", "pk")


def _held_by(people):
    """{engineer.pk: Appointment}; of one serving and one pending the later."""
    held = Appointment.objects.filter(engineer__in=people, status__in=OPEN_APPOINTMENTS)
    return {one.engineer_id: one for one in held.select_related("grade").order_by("starts_on")}


def _ended_last(people):
    """{engineer.pk: Appointment} that was held and ended, the last of each."""
    ended = Appointment.objects.filter(engineer__in=people, status=AppointmentStatus.ENDED).exclude(NEVER_HELD)
    return {one.engineer_id: one for one in ended.order_by("ended_on", "pk")}


def usual_term(rule, on):
    """{first and last day} of a term that begins on the day, as long as the rule says; without a rule only the first."""
    if rule is None:
        return {"starts_on": on}
    return {"starts_on": on, "last_day": last_day(months_after(on, 12 * rule.term_years))}
