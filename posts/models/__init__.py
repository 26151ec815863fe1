from posts.models.appointment import Appointment
from posts.models.post import Post, PostVersion, Seat

__all__ = ["Appointment", "Post", "PostVersion", "Seat"]
