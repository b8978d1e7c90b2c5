"""The customer's pages, a module for each kind."""
