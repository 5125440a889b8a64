"""Pure rules of the build-up of an integrity zone; no I/O, no clock, no third-party package."""
