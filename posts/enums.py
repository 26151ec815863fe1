from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PostStatus(TextChoices):
    ACTIVE = "active", _("Active")
    FROZEN = "frozen", _("Frozen")
    ABOLISHED = "abolished", _("Abolished")


POST_TRANSITIONS = {
    PostStatus.ACTIVE: {PostStatus.FROZEN, PostStatus.ABOLISHED},
    PostStatus.FROZEN: {PostStatus.ACTIVE, PostStatus.ABOLISHED},
    PostStatus.ABOLISHED: {PostStatus.ACTIVE},
}
STANDING_POSTS = frozenset({PostStatus.ACTIVE, PostStatus.FROZEN})
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
    AppointmentStatus.ENDED: {AppointmentStatus.SERVING, AppointmentStatus.PENDING},  # reopened by a correcting batch
}
OPEN_APPOINTMENTS = frozenset({AppointmentStatus.PENDING, AppointmentStatus.SERVING})  # each takes its seat
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


class SeatState(TextChoices):
    """How a seat is taken on a day: computed, never stored."""

    VACANT = "vacant", _("Vacant")
    WITHIN = "within", _("Within the term")
    OVERDUE = "overdue", _("Overdue")


class SeatOccupancy(TextChoices):
    """Which seats of the ledger are looked for."""

    VACANT = "vacant", _("Vacant")
    HELD = "held", _("Held")
    OVERDUE = "overdue", _("Overdue")
    BEYOND = "beyond", _("Beyond the authorised number")


SEAT_STATE_COLOURS = {SeatState.VACANT: "orange", SeatState.WITHIN: "green", SeatState.OVERDUE: "red"}


class Due(TextChoices):
    """What is due on an appointment on a day: computed, never stored. The bands of terms and of retirements are disjoint."""

    OVERDUE = "overdue", _("Holders beyond their term without renewal")
    ENDS_30 = "ends_30", _("Terms that end within 30 days")
    ENDS_90 = "ends_90", _("Terms that end in 31 to 90 days")
    ENDS_180 = "ends_180", _("Terms that end in 91 to 180 days")
    STARTING = "starting", _("Appointments not begun though their day has come")
    PAST_RETIREMENT = "past_retirement", _("Holders past their retirement date")
    RETIRES_SOON = "retires_soon", _("Holders who retire within 180 days")
    RETIRES_IN_TERM = "retires_in_term", _("Holders who retire later, before their term is over")
    ABSENT = "absent", _("Holders seconded or absent over the limit")
    ABSENT_UNDATED = "absent_undated", _("Holders seconded or absent since an unknown day")
    GONE = "gone", _("Holders on record as retired or left")
    LETTER_MISSING = "letter_missing", _("Holders without a target letter")
    LETTER_UNSIGNED = "letter_unsigned", _("Target letters not signed yet")
    CERTIFICATE = "certificate", _("Certificates without their signed scan")


RETIREMENTS = frozenset({Due.PAST_RETIREMENT, Due.RETIRES_SOON, Due.RETIRES_IN_TERM})


class BatchDue(TextChoices):
    """What is due on a batch of appointments: computed, never stored."""

    DRAFT = "draft", _("Batches being prepared")
    PROPOSED = "proposed", _("Batches proposed to the group")
    DOCUMENT = "document", _("Batches without their document or its scan")
    FILING = "filing", _("Batches to be taken on file")
    AWAITING = "awaiting", _("Batches with rows that wait for their day")


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
    LOWERED = "lowered", _("Appointed to a lower grade")
    REVOKED = "revoked", _("Revoked as a mistake")


REASONS_OF_OTHER_ACTS = frozenset(
    {EndReason.LOWERED, EndReason.REVOKED}
)  # written by what lowers and revokes, never chosen


class BatchStatus(TextChoices):
    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Proposed to the group")
    DONE = "done", _("Carried out")
    WITHDRAWN = "withdrawn", _("Withdrawn")


BATCH_TRANSITIONS = {
    BatchStatus.DRAFT: {BatchStatus.PROPOSED, BatchStatus.DONE, BatchStatus.WITHDRAWN},
    BatchStatus.PROPOSED: {BatchStatus.DRAFT, BatchStatus.DONE, BatchStatus.WITHDRAWN},
    BatchStatus.DONE: set(),
    BatchStatus.WITHDRAWN: set(),
}
BATCH_COLOURS = {
    BatchStatus.DRAFT: "secondary",
    BatchStatus.PROPOSED: "orange",
    BatchStatus.DONE: "green",
    BatchStatus.WITHDRAWN: "secondary",
}
OPEN_BATCHES = frozenset({BatchStatus.DRAFT, BatchStatus.PROPOSED})


