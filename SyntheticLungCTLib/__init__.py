"""Synthetic lung CT from a segmentation.

The story of the data: segmentation -> blueprint -> HU intervals -> latent -> CT -> scene.

The package imports without Slicer, and without torch until a network is needed.
"""

__version__ = "0.1.0"
