"""Talk to Sayso without a platform: requests as the platforms would sign them."""
