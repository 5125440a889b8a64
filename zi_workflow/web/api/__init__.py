"""What programs get and send under /api: the shape of answers and of refusals; knows no query and no rule."""
