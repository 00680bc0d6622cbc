"""How well does each person sell, compared fairly."""
