"""Batches on the demo: one to be printed for its meeting, one carried out, with a document and certificates."""

import datetime

from office.clock import today
from posts.enums import BatchAct
from posts.models import Appointment
from posts.selectors.certificates import certificates_of, rows_with_certificates
from posts.services import batches, row_facts
from posts.services.carrying import carry_out
from posts.services.documents import log_certificates, print_meeting_paper, record_document
from tests.factories import evaluations


def build(world, group, administrator):
    overdue = list(Appointment.objects.overdue_on(today()).select_related("engineer", "seat__post", "grade")[:4])
    proposed = _batch(group, administrator, "续聘事项", overdue[:2])
    print_meeting_paper(proposed, actor=administrator)
    done = batches.cite_decision(
        _batch(group, administrator, "首批续聘", overdue[2:]), evaluations.decision(group), actor=administrator
    )
    done = carry_out(done, actor=administrator)
    record_document(done, number="示例人字〔2026〕18号", dated_on=today(), actor=administrator)
    rows = rows_with_certificates(done)
    log_certificates(certificates_of(rows), actor=administrator, version="")
    world |= {"paper_batch": proposed.pk, "certified_batch": done.pk, "certificate": rows[0].certificate_id}


def _batch(group, administrator, title, held):
    batch = batches.create_batch(
        actor=administrator, unit=group, title=title, effective_on=today(), explanation="经考核，提请审议。"
    )
    until = datetime.date(2029, 11, 1)
    rows = [
        row_facts.on_present(
            BatchAct.RENEW, one, starts_on=today(), until=until, reason="工作需要", effective_on=batch.effective_on
        )
        for one in held
    ]
    batches.add_rows(batch, rows, actor=administrator)
    return batch
