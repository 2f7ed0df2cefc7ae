"""A real CT's blueprint, organ by organ."""
