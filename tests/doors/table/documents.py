"""The papers of batches: printed for the meeting, the document, certificates; who reads, prints, files and replaces them."""

from tests.doors.documents import DATED_ON, upload
from tests.doors.notation import REST, done, door, lists
from tests.doors.personas import ADMINS, HOLDER, HRS, INSPECTION, LEADERS, READERS, TWINS

SEE_BATCH = READERS | LEADERS
OF_HR = {200: HRS, 403: SEE_BATCH - HRS, 404: REST}


def recorded(world):
    return {"number": "甲新文号", "dated_on": DATED_ON.isoformat(), "reason": "甲更正"}


door("posts:batch_meeting_paper", of="paper_batch", get=OF_HR, post=OF_HR, act="paper.printed")
door("posts:batch_meeting_paper_word", of="paper_batch", post=OF_HR, act="paper.printed")
door("posts:batch_document", of="certified_batch", get=OF_HR, post=done, data=recorded, act="batch.document_corrected")
door("posts:batch_document_file", of="certified_batch", get={200: SEE_BATCH, 404: REST})
door("posts:batch_certificates", of="certified_batch", post=OF_HR, act="paper.printed")
door(
    "posts:batch_certificate_scan",
    of="certified_batch",
    get=OF_HR,
    post=done,
    data=lambda world: {"scan": upload(), "by_hand": "on"},
    act="paper.scan_attached",
)
lists("posts:certificate_list", READERS | TWINS)
door("posts:certificate_detail", of="certificate", get={200: READERS | HOLDER, 404: REST})
door("posts:certificate_detail", of="bare_certificate", get={200: READERS, 404: REST})
door(
    "posts:certificate_print",
    of="certificate",
    post={200: HRS, 403: INSPECTION | HOLDER, 404: REST},
    act="paper.printed",
)
door(
    "posts:certificate_scan",
    of="bare_certificate",
    get={200: HRS, 403: INSPECTION, 404: REST},
    post=done,
    data=lambda world: {"scan": upload(), "by_hand": "on"},
    act="paper.scan_attached",
)
door("posts:certificate_scan_file", of="certificate", get={200: READERS | HOLDER, 404: REST})
door(
    "posts:certificate_reissue",
    of="certificate",
    get={200: ADMINS, 403: (READERS - ADMINS) | HOLDER, 404: REST},
    post=done,
    data={"reason": "甲污损"},
    act="certificate.reissued",
)
