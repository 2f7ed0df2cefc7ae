"""Draws a blueprint slab by slab: sampled in windows, blended in latent space, decoded; memory follows the window."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import torch
from skimage.measure import block_reduce

from ..blueprint.labels import CONTRAST_BLOODS
from ..networks.generator import BlueprintGenerator
from ..networks.multihead_vqvae import SHRINK, MultiheadVQVAE
from ..scanner.look import Look
from .conditions import scan_numbers
from .position import positions
from .rendering import rendered_hu
from .sampler import sample
from .windows import WindowSize, blend_weight, plane_windows, spans

#: Slices decoded at once.
DECODE_SLICES = 2
#: Blood that carries contrast agent is mixed, hence even; drawn from noise of full strength it comes out mottled.
CONTRAST_BLOOD_NOISE = 0.94


class SlabDrawer:
    """Draws CT slices from labels.

    Args:
        networks: VQ-VAE and generator, on one device.
        labels: uint8 (z, y, x) of `Label` values, y and x multiples of 32.
        look: of the scan; spacing_zyx_mm: of its voxels.
        seed: of the noise; each slice has a stream of its own, so noise does not depend on the windows.
    """

    def __init__(
        self,
        networks: tuple[MultiheadVQVAE, BlueprintGenerator],
        labels: np.ndarray,
        look: Look,
        spacing_zyx_mm: tuple[float, float, float],
        seed: int,
        steps: int,
        window: WindowSize | None = None,
    ) -> None:
        self.vqvae, self.generator = networks
        self.device = self.generator.device
        self.labels, self.position, self.steps, self.seed = labels, positions(labels), steps, seed
        self.look = look
        self.scan = torch.tensor([scan_numbers(look, spacing_zyx_mm)], device=self.device)
        self.window = window or WindowSize()
        self.channels = self.generator.config.latent_channels

    @property
    def slabs(self) -> list[slice]:
        return spans(self.labels.shape[0], self.window.size[0], self.window.overlap[0])

    @property
    def step_count(self) -> int:
        """Sampling steps of all windows, to tell progress by."""
        return len(self.slabs) * len(list(plane_windows(self._plane, self.window))) * self.steps

    @property
    def _plane(self) -> tuple[int, int]:
        return (self.labels.shape[1] // SHRINK, self.labels.shape[2] // SHRINK)

    def draw(self, after_step: Callable[[], None]) -> Iterator[tuple[slice, np.ndarray]]:
        """Finished slices in order: (their place along z, HU as float32 (z, y, x))."""
        slabs = self.slabs
        before: torch.Tensor | None = None
        for index, slab in enumerate(slabs):
            latent = self._slab(slab, before, after_step)
            stop = slabs[index + 1].start if index + 1 < len(slabs) else slab.stop
            before = latent[:, :, stop - slab.start :]
            for start in range(slab.start, stop, DECODE_SLICES):
                end = min(start + DECODE_SLICES, stop)
                yield slice(start, end), self._decode(latent[0, :, start - slab.start : end - slab.start])

    def _slab(self, slab: slice, before: torch.Tensor | None, after_step: Callable[[], None]) -> torch.Tensor:
        """Latent (1, c, z, y, x) of a slab that continues the one before."""
        shape = (1, self.channels, slab.stop - slab.start, *self._plane)
        canvas, drawn = torch.zeros(shape, device=self.device), np.zeros(shape[2:], bool)
        noise = torch.stack([self._noise(z) for z in range(slab.start, slab.stop)], dim=1)[None]
        if before is not None:
            canvas[:, :, : before.shape[2]] = before
            drawn[: before.shape[2]] = True
        for rows, columns in plane_windows(self._plane, self.window):
            place = (slice(None), slice(None), slice(None), rows, columns)
            done = drawn[:, rows, columns]
            mask = torch.from_numpy(done.copy()).to(self.device)
            known = (mask, canvas[place]) if done.any() else None
            fresh = sample(
                self.generator, _layout(noise[place]), self._conditions(slab, rows, columns), self.steps, known,
                after_step=after_step,
            )  # fmt: skip
            weight = torch.from_numpy(blend_weight(done)).to(self.device)
            canvas[place] += weight * (fresh - canvas[place])
            drawn[:, rows, columns] = True
        return canvas

    def _conditions(self, slab: slice, rows: slice, columns: slice) -> dict[str, torch.Tensor]:
        full = (slab, *(slice(s.start * SHRINK, s.stop * SHRINK) for s in (rows, columns)))
        labels = np.ascontiguousarray(self.labels[full])
        position = torch.from_numpy(self.position[:, slab, rows, columns].astype(np.float32))
        with torch.no_grad():
            plain = torch.from_numpy(rendered_hu(labels, self.look))[None].to(self.device)
            rendered = self.generator.normalised(self.vqvae.encode_slab(plain))
        return {
            "labels": torch.from_numpy(labels)[None].to(self.device),
            "rendered": _layout(rendered),
            "position": _layout(position[None].to(self.device)),
            "scan": self.scan,
        }

    def _noise(self, z: int) -> torch.Tensor:
        """Noise (c, y, x) of a slice; drawn on the CPU, so that every device draws the same CT."""
        rng = np.random.default_rng((self.seed, z, 1))
        noise = rng.standard_normal((self.channels, *self._plane), dtype=np.float32)
        blood = block_reduce(np.isin(self.labels[z], CONTRAST_BLOODS), SHRINK, np.mean).astype(np.float32)
        return torch.from_numpy(noise * (1 - (1 - CONTRAST_BLOOD_NOISE) * blood)).to(self.device)

    def _decode(self, latent: torch.Tensor) -> np.ndarray:
        """Normalised latent (c, z, y, x) -> HU (z, y, x)."""
        with torch.no_grad():
            slices = self.generator.unnormalised(latent.transpose(0, 1)).contiguous(memory_format=torch.channels_last)
            return self.vqvae.decode(slices)[:, 0].float().cpu().numpy()


def _layout(x: torch.Tensor) -> torch.Tensor:
    return x.contiguous(memory_format=torch.channels_last_3d)
