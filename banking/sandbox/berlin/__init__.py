"""The sandbox bank as a European one: the Berlin Group's NextGenPSD2, 1.3.11."""
