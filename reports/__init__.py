"""What the reader sees: results in, figures, tables and pages out; estimates nothing."""
