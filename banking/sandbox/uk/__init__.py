"""The sandbox bank as a British one: UK Open Banking's account information, 3.1 and 4.0."""
