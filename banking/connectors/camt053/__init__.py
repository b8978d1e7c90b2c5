"""Statements as files: ISO 20022 camt.053, version 2 and later."""
