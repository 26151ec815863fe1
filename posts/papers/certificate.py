"""聘书 as Word files, in formal Chinese: any number of certificates in one file, a page each."""

from office.clock import last_day
from office.enums import PaperKind
from office.papers import templates
from office.papers.words import plain
from posts.papers.words import long_date


def template_for(certificates):
    """The template that those printed before were made of, so that all look alike; where these differ, the one in use."""
    versions = {version for certificate in certificates if (version := certificate.paper.template_version)}
    return templates.opened(PaperKind.CERTIFICATE, version=versions.pop() if len(versions) == 1 else "")


def certificates_document(certificates, template):
    """The bytes of a .docx with a page per Certificate. Raises DomainError for a template with wrong placeholders."""
    return template.fill({"certificates": [_context(certificate) for certificate in certificates]})


def _context(certificate):
    row = certificate.row
    return {
        "number": certificate.paper.number,
        "name": plain(row.engineer.name),
        "unit": certificate.unit,
        "post": plain(certificate.designation),
        "grade": certificate.grade.name,
        "starts_on": long_date(row.starts_on),
        "last_day": long_date(last_day(row.until)),
        "issuer": certificate.issuer,
        "date": long_date(certificate.dated_on),
        "code": certificate.check_code,
    }
