"""How a customer's link to her bank comes about, is renewed, and ends."""
