"""The emails, one folder each: a typed context with a sample, the subject, the text and the HTML."""
