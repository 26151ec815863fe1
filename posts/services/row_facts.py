"""What a row of each act consists of, made from what a form or a file says; everything else stays empty."""

from office.check_codes import digest
from posts.enums import FACTS_OF_ACT, AppointmentMode, AppointmentStatus, BatchAct

BLANK = {
    "seat": None,
    "grade": None,
    "mode": "",
    "starts_on": None,
    "until": None,
    "end_reason": "",
    "reason": "",
    "waived": False,
}


def state_of_all(batch, rows):
    """A code of the whole batch with its decision: who confirms it confirms what was shown."""
    own = (batch.status, batch.decision_id, batch.historic, batch.effective_on, batch.unit_id)
    return digest([*own, *((row.pk, state_of(row)) for row in rows)])


def state_of_citation(batch):
    """A code of what the batch cites: who cites another decision replaces the one that was shown."""
    return digest([batch.decision_id, batch.historic])


def state_of(row):
    """A code of what the row says now: a form made with another one is stale."""
    return digest([row.act, *(getattr(row, name) for name in BLANK)])


def appoint(engineer, seat, *, mode, starts_on, until, waived=False, reason=""):
    return BLANK | {
        "act": BatchAct.APPOINT,
        "engineer": engineer,
        "seat": seat,
        "mode": mode,
        "starts_on": starts_on,
        "until": until,
        "waived": waived,
        "reason": reason,
    }


def on_present(act, held, *, seat=None, grade=None, starts_on=None, until=None, end_reason="", reason="", effective_on):
    """A row that acts on the appointment `held`. Without a first day a renewal goes on where the term ends, anything else
    takes effect with the batch, and who has not begun gives the whole term up."""
    facts = BLANK | {"act": act, "engineer": held.engineer, "appointment": held, "reason": reason}
    if act == BatchAct.EXTEND:
        return facts | {"until": until}
    if act == BatchAct.END:
        not_begun = held.status == AppointmentStatus.PENDING
        day = held.starts_on if not_begun else max(effective_on, held.starts_on)
        return facts | {"starts_on": starts_on or day, "end_reason": end_reason}
    renews = act == BatchAct.RENEW
    return facts | {
        "seat": held.seat if renews else seat or held.seat,
        "grade": held.grade if renews else grade,
        "mode": AppointmentMode.RENEWAL if renews else AppointmentMode.ASSESSMENT,
        "starts_on": starts_on or (max(held.until, effective_on) if renews else effective_on),
        "until": until,
    }


def revoke(row, *, reason):
    """Undoes a row of an earlier batch."""
    return BLANK | {
        "act": BatchAct.REVOKE,
        "engineer": row.engineer,
        "appointment": row.result or row.appointment,
        "revokes": row,
        "reason": reason,
    }


def again(row, *, reason):
    """What a row that is revoked did, to be put right: on the same appointment, with the values it had."""
    return {name: getattr(row, name) for name in (*BLANK, "act", "engineer", "appointment")} | {"reason": reason}


def changed(row, act, given, *, effective_on):
    """What becomes of a row on a present appointment by another act and other values; of no act only what it knows."""
    if act and act != row.act:
        kept = {name: getattr(row, name) for name in ("until", "reason")}
        if row.act != BatchAct.EXTEND:
            kept["starts_on"] = row.starts_on
        return on_present(act, row.appointment, **kept | given, effective_on=effective_on)
    return {name: value for name, value in given.items() if name in FACTS_OF_ACT[row.act]}
