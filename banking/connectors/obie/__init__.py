"""Banks that speak UK Open Banking's Account and Transaction API, 3.1 and 4.0."""
