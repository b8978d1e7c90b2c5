"""What a customer may ask for of everything held about her: a copy, and its end."""
