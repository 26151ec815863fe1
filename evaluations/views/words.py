"""The sentences that the filing pages' JavaScript shows, in the reader's language."""

from django.utils.translation import gettext as _


def filing_words():
    return {**_states(), **_refusals(), **_pasting(), **_session(), **_figures()}


def _states():
    return {
        "saved": _("Saved"),
        "allSaved": _("All saved"),
        "savedAt": _("All saved, %(time)s"),
        "waiting": _("%(count)s waiting to be sent"),
        "saving": _("Saving %(count)s…"),
        "offline": _("No connection. %(count)s kept in this browser; next attempt in %(seconds)s s."),
        "tryNow": _("Try now"),
        "cellsWaiting": _("cells to be sent"),
        "cellWaiting": _("not sent yet"),
        "cellsRefused": _("cells not saved"),
        "unsolved": _("%(count)s not saved: look for the red cells"),
        "nextUnsolved": _("Next one"),
        "restored": _("%(count)s values typed earlier were kept and are being sent."),
    }


def _refusals():
    return {
        "notNumber": _("This is not a number."),
        "belowZero": _("A score is not below 0."),
        "aboveMaximum": _("The maximum is %(maximum)s."),
        "tooManyDecimals": _("At most %(places)s decimals."),
        "veto": _("A veto is 1 (struck) or 0."),
        "refused": _("Not saved: %(reason)s Escape brings the saved value back."),
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


def _session():
    return {
        "signedOut": _(
            "You are signed out. What you typed is kept in this browser and is sent once you sign in again in another tab."
        ),
        "signIn": _("Sign in in another tab"),
        "otherUser": _(
            "Someone else is signed in now. Unsent values in this browser belong to another account and are not sent. "
            "Load the page again to work as the new person."
        ),
        "reload": _("Load the page again"),
        "foreign": _(
            "This browser still holds unsent values of another account. They are sent when that person signs in here."
        ),
        "noStore": _(
            "This browser cannot keep unsent values (private window?). Do not close the page before everything is saved."
        ),
        "serverRefused": _("The server did not accept the request (%(status)s). Your values are kept in this browser."),
        "submitBlocked": _("Some cells are not saved yet. Solve the red ones first, then submit."),
        "submitWaits": _("Waiting until everything is saved…"),
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
