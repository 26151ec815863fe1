"""What allauth gives: doors with rules of its own, asked with nothing in hand. Nobody's duties change these answers."""

from tests.doors.notation import SIGN_IN

# name: (arguments, then GET and POST of somebody signed out, GET and POST of somebody signed in)
FAMILIES = {
    "account_login": ([], 200, 200, 302, 302),
    "account_logout": ([], SIGN_IN, SIGN_IN, 200, SIGN_IN),
    "account_inactive": ([], 200, 405, 200, 405),
    "account_signup": ([], 200, 200, 302, 302),  # the page that says it is closed
    "account_reauthenticate": ([], SIGN_IN, SIGN_IN, 200, 200),
    "account_email": ([], SIGN_IN, SIGN_IN, 200, 302),
    "account_email_verification_sent": ([], 200, 405, 200, 405),
    "account_change_password": ([], SIGN_IN, SIGN_IN, 200, 200),
    "account_set_password": ([], SIGN_IN, SIGN_IN, 302, 302),
    "account_reset_password": ([], 200, 200, 200, 200),
    "account_reset_password_done": ([], 200, 405, 200, 405),
    "account_reset_password_from_key": (["1", "set-x"], 200, 200, 200, 200),
    "account_reset_password_from_key_done": ([], 200, 405, 200, 405),
    "account_confirm_login_code": ([], SIGN_IN, SIGN_IN, 302, 302),
    "account_confirm_email": (["k"], 200, 404, 200, 404),
    "mfa_index": ([], SIGN_IN, SIGN_IN, 200, 405),
    "mfa_authenticate": ([], SIGN_IN, SIGN_IN, 302, 302),
    "mfa_reauthenticate": ([], SIGN_IN, SIGN_IN, 302, 302),
    "mfa_activate_totp": ([], SIGN_IN, SIGN_IN, 302, 302),
    "mfa_deactivate_totp": ([], SIGN_IN, SIGN_IN, 404, 404),
    "mfa_view_recovery_codes": ([], SIGN_IN, SIGN_IN, 404, 405),
    "mfa_generate_recovery_codes": ([], SIGN_IN, SIGN_IN, 302, 302),
    "mfa_download_recovery_codes": ([], SIGN_IN, SIGN_IN, 404, 404),
    "mfa_list_webauthn": ([], SIGN_IN, SIGN_IN, 200, 405),
    "mfa_add_webauthn": ([], SIGN_IN, SIGN_IN, 302, 302),
    "mfa_reauthenticate_webauthn": ([], SIGN_IN, SIGN_IN, 302, 302),
    "mfa_remove_webauthn": ([1], SIGN_IN, SIGN_IN, 302, 302),
    "mfa_edit_webauthn": ([1], SIGN_IN, SIGN_IN, 302, 302),
}
