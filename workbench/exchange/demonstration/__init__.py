"""The demonstration study: its design read, its files made, and the study built from them."""
