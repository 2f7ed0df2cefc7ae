"""The border to Slicer: segmentation node in, volume node out."""
