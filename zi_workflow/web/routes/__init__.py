"""One file per noun; routes do not import each other."""
