from establishment.models import guards as _guards  # noqa: F401  installs the triggers of what was applied
from establishment.models.holder_fate import HolderFate
from establishment.models.holder_letter import HolderLetter
from establishment.models.post_change import PostChange
from establishment.models.post_review import PostReview

__all__ = ["HolderFate", "HolderLetter", "PostChange", "PostReview"]
