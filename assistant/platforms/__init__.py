"""One folder per assistant platform, with the same file names; none knows another."""
