"""An invitation to a monev round, its change, and its end."""
