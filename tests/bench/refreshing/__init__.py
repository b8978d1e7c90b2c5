"""Refreshes per second, against a bare script that does the same; and a question meanwhile."""
