"""Banks that speak the Financial Data Exchange's API, 4.6 to 6.4."""
