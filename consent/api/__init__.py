"""The API of the bank's own app: thin shapes over the same operations as the pages."""
