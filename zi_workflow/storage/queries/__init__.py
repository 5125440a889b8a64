"""Read models on Core selects, one file per noun."""
