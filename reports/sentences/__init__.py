"""What was found, stage by stage: results in, plain sentences out."""
