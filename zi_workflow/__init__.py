"""What is true: the programme, its plan, its people and its record; knows nothing of schedulers or mail transports."""
