"""The build of one person: what differs between two phantoms, in anatomical millimetres."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

#: The lungs' apex and the heights at which the scan starts and ends.
APEX_MM, TOP_MM, BOTTOM_MM = 105.0, 118.0, -152.0


@dataclass(frozen=True)
class Person:
    """Sizes that a seed draws; the defaults are an average adult."""

    lung_width_mm: float = 64.0
    lung_depth_mm: float = 86.0
    fat_mm: float = 13.0
    heart_scale: float = 1.0
    dome_mm: float = -60.0
    phase: float = 0.0

    @classmethod
    def drawn(cls, rng: np.random.Generator) -> Person:
        return cls(
            lung_width_mm=rng.uniform(60, 66),
            lung_depth_mm=rng.uniform(82, 88),
            fat_mm=rng.uniform(9, 16),
            heart_scale=rng.uniform(0.92, 1.06),
            dome_mm=rng.uniform(-68, -54),
            phase=rng.uniform(0, 2 * np.pi),
        )

    def fullness(self, z: np.ndarray | float) -> np.ndarray:
        """How wide the chest cavity is at height z, from 1 at the base to 0 at the apex."""
        rise = np.clip((np.asarray(z, float) + 45) / (APEX_MM + 45), 0, 1)
        return np.sqrt(np.clip(1 - rise**2.4, 0, 1))

    def cavity(self, z: np.ndarray, y: np.ndarray, x: np.ndarray) -> np.ndarray:
        """Below 1 inside the chest cavity (both lungs and what lies between them); grows outward like a radius."""
        full = np.maximum(self.fullness(z), 0.12)
        middle = 60 - 14 * (1 - full)
        sideways = np.maximum(np.abs(x) - middle, 0) / (self.lung_width_mm * full)
        return (sideways**2.3 + (np.abs(y - 4) / (self.lung_depth_mm * full)) ** 2.3) ** (1 / 2.3)

    def lung(self, z: np.ndarray, y: np.ndarray, x: np.ndarray) -> np.ndarray:
        """Below 1 inside the outline of a lung, before heart, vessels, spine and diaphragm indent it."""
        full = np.maximum(self.fullness(z), 1e-3)
        middle = 60 - 14 * (1 - full)
        sideways = np.abs(np.abs(x) - middle) / (self.lung_width_mm * full)
        return (sideways**2.3 + (np.abs(y - 4) / (self.lung_depth_mm * full)) ** 2.3) ** (1 / 2.3)

    def diaphragm_mm(self, y: np.ndarray, x: np.ndarray) -> np.ndarray:
        """Height of the diaphragm: a dome on each side, the right one higher, falling to the back and the sides."""
        right = self.dome_mm - 42 * ((x + 58) / 62) ** 2 - 46 * ((y + 12) / 90) ** 2
        left = self.dome_mm - 12 - 42 * ((x - 62) / 60) ** 2 - 46 * ((y + 12) / 90) ** 2
        middle = self.dome_mm - 24 - 40 * ((y + 15) / 90) ** 2 - 25 * (x / 40) ** 2
        return np.maximum(np.maximum(right, left), middle)

    def spine_y_mm(self, z: np.ndarray | float) -> np.ndarray:
        """Where the vertebral bodies' centre lies; the upper thoracic spine leans forward."""
        return 54 - 12 * np.clip(np.asarray(z, float) / 120, 0, 1) ** 2
