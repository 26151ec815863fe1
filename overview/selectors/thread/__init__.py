"""The thread of a post and of a person: one line of dated facts, each as far as the reader sees what it is about."""

from django.db.models import Q
from django.utils.translation import gettext as _

from overview.selectors.thread import papers, places, terms
from overview.selectors.thread.demand import demand_for
from overview.selectors.thread.entries import Entries
from overview.selectors.thread.knots import Knot, Thread, tied
from posts.rules.appointments import sees_retirement_dates
from talent.enums import EngineerStatus

__all__ = ["Knot", "Thread", "person_thread", "post_thread"]


def post_thread(post, user):
    """Of a post that the user sees; a constant number of queries."""
    held = terms.appointments_in(user, "engineer", seat__post=post)
    rows = terms.rows_about(held, user, Q(seat__post=post), "engineer")
    entries = Entries(post, *held)
    versions = places.versions_of([post], user).get(post.pk, [])
    reviews = places.Reviews([post.pk], user)
    knots = [
        *demand_for(post, user),
        *places.moves_of(places.stays_of(versions), user),
        *(places.changes_of(versions, entries, reviews) if versions else ()),
        *reviews.knots(),
        *terms.Terms(held, rows, entries, _person_of).knots(),
        *papers.letters(held, user, _person_of),
        *(papers.published(found, _person_of(found.appointment)) for found in papers.assessments_of(held, user)),
    ]
    return tied(knots, user)


def person_thread(engineer, user):
    """Of a person that the user sees; a constant number of queries."""
    held = terms.appointments_in(user, "seat__post__unit", engineer=engineer)
    rows = terms.rows_about(held, user, Q(engineer=engineer), "seat__post__unit")
    versions = places.versions_of({appointment.seat.post_id for appointment in held}, user)
    entries = Entries(*held, *(found[0].post for found in versions.values()))
    reviews = places.Reviews(list(versions), user)
    assessments = papers.assessments_of(held, user)
    knots = [
        *_life(engineer, user),
        *_of_posts(held, versions, entries, reviews, user),
        *terms.Terms(held, rows, entries, _post_of).knots(),
        *papers.letters(held, user, _post_of),
        *papers.past_results(engineer, user, told={assessment.cycle.year for assessment in assessments}),
        *(papers.published(assessment, assessment.post_name) for assessment in assessments),
    ]
    return tied(knots, user)


def _person_of(named):
    """How a row or an appointment is called on the thread of a post."""
    return str(named.engineer)


def _post_of(named):
    """How it is called on the thread of a person."""
    return f"{named.seat.post.unit} · {named.seat.post}" if named.seat else ""


def _of_posts(held, versions, entries, reviews, user):
    """What became of a post and its unit while the person held it."""
    changes, stays = [], []
    for appointment in held:
        found, until = versions.get(appointment.seat.post_id, []), appointment.ended_on
        for knot in places.changes_of(found, entries, reviews, named=True) if found else ():
            if appointment.starts_on < knot.on and (until is None or knot.on < until):
                changes.append(knot)
        for unit, starts_on, ended_on in places.stays_of(found):
            began, over = max(starts_on, appointment.starts_on), min(filter(None, (ended_on, until)), default=None)
            if over is None or began < over:
                stays.append((unit, began, over))
    return [*places.moves_of(stays, user), *changes]


def _life(engineer, user):
    """The dated facts of the record. A retirement date tells the birth date: only some read it."""
    away = engineer.get_status_display() if engineer.status != EngineerStatus.ON_DUTY else _("Absent")
    for day, what, details in (
        (engineer.technical_since, _("Technical work began"), []),
        (engineer.title_on, _("Professional title obtained"), [engineer.get_title_display()]),
        (engineer.work_unit_since, _("Seconded"), [str(engineer.work_unit or "")]),
        (engineer.absent_since, _("Away from the post"), [away]),
        (engineer.retires_on if sees_retirement_dates(user) else None, _("Retirement"), []),
    ):
        if day:
            yield Knot(day, what, details=details, kind="person")
