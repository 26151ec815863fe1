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
