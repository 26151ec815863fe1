from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PostStatus(TextChoices):
    ACTIVE = "active", _("Active")
    FROZEN = "frozen", _("Frozen")
    ABOLISHED = "abolished", _("Abolished")


POST_STATUS_COLOURS = {PostStatus.ACTIVE: "green", PostStatus.FROZEN: "orange", PostStatus.ABOLISHED: "secondary"}


class AppointmentMode(TextChoices):
    COMPETITION = "competition", _("By competition")
    ASSESSMENT = "assessment", _("By assessment")
    DIRECT = "direct", _("Direct")
    SPECIAL = "special", _("Special")
    RENEWAL = "renewal", _("Renewal")
    TRANSFER = "transfer", _("Transfer")
    IMPORTED = "imported", _("From the register")


class AppointmentStatus(TextChoices):
    PENDING = "pending", _("Pending")
    SERVING = "serving", _("Serving")
    ENDED = "ended", _("Ended")


APPOINTMENT_TRANSITIONS = {
    AppointmentStatus.PENDING: {AppointmentStatus.SERVING, AppointmentStatus.ENDED},
    AppointmentStatus.SERVING: {AppointmentStatus.ENDED},
    AppointmentStatus.ENDED: set(),
}
APPOINTMENT_COLOURS = {
    AppointmentStatus.PENDING: "blue",
    AppointmentStatus.SERVING: "green",
    AppointmentStatus.ENDED: "secondary",
}


class TermState(TextChoices):
    """What an appointment is on a day: computed, never stored."""

    WITHIN = "within", _("Within the term")
    OVERDUE = "overdue", _("Overdue")
    PENDING = "pending", _("Not begun")
    ENDED = "ended", _("Ended")


TERM_STATE_COLOURS = {
    TermState.WITHIN: "green",
    TermState.OVERDUE: "red",
    TermState.PENDING: "blue",
    TermState.ENDED: "secondary",
}


class Occupancy(TextChoices):
    """How a post's seats are taken on a day: computed, never stored."""

    VACANT = "vacant", _("With a vacant seat")
    HELD = "held", _("With a holder")
    EMPTY = "empty", _("Without a holder")
    OVERDUE = "overdue", _("With an overdue holder")


class EndReason(TextChoices):
    EXPIRED = "expired", _("Term expired")
    RETIRED = "retired", _("Retired")
    MOVED = "moved", _("Moved away")
    PROMOTED = "promoted", _("Promoted to management")
    RESIGNED = "resigned", _("Resigned")
    DISMISSED = "dismissed", _("Dismissed")
    DISCIPLINED = "disciplined", _("Disciplinary measure")
    DIED = "died", _("Died")
    POST_ABOLISHED = "post_abolished", _("Post abolished")
