"""Who is told, and how: rendering and delivery of mail; decides nothing about the programme."""
