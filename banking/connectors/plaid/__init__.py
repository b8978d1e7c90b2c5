"""Banks that are read through Plaid, API version 2020-09-14."""
