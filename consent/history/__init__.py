"""What was released, in words: the list, its filters and its downloads."""
