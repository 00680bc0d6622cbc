"""Tables of the report, one module a stage: results in, frames of formatted text out."""
