"""What people send: one file per noun; reads fields, decides nothing."""
