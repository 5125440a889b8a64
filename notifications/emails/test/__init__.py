"""A test of the way to a mailbox: whoever reads it knows that the way is open."""
