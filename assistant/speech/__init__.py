"""From an answer to words: amounts, dates, lists and ages as people of a locale say them."""
