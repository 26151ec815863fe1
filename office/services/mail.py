"""Outgoing mail: written in the transaction of the act that causes it, sent by the worker after the commit."""

from datetime import timedelta
from smtplib import SMTPException

from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django_tasks import task

from office.models import OutboxMail

ATTEMPTS = 8
FIRST_PAUSE = timedelta(minutes=1)  # doubled by every failure: the eighth and last attempt comes two hours later
TIMEOUT_SECONDS = 20


@transaction.atomic
def write_mail(to, subject, body):
    """Put a mail into the outbox; it leaves when the surrounding transaction is committed, and not without it."""
    mail = OutboxMail.objects.create(to=to, subject=" ".join(subject.split())[:200], body=body)
    send_mail.enqueue(mail.pk)
    return mail


@task()
def send_mail(pk):
    """Send one mail of the outbox. What fails is tried again later, and kept with its error after the last attempt."""
    mail = _claim(pk)
    if mail is None:
        return
    try:
        _deliver(mail)
    except (OSError, SMTPException, ValueError) as error:
        OutboxMail.objects.filter(pk=pk).update(error=f"{type(error).__name__}: {error}")
        if mail.attempts < ATTEMPTS:
            pause = FIRST_PAUSE * 2 ** (mail.attempts - 1)
            send_mail.using(run_after=timezone.now() + pause).enqueue(pk)
    else:
        OutboxMail.objects.filter(pk=pk).update(sent_at=timezone.now(), error="")


def _claim(pk):
    """Count the attempt before it is made: of two workers one gets the mail, the other None."""
    mail = OutboxMail.objects.filter(pk=pk, sent_at=None, attempts__lt=ATTEMPTS).first()
    if mail is None:
        return None
    claimed = OutboxMail.objects.filter(pk=pk, sent_at=None, attempts=mail.attempts).update(attempts=F("attempts") + 1)
    mail.attempts += 1
    return mail if claimed else None


def _deliver(mail):
    """Outside any transaction: a mail server that is slow to answer holds no lock."""
    with get_connection(timeout=TIMEOUT_SECONDS) as connection:
        EmailMessage(mail.subject, mail.body, to=[mail.to], connection=connection).send()