class BatchAct(TextChoices):
    """What a row of a batch does, in the order in which the rows of one batch take effect."""

    REVOKE = "revoke", _("Revoke")
    END = "end", _("End the appointment")
    EXTEND = "extend", _("Extend")
    RENEW = "renew", _("Renew")
    LOWER = "lower", _("Appoint to a lower grade")
    APPOINT = "appoint", _("Appoint")


PRESENT_ACTS = (BatchAct.RENEW, BatchAct.EXTEND, BatchAct.LOWER, BatchAct.END)  # on an appointment that is there
ACT_MEANINGS = {
    BatchAct.RENEW: _("A further term on the same seat and of the same grade."),
    BatchAct.EXTEND: _("The present term ends later; no new term, no new certificate."),
    BatchAct.LOWER: _("The present term ends, a new one begins in a lower grade, on the same seat or another."),
    BatchAct.END: _("The seat becomes vacant: retired, moved, resigned, dismissed …"),
}
APPOINTING_ACTS = frozenset({BatchAct.APPOINT, BatchAct.RENEW, BatchAct.LOWER})
FACTS_OF_ACT = {  # what a row says besides whom and which appointment it is about
    BatchAct.APPOINT: frozenset({"seat", "mode", "starts_on", "until", "waived", "reason"}),
    BatchAct.RENEW: frozenset({"starts_on", "until", "reason"}),
    BatchAct.EXTEND: frozenset({"until", "reason"}),
    BatchAct.LOWER: frozenset({"seat", "grade", "starts_on", "until", "reason"}),
    BatchAct.END: frozenset({"starts_on", "end_reason", "reason"}),
    BatchAct.REVOKE: frozenset({"reason"}),
}


class Bound(TextChoices):
    """Whether a target is a floor, a ceiling or to be hit."""

    AT_LEAST = "at_least", _("not below")
    AT_MOST = "at_most", _("not above")
    REACHED = "reached", _("reaching")


BOUND_SIGNS = {Bound.AT_LEAST: "≥", Bound.AT_MOST: "≤", Bound.REACHED: "="}


class LetterStatus(TextChoices):
    DRAFT = "draft", _("Draft")
    AGREED = "agreed", _("Signed")
    SUPERSEDED = "superseded", _("Superseded")


LETTER_TRANSITIONS = {
    LetterStatus.DRAFT: {LetterStatus.AGREED},
    LetterStatus.AGREED: {LetterStatus.SUPERSEDED},
    LetterStatus.SUPERSEDED: set(),
}
LIVE_LETTERS = frozenset({LetterStatus.DRAFT, LetterStatus.AGREED})  # superseded ones stand in nobody's way


class LetterState(TextChoices):
    """How far a letter is: computed, never stored. Of a draft that one side has signed, whose signature is missing."""

    DRAFT = "draft", _("Draft")
    BY_HOLDER = "by_holder", _("Signed by the holder, not yet for the unit")
    BY_UNIT = "by_unit", _("Signed for the unit, not yet by the holder")
    AGREED = "agreed", _("Signed")
    SUPERSEDED = "superseded", _("Superseded")


LETTER_STATE_COLOURS = {
    LetterState.DRAFT: "orange",
    LetterState.BY_HOLDER: "blue",
    LetterState.BY_UNIT: "blue",
    LetterState.AGREED: "green",
    LetterState.SUPERSEDED: "secondary",
}
HALF_SIGNED = frozenset({LetterState.BY_HOLDER, LetterState.BY_UNIT})


class FindingLevel(TextChoices):
    """How much a finding on a row of a batch weighs."""

    BLOCKS = "blocks", _("Stands in the way")
    REASON = "reason", _("Needs a reason")
    NOTE = "note", _("To be considered")


FINDING_COLOURS = {FindingLevel.BLOCKS: "red", FindingLevel.REASON: "orange", FindingLevel.NOTE: "blue"}


class Verdict(TextChoices):
    """What the record says of a condition."""

    MET = "met", _("Met")
    NOT_MET = "not_met", _("Not met")
    LOOK = "look", _("A person must look")


VERDICT_COLOURS = {Verdict.MET: "green", Verdict.NOT_MET: "red", Verdict.LOOK: "orange"}


class CertificateState(TextChoices):
    """Whether a certificate counts: computed, never stored. The number of a void one stays used (作废)."""

    VALID = "valid", _("Valid")
    VOID = "void", _("Void")


CERTIFICATE_COLOURS = {CertificateState.VALID: "green", CertificateState.VOID: "secondary"}
