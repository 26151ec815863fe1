"""A review that was applied is history: what it said of posts and holders never changes."""

from establishment.models.holder_fate import HolderFate
from establishment.models.post_change import PostChange
from establishment.models.post_review import PostReview
from office import triggers

_APPLIED = "EXISTS (SELECT 1 FROM establishment_postreview review {join} WHERE {row} AND review.status = 'applied')"

triggers.frozen(PostReview, "OLD.status = 'applied'", changeable=("updated_at",))
triggers.frozen(PostChange, _APPLIED.format(join="", row="review.id = OLD.review_id"), inserts=True)
triggers.frozen(
    HolderFate,
    _APPLIED.format(
        join="JOIN establishment_postchange change ON change.review_id = review.id", row="change.id = OLD.change_id"
    ),
    inserts=True,
)
