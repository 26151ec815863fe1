"""The sentences that the filing pages' JavaScript shows, in the reader's language."""

from django.utils.translation import gettext as _

from office.views.endpoints import words_of_saving


def filing_words():
    return {**words_of_saving(), **_states(), **_refusals(), **_pasting(), **_figures()}


def _states():
    return {
        "cellsWaiting": _("cells to be sent"),
        "cellsRefused": _("cells not saved"),
        "restored": _("%(count)s values typed earlier were kept and are being sent."),
        "submitBlocked": _("Some cells are not saved yet. Solve the red ones first, then submit."),
    }


def _refusals():
    return {
        "notNumber": _("This is not a number."),
        "belowZero": _("A score is not below 0."),
        "aboveMaximum": _("The maximum is %(maximum)s."),
        "tooManyDecimals": _("At most %(places)s decimals."),
        "veto": _("A veto is 1 (struck) or 0."),
        "conflict": _("Someone else entered %(theirs)s (%(at)s). 1 keeps yours, 2 takes theirs."),
        "mine": _("1 mine: %(value)s"),
        "theirs": _("2 theirs: %(value)s"),
        "emptied": _("empty cell"),
    }


def _pasting():
    return {
        "pasteTooLarge": _(
            "The block has %(rows)s rows and %(columns)s columns; from this cell %(fitRows)s × %(fitColumns)s fit. "
            "Nothing was pasted yet."
        ),
        "pasteFit": _("Paste what fits"),
        "pasteCancel": _("Do not paste"),
        "pasteUnknown": _("Not in this grid: %(numbers)s. Nothing was pasted yet."),
        "pasteKnown": _("Paste the others"),
        "pasteLocked": _("%(count)s cells lie on submitted sheets and were left as they are."),
        "pasted": _("%(count)s cells pasted."),
        "pastedByNumber": _("%(count)s cells pasted, rows found by employee number."),
        "pasteTwice": _("Employee number %(number)s is in the block twice. Nothing was pasted."),
        "undone": _("Undone: %(count)s cells."),
        "redone": _("Redone: %(count)s cells."),
        "nothingToUndo": _("Nothing to undo."),
        "copied": _("%(count)s cells copied."),
    }


def _figures():
    return {
        "completion": _("%(done)s of %(total)s scores, %(people)s of %(all)s people complete"),
        "rangeMeasure": _("%(count)s cells · sum %(sum)s · mean %(mean)s"),
        "meterLabel": _("“%(grade)s”, reached of the cap:"),
        "meter": _("%(pool)s %(reached)s/%(allowed)s"),
        "meterOver": _("%(pool)s %(reached)s/%(allowed)s, %(over)s too many"),
        "meterOpen": _("(%(pending)s open)"),
        "noteSaved": _("Comment saved."),
        "maximum": _("up to %(maximum)s"),
        "person": _("%(person)s, %(criterion)s"),
    }
