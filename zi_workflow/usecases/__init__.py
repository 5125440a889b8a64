"""One file per noun, one function per verb: (session, command, now); never commits."""
