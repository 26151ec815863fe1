import pytest
from django.core import mail as django_mail
from django.db import transaction
from django.test import override_settings
from django_tasks_db.models import DBTaskResult

from office.models import OutboxMail
from office.services.mail import ATTEMPTS, send_mail, write_mail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tasks_wait_for_a_worker():
    """Elsewhere in the tests a task is done at once; here there is a queue."""
    with override_settings(TASKS={"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}):
        yield


REFUSING = override_settings(
    EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="localhost", EMAIL_PORT=9
)


def written():
    return write_mail("hr@example.com", "口令", "有人为您的账号发放了一次性口令。")


def test_a_mail_waits_in_the_outbox_until_the_worker_sends_it():
    mail = written()
    assert (mail.sent_at, mail.attempts, django_mail.outbox) == (None, 0, [])
    assert DBTaskResult.objects.get().args_kwargs["args"] == [mail.pk]
    send_mail.func(mail.pk)
    mail.refresh_from_db()
    assert (mail.sent_at is not None, mail.attempts, mail.error) == (True, 1, "")
    (sent,) = django_mail.outbox
    assert (sent.to, sent.subject, sent.body) == (["hr@example.com"], mail.subject, mail.body)


def test_a_sent_mail_is_not_sent_again():
    mail = written()
    send_mail.func(mail.pk)
    send_mail.func(mail.pk)
    assert len(django_mail.outbox) == 1


def test_an_act_that_fails_leaves_no_mail_and_no_task():
    with pytest.raises(RuntimeError), transaction.atomic():
        written()
        raise RuntimeError
    assert (OutboxMail.objects.count(), DBTaskResult.objects.count()) == (0, 0)


@REFUSING
def test_a_failure_is_kept_and_tried_again_later():
    mail = written()
    send_mail.func(mail.pk)
    mail.refresh_from_db()
    assert (mail.sent_at, mail.attempts) == (None, 1)
    assert "refused" in mail.error
    first, again = DBTaskResult.objects.order_by("run_after")
    assert first.args_kwargs == again.args_kwargs
    assert again.run_after > again.enqueued_at
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        send_mail.func(mail.pk)
    mail.refresh_from_db()
    assert (mail.sent_at is not None, mail.attempts, mail.error) == (True, 2, "")


@REFUSING
def test_the_last_failure_ends_the_attempts():
    mail = written()
    for _attempt in range(ATTEMPTS + 1):
        send_mail.func(mail.pk)
    mail.refresh_from_db()
    assert (mail.sent_at, mail.attempts) == (None, ATTEMPTS)
    assert DBTaskResult.objects.count() == ATTEMPTS


def test_a_line_break_in_a_subject_smuggles_no_header():
    mail = write_mail("hr@example.com", "结果\nBcc: spy@example.com", "…")
    send_mail.func(mail.pk)
    assert django_mail.outbox[0].subject == "结果 Bcc: spy@example.com"
