"""Networks that others trained: taken in from a file, checked, kept apart from the shipped ones, and removed."""
