"""What the bank's operator sees of consents: who, what and when; no token, no secret."""

from consent.admin import assistants, consents, customers, ledger, tokens

__all__ = ["assistants", "consents", "customers", "ledger", "tokens"]
