"""The digest: everything due for a person on a day, in one mail."""
