"""What banks tell us of their own accord."""
