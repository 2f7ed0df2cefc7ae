"""The evaluation told to a person: one page, and the same as JSON."""
