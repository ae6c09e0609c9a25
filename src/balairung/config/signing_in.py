"""How people sign in: what the login library is told. Nothing here depends on the environment."""

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "balairung.kernel.people.published.PublishedPassword",  # the demonstration's, where others reach the server
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "balairung.kernel.people.published.PublishedPasswordValidator"},
    {"NAME": "balairung.kernel.people.account_passwords.BreachedPasswordValidator"},
    {"NAME": "balairung.kernel.people.account_passwords.HouseWordsValidator"},
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "obligations:inbox"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "balairung.kernel.messaging.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an operator gives the account; nobody signs up
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_FORMS = {
    "login": "balairung.kernel.people.account_forms.SignInForm",
    "reauthenticate": "balairung.kernel.people.account_forms.SureForm",
    "reset_password": "balairung.kernel.people.account_forms.ForgottenForm",
    "add_email": "balairung.kernel.people.account_forms.NoEmailForm",
}
# Wrong passwords and codes, and letters with links, are counted by kernel/people/account_limits.py.
ACCOUNT_RATE_LIMITS = {"login_failed": "", "login": "60/m/ip", "reset_password": "20/m/ip"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600  # seconds for which somebody need not show again that it is they
MFA_ADAPTER = "balairung.kernel.people.account_factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses come from the operator
MFA_FORMS = {
    "authenticate": "balairung.kernel.people.account_forms.FactorForm",
    "reauthenticate": "balairung.kernel.people.account_forms.SureFactorForm",
    "activate_totp": "balairung.kernel.people.account_forms.FirstCodeForm",
    "add_webauthn": "balairung.kernel.people.account_forms.KeyForm",
    "edit_webauthn": "balairung.kernel.people.account_forms.KeyNameForm",
}
MFA_TOTP_ISSUER = "Balairung"
SESSION_ENGINE = "balairung.kernel.people.account_sessions"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_FAILURE_VIEW = "balairung.ground.ui.views.csrf_failure"
