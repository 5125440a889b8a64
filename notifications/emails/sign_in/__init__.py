"""The one-time link that somebody asked for: whoever reads it signs in with one tap."""
