"""Who prints, records and gives out the papers of a batch: those for the meeting, the document, the certificates."""

from office.enums import ADMINISTRATOR_ROLES, HR_ROLES, Role

CERTIFICATE_READERS = HR_ROLES | {Role.INSPECTION}


def can_print_meeting_paper(user, batch):
    return user.holds(HR_ROLES, batch.unit.path)


def can_record_document(user, batch):
    return user.holds(HR_ROLES, batch.unit.path)


def can_print_certificates(user, batch):
    """All of a batch at once; also whether their signed copies may be put on record together."""
    return user.holds(HR_ROLES, batch.unit.path)


def can_print_certificate(user, certificate):
    """One of them: whoever does HR work for the unit of the post hands it out."""
    return user.holds(HR_ROLES, certificate.unit.path)


def can_file_certificate(user, certificate, row):
    """Put its signed copy on record. `row` is the one it belongs to (None: it was replaced); nobody files his or her own."""
    return can_print_certificate(user, certificate) and not (row and row.engineer.user_id == user.pk)


def can_read_certificates(user):
    """The register of certificates has something for this person."""
    return bool(user.paths_as(CERTIFICATE_READERS))


def can_read_printings(user, certificate):
    """Who printed it and what became of it; the holder sees the certificate only."""
    return user.holds(CERTIFICATE_READERS, certificate.unit.path)


def can_reissue_certificate(user, unit):
    """Give a spoiled one a new number: administrators of the unit whose batch it came from."""
    return user.holds(ADMINISTRATOR_ROLES, unit.path)
