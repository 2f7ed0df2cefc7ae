"""The parts of the Slicer module: what the user chose, the panel, and what it does."""
