from posts.imports.appointments import AppointmentImport
from posts.imports.posts import PostImport

__all__ = ["AppointmentImport", "PostImport"]
