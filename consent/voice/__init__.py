"""Who seems to be there: the voice code, known voices, and how loudly she is told."""
