"""Speed of sending mail beside other ways of sending it; run by `make bench-mail`, knows no target of the product's."""
