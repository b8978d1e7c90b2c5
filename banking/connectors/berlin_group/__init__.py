"""Banks that speak the Berlin Group's NextGenPSD2, 1.3."""
