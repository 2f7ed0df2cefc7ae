"""Where a vessel or an airway runs."""

from __future__ import annotations

import numpy as np

#: Middles (n, 3) in mm from the volume's first voxel (z, y, x), and radii (n,).
Course = tuple[np.ndarray, np.ndarray]
