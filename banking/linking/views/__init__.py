"""The pages on which a customer sees her banks, links and leaves them."""
