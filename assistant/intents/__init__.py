"""One module for each topic a customer can ask about: facts in, what to say out."""
