"""Posts to choose from: for each kind of change those that it fits, for who moves those that take somebody."""

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _

from establishment.enums import ChangeKind
from establishment.models import PostChange
from posts.enums import OPEN_APPOINTMENTS, STANDING_POSTS, PostStatus
from posts.models import Seat
from posts.pickers import PostPicker


class PostOfReviewPicker(PostPicker):
    """What is typed may be any post in sight: of one that is not offered, the form says why."""

    @classmethod
    def valid(cls, user, kept=None):
        return cls.model.objects.visible_to(user)

    @classmethod
    def option(cls, code, title, *details):
        """The code once: with the title, or alone."""
        text = " · ".join(filter(None, (code, title)))
        return {"value": code, "text": text, "note": " · ".join(str(part) for part in details if part)}


class StandingPostPicker(PostOfReviewPicker):
    url_name = "establishment:standing_post_pick"

    @classmethod
    def objects(cls, user):
        return super().objects(user).filter(status__in=STANDING_POSTS)


class FreezablePostPicker(PostOfReviewPicker):
    """Active posts, and those that are frozen until the last holder has left: they may stay so."""

    url_name = "establishment:freezable_post_pick"

    @classmethod
    def objects(cls, user):
        waiting = PostChange.objects.waiting_for_last_holder().values("result")
        return super().objects(user).filter(Q(status=PostStatus.ACTIVE) | Q(pk__in=waiting))


class ReopenablePostPicker(PostOfReviewPicker):
    url_name = "establishment:reopenable_post_pick"

    @classmethod
    def objects(cls, user):
        return super().objects(user).exclude(status=PostStatus.ACTIVE)


class ReceivingPostPicker(PostOfReviewPicker):
    """Active posts with their seats that are free today; a full one is offered, too: the review may clear its seats."""

    url_name = "establishment:receiving_post_pick"
    details = (*PostPicker.details, "free")

    @classmethod
    def objects(cls, user):
        return with_free_seats(super().objects(user)).filter(status=PostStatus.ACTIVE)

    @classmethod
    def valid(cls, user, kept=None):
        return with_free_seats(super().valid(user, kept))

    @classmethod
    def option(cls, code, title, *details):
        *places, free = details
        return super().option(code, title, *places, _("free seats today: %(count)d") % {"count": free})


def with_free_seats(posts):
    """Annotates how many authorised seats nobody holds or is to hold; a seat held beyond them fills the post as well."""
    taken = Seat.objects.filter(post=OuterRef("pk"), appointments__status__in=OPEN_APPOINTMENTS).order_by()
    counted = taken.values("post").annotate(seats=Count("pk", distinct=True)).values("seats")
    return posts.annotate(free=Greatest(F("authorised") - Coalesce(Subquery(counted), 0), 0))


PICKERS_OF_KIND = {
    ChangeKind.REVISE: StandingPostPicker,
    ChangeKind.MOVE: StandingPostPicker,
    ChangeKind.REGRADE: StandingPostPicker,
    ChangeKind.FREEZE: FreezablePostPicker,
    ChangeKind.REOPEN: ReopenablePostPicker,
    ChangeKind.ABOLISH: StandingPostPicker,
}
