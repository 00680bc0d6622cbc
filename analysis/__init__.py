"""Everything that turns answers into numbers. It knows no rule, no log and no page."""
