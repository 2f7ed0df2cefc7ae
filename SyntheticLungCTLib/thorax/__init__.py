"""The thorax invented: a coarse one by rectified flow, in distances to the organs' surfaces, refined to a blueprint."""
