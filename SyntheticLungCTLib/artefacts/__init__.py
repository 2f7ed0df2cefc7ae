"""What may be wrong with a CT that was drawn, and where."""
