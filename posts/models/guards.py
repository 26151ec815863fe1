"""What a decision has done is history: a batch that was carried out and a letter that was signed never change."""

from office import triggers
from posts.models.batch import AppointmentBatch, BatchRow
from posts.models.letter import Goal, TargetLetter

_BATCH_DONE = (
    "EXISTS (SELECT 1 FROM posts_appointmentbatch batch WHERE batch.id = OLD.batch_id AND batch.status = 'done')"
)
_LETTER_SIGNED = (
    "EXISTS (SELECT 1 FROM posts_targetletter letter WHERE letter.id = OLD.letter_id AND letter.status <> 'draft')"
)

triggers.frozen(
    AppointmentBatch,
    "OLD.status = 'done'",
    changeable=("meeting_paper", "document", "document_on", "to_be_filed", "filed_at", "filed_by", "updated_at"),
)
triggers.frozen(
    BatchRow, _BATCH_DONE, inserts=True, changeable=("previous_until", "result", "certificate", "carried_out_on")
)
triggers.frozen(TargetLetter, "OLD.status <> 'draft'", changeable=("status", "paper", "updated_at"))
triggers.frozen(Goal, _LETTER_SIGNED, inserts=True)
