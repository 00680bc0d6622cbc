"""Survey tools: how each of them heads its exports, and what its own columns mean."""
