"""The second step of the sign-in (an app's code, a key), where that part is installed."""

from django.apps import apps

if apps.is_installed("allauth.mfa"):
    from allauth.mfa.models import Authenticator
else:
    Authenticator = None


def has_second_step(account):
    return Authenticator is not None and Authenticator.objects.filter(user=account).exists()


def forget_second_step(account):
    """Codes, keys and recovery codes together; returns whether there was anything to forget."""
    if Authenticator is None:
        return False
    deleted, _by_model = Authenticator.objects.filter(user=account).delete()
    return bool(deleted)
