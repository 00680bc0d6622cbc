"""Do the items measure the dimensions: item statistics, reliability, factor structure."""
