"""A small bank that speaks FDX over HTTP, for the demo and the tests; it knows nothing of ours."""
