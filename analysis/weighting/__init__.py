"""Which dimensions go with performance, and what weights follow."""
