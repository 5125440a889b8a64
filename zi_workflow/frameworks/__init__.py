"""The programme as data; knows files, not databases."""
