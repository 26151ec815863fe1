from allauth.account.adapter import DefaultAccountAdapter


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Accounts are created by administrators; nobody signs up."""

    def is_open_for_signup(self, request):
        return False


def display_name(user):
    return user.name or user.username
