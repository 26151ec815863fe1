from posts.imports.appointments import AppointmentImport
from posts.imports.batches import BatchImport
from posts.imports.posts import PostImport

__all__ = ["AppointmentImport", "BatchImport", "PostImport"]
