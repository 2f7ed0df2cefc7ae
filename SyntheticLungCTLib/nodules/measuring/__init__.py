"""What a nodule measures: size, form, edge and density, and how far apart two sets of nodules are."""
