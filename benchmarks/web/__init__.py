"""How fast pages are answered."""
