"""Banks that speak SimpleFIN, versions 1 and 2, and the bridges that speak it for others."""
