"""Reads an instrument as a test constructor would: wording, balance, levels, both wordings."""
