"""In what order: a day of the programme, and the only home of Prefect."""
