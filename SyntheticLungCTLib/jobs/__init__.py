"""Work in a process of its own: started, watched, cancelled and cleaned up after, without Slicer and without torch."""
