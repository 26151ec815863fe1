"""A review is applied: posts, seats and holders change in one transaction, or nothing does."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from establishment.checks.facts import state_of_review
from establishment.checks.ground import Ground
from establishment.checks.picture import STATUS_OF_KIND
from establishment.checks.reviews import obstacles
from establishment.enums import ChangeKind, Fate, ReviewStatus
from establishment.models import HolderFate, PostChange
from establishment.rules.reviews import can_approve
from establishment.services.reviews import lock_in, move, refuse_own
from office import audit
from office.bulk import update_rows
from office.changes import changes_to
from office.clock import today
from office.errors import DomainError, written_once
from office.locks import lock_rows
from posts.checks.decisions import fault_of_decision
from posts.enums import AppointmentMode, BatchAct, EndReason, PostStatus
from posts.models import Post, Seat
from posts.models.post import DATED
from posts.services import row_facts
from posts.services.batches import cite_decision, make_with_rows
from posts.services.carrying import carry_out
from posts.services.posts import fit_seats, write_versions
from rulebooks.models import GradeRule
from talent.models import Engineer

VERBS = {
    ChangeKind.REVISE: "post.revised",
    ChangeKind.MOVE: "post.revised",
    ChangeKind.REGRADE: "post.revised",
    ChangeKind.FREEZE: "post.frozen",
    ChangeKind.REOPEN: "post.reopened",
    ChangeKind.ABOLISH: "post.abolished",
}


@transaction.atomic
def apply_review(review, *, actor, seen=None):
    """Do all that an approved review says, as of the day on which it takes effect. Returns the review.

    `seen` is the `state_of_review` that was confirmed. New posts, and seats that come, are there before their holders move;
    seats that go are empty before they go. Raises DomainError with a sentence for each reason if anything cannot be done, and
    then does nothing at all.
    """
    review = lock_in(review, ReviewStatus.APPROVED)
    if review.effective_on > today():
        raise DomainError(takes_effect_later(review))
    _lock_what_it_touches(review)
    if seen is not None and state_of_review(review) != seen:
        raise DomainError(_("The review was changed since you looked at it. Look again, then apply it."))
    ground = Ground(review)
    refuse_own(review, ground, actor)
    if not can_approve(actor, review, ground.level):
        raise DomainError(_("Grades in this review are for a higher authority to decide."))
    if fault := fault_of_decision(review.decision, ground.level, review.unit):
        raise DomainError(fault)
    if found := obstacles(review, ground):
        raise DomainError(_("Nothing was done: the review is not right any more."), reasons=map(str, found))
    Applying(review, ground, actor).run()
    return move(
        review,
        ReviewStatus.APPLIED,
        actor=actor,
        verb="postreview.applied",
        applied_by=actor,
        applied_at=timezone.now(),
        batch=review.batch,
    )


def takes_effect_later(review):
    return _("It takes effect on %(date)s: apply it on that day.") % {"date": review.effective_on}


def _lock_what_it_touches(review):
    """Posts, seats, people and grade rules, also those to which holders move: in the order of the house."""
    fates = HolderFate.objects.filter(change__review=review)
    keys = set(review.changes.exclude(post=None).values_list("post", flat=True))
    keys |= set(fates.exclude(seat=None).values_list("seat__post", flat=True))
    lock_rows(Post, keys)
    lock_rows(Seat, Seat.objects.filter(post__in=keys).values_list("pk", flat=True))
    lock_rows(Engineer, fates.values_list("appointment__engineer", flat=True))
    grades = set(Post.objects.filter(pk__in=keys).values_list("grade", flat=True))
    grades |= set(review.changes.exclude(grade=None).values_list("grade", flat=True))
    lock_rows(GradeRule, GradeRule.objects.filter(grade__in=grades).values_list("pk", flat=True))


class Applying:
    """One application; the caller holds the locks and has checked it."""

    def __init__(self, review, ground, actor):
        self.review, self.ground, self.actor = review, ground, actor
        self.version = {"starts_on": review.effective_on, "decision": review.decision}

    def run(self):
        growing, shrinking = [], []
        for change in self.ground.changes:
            if change.post_id:
                (shrinking if self._shrinks(change) else growing).append(change)
        self._set_up([change for change in self.ground.changes if change.kind == ChangeKind.CREATE])
        self._change(growing)
        self._move_holders()
        self._change(shrinking)
        update_rows(
            PostChange,
            ("result", "seats_before", "seats_after"),
            ((change.result_id, change.seats_before, change.seats_after, change.pk) for change in self.ground.changes),
        )

    @staticmethod
    def _shrinks(change):
        return (
            change.kind == ChangeKind.ABOLISH or (change.authorised or change.post.authorised) < change.post.authorised
        )

    # --- Posts -----------------------------------------------------------------------------------------------
    def _set_up(self, changes):
        posts = [Post(code=change.code, **change.said) for change in changes]
        with written_once():
            Post.objects.bulk_create(posts, batch_size=200)
        self._written(changes, posts, [0] * len(posts))
        self._record(
            "post.created", [(post, post.unit, {}, change.reason) for post, change in zip(posts, changes, strict=True)]
        )

    def _change(self, changes):
        rows, before = {}, []
        for change in changes:
            post, said = change.post, dict(change.said)
            if change.kind in STATUS_OF_KIND:
                said["status"] = self.ground.after(change).status
            told = changes_to(post, said) | {"starts_on": [None, self.review.effective_on]}
            before.append(post.authorised if post.status != PostStatus.ABOLISHED else 0)
            for name, value in said.items():
                setattr(post, name, value)
            post.updated_at = timezone.now()
            rows.setdefault(self._verb(change), []).append((post, post.unit, told, change.reason))
        posts = [change.post for change in changes]
        columns = [Post._meta.get_field(name) for name in (*DATED, "updated_at")]
        update_rows(
            Post,
            [field.name for field in columns],
            ([*(getattr(post, field.attname) for field in columns), post.pk] for post in posts),
        )
        self._written(changes, posts, before)
        for verb, entries in rows.items():
            self._record(verb, entries)

    def _verb(self, change):
        """A post that is to be abolished is frozen first while somebody holds it."""
        return VERBS[ChangeKind.FREEZE if change.pk in self.ground.lingering else change.kind]

    def _written(self, changes, posts, before):
        if not posts:
            return
        write_versions(posts, **self.version)
        fit_seats(posts)
        for change, post, seats in zip(changes, posts, before, strict=True):
            change.result, change.seats_before = post, seats
            change.seats_after = 0 if post.status == PostStatus.ABOLISHED else post.authorised

    def _record(self, verb, entries):
        audit.record_each(actor=self.actor, verb=verb, rows=entries)

    # --- Holders ---------------------------------------------------------------------------------------------
    def _move_holders(self):
        """A batch under the same decision: who leaves, and who goes to another seat for the rest of the term."""
        fates = [fate for fate in self.ground.fates.values() if fate.fate != Fate.KEEP]
        if not fates:
            return
        seats = self._seats_of(fates)
        rows = [row for fate in fates for row in self._rows(fate, seats)]
        facts = {"unit": self.review.unit, "title": self.review.title, "effective_on": self.review.effective_on}
        batch = make_with_rows(rows, actor=self.actor, form_key=f"postreview{self.review.pk}", **facts)
        cite_decision(batch, self.review.decision, actor=self.actor)
        self.review.batch = carry_out(batch, actor=self.actor)

    def _rows(self, fate, seats):
        held, reason = fate.appointment, self._why(fate)
        day = self.review.effective_on if fate.fate == Fate.MOVE else fate.ends_on
        end_reason = fate.end_reason or EndReason.MOVED
        yield row_facts.on_present(
            BatchAct.END,
            held,
            starts_on=day,
            end_reason=end_reason,
            reason=reason,
            effective_on=self.review.effective_on,
        )
        if fate.fate == Fate.MOVE:
            yield row_facts.appoint(
                held.engineer,
                seats[fate.pk],
                mode=AppointmentMode.TRANSFER,
                starts_on=self.review.effective_on,
                until=held.until,
                reason=reason,
            )

    def _why(self, fate):
        """In the words of who said it, else those of the change, or of the line that asked for it."""
        change = fate.change
        return fate.reason or change.reason or (change.line and change.line.problem) or self.review.title

    def _seats_of(self, fates):
        """{fate key: Seat} of who moves; seats of new posts are there by now."""
        posts = {change.pk: change.result_id or change.post_id for change in self.ground.changes}
        coming = Seat.objects.filter(post__in={posts[fate.to_change_id] for fate in fates if fate.to_change_id})
        by_number = {(seat.post_id, seat.number): seat for seat in coming.select_related("post")}
        return {
            fate.pk: fate.seat or by_number[posts[fate.to_change_id], fate.number]
            for fate in fates
            if fate.fate == Fate.MOVE
        }
