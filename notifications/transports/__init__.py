"""Ways out for a message; the only home of aiosmtplib."""
