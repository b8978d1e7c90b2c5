"""Banks that speak Open Financial Exchange, 1.x and 2.x, by Direct Connect or in files."""
