from posts.models import guards as _guards  # noqa: F401  installs the triggers of what was carried out or signed
from posts.models.appointment import Appointment
from posts.models.batch import AppointmentBatch, BatchRow
from posts.models.letter import Goal, TargetLetter
from posts.models.post import Post, PostVersion, Seat
from posts.models.reminder import TermReminder

__all__ = [
    "Appointment",
    "AppointmentBatch",
    "BatchRow",
    "Goal",
    "Post",
    "PostVersion",
    "Seat",
    "TargetLetter",
    "TermReminder",
]
