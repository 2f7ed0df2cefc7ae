"""The thorax invented: organs on a coarse grid, tissues on a fine one, by rectified flow; refined to a blueprint."""
