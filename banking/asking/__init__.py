"""Asking a bank over HTTP and reading its answer: what the connectors share."""
