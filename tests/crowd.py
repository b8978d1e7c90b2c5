"""Many more customers, as plain SQL: each with a link, an account, a consent and a disclosure."""

from django.db import connection

FIRST = 1_000_000
_NUMBERS = """
    WITH RECURSIVE crowd (i) AS (
        SELECT {first} UNION ALL SELECT i + 1 FROM crowd WHERE i < {last}
    )
"""
_ROWS = {
    "banking_user (id, public_id, username, password, first_name, last_name, email, is_staff, "
    "is_active, is_superuser, date_joined, language, time_zone)": (
        "i, 'user-' || i, 'customer-' || i, '!', '', '', '', FALSE, TRUE, FALSE, {now}, 'en', ''"
    ),
    "banking_link (id, public_id, customer_id, institution_id, credentials, state, created_at, "
    "next_refresh_at, lease_token, attempts, fetched_at, last_problem)": (
        "i, 'link-' || i, i, {institution}, '', 'live', {now}, {never}, 0, 0, {now}, ''"
    ),
    "banking_account (id, public_id, link_id, bank_id, name, last_digits, kind, currency, status, "
    "problem)": (
        "i, 'account-' || i, i, 'a-' || i, 'Everyday', '1234', 'checking', 'USD', 'open', ''"
    ),
    "banking_balance (account_id, current_minor, currency, as_of)": "i, i, 'USD', {now}",
    "consent_consent (id, public_id, customer_id, assistant_id, purpose, state, end_reason, "
    "requested_at, granted_at, expires_at, asked, amounts, says_merchants, only_my_voice, "
    "asks_code, sealed_seq, revision, seq, head)": (
        "i, 'consent-' || i, i, {assistant}, '', 'live', '', {now}, {now}, {never}, '', 'exact', "
        "FALSE, FALSE, 'never', 0, 1, 1, ''"
    ),
    "consent_consentscope (consent_id, scope)": "i, 'balances'",
    "consent_consentaccount (consent_id, account_ref, label)": "i, 'account-' || i, 'Everyday'",
    "consent_platformidentity (consent_id, kind, value)": "i, 'user', '{account}'",
    "consent_disclosure (consent_id, seq, at, turn_id, content, salt, digest, hash)": (
        "i, 1, {now}, 'turn', '', '', '', ''"
    ),
    "consent_authorization (id, consent_id, code_hash, created_at)": "i, i, 'code-' || i, {now}",
    "consent_issuedtoken (authorization_id, checksum, expires_at)": "i, 'token-' || i, {never}",
    "oauth2_provider_accesstoken (token, token_checksum, user_id, application_id, expires, scope, "
    "created, updated, resource)": (
        "'', 'token-' || i, i, {assistant}, {never}, 'balances', {now}, {now}, '[]'"
    ),
}


def add(size: int, *, institution: int, assistant: int) -> None:
    """Fills the tables of the hot path."""
    # Whoever only sends questions to a server imports this module, too, and has no settings.
    from assistant.simulator import alexa  # noqa: PLC0415
    from consent.voice import identities  # noqa: PLC0415

    anything = alexa.Question(intent="balance", skill_id="any", token=None)
    is_postgresql = connection.vendor == "postgresql"
    values = {
        "institution": institution,
        "assistant": assistant,
        # They all ask by the simulator's account, which is known since their first question.
        "account": identities.user("alexa", anything.user),
        "now": "CURRENT_TIMESTAMP",
        "never": "'2099-01-01 00:00:00'" + "::timestamptz" * is_postgresql,
    }
    numbers = _NUMBERS.format(first=FIRST, last=FIRST + size - 1)
    with connection.cursor() as cursor:
        for table, columns in _ROWS.items():
            rows = columns.format(**values)
            # Every part is written above; nothing comes from outside.
            cursor.execute(f"{numbers} INSERT INTO {table} SELECT {rows} FROM crowd")  # noqa: S608
        if is_postgresql:
            cursor.execute("ANALYZE")
