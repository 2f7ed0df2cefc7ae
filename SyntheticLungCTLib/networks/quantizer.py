"""Vector quantiser with one codebook per head, learned by moving averages, dead codes restarted.

van den Oord et al., "Neural Discrete Representation Learning", NeurIPS 2017, appendix A.1; restart after Dhariwal et
al., "Jukebox", 2020, section 3.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn


class Quantizer(nn.Module):
    """Replaces each head's vector by the nearest of that head's codes.

    Args:
        heads: number of codebooks; 1 is a codebook that all heads share one vector of.
        codes: codes in each codebook.
        dimensions: length of a code.
        decay: of the moving averages.
        dead_below: average number of uses per batch under which a code is restarted at a random vector of the batch.
    """

    def __init__(self, heads: int, codes: int, dimensions: int, decay: float = 0.97, dead_below: float = 0.1) -> None:
        super().__init__()
        self.heads, self.codes, self.dimensions = heads, codes, dimensions
        self.decay, self.dead_below = decay, dead_below
        self.register_buffer("codebook", torch.randn(heads, codes, dimensions))
        self.register_buffer("uses", torch.zeros(heads, codes))
        self.register_buffer("sums", torch.zeros(heads, codes, dimensions))

    def forward(self, z: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """(n, heads * dimensions, y, x) -> (the same quantised, straight-through; commitment loss), in float32."""
        # Counts of uses and the distances of near codes are beyond bfloat16.
        with torch.autocast(z.device.type, enabled=False):
            z = z.float()
            vectors = self._by_head(z)
            index = self.nearest(vectors)
            if self.training:
                self._learn(vectors.detach(), index)
            quantized = self._from_head(self.look_up(index), z)
            return z + (quantized - z).detach(), F.mse_loss(z, quantized.detach())

    def snap(self, z: torch.Tensor) -> torch.Tensor:
        """The nearest codes of a latent (n, heads * dimensions, y, x), without gradients."""
        return self._from_head(self.look_up(self.nearest(self._by_head(z))), z)

    def nearest(self, vectors: torch.Tensor) -> torch.Tensor:
        """Code index (heads, n) of vectors (heads, n, dimensions), head by head so that memory stays small."""
        found = []
        for head in range(self.heads):
            codebook = self.codebook[head]
            half_norm = 0.5 * codebook.square().sum(dim=1)
            blocks = vectors[head].split(65536)
            found.append(torch.cat([torch.addmm(half_norm, b, codebook.T, alpha=-1).argmin(dim=1) for b in blocks]))
        return torch.stack(found)

    def look_up(self, index: torch.Tensor) -> torch.Tensor:
        return torch.stack([self.codebook[head][index[head]] for head in range(self.heads)])

    def share_in_use(self) -> float:
        """Share of all codes that the last batches used."""
        return float((self.uses > self.dead_below).float().mean())

    def _by_head(self, z: torch.Tensor) -> torch.Tensor:
        n, _, height, width = z.shape
        split = z.reshape(n, self.heads, self.dimensions, height * width)
        return split.permute(1, 0, 3, 2).reshape(self.heads, -1, self.dimensions)

    def _from_head(self, vectors: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
        n, channels, height, width = like.shape
        split = vectors.reshape(self.heads, n, height * width, self.dimensions)
        return split.permute(1, 0, 3, 2).reshape(n, channels, height, width)

    @torch.no_grad()
    def _learn(self, vectors: torch.Tensor, index: torch.Tensor) -> None:
        if not self.uses.any():
            self._restart(vectors, torch.ones_like(self.uses, dtype=torch.bool))
            index = self.nearest(vectors)
        uses = torch.stack([torch.bincount(i, minlength=self.codes) for i in index]).to(vectors.dtype)
        sums = torch.zeros_like(self.sums)
        for head in range(self.heads):
            sums[head].index_add_(0, index[head], vectors[head])
        if torch.distributed.is_initialized():
            torch.distributed.all_reduce(uses)
            torch.distributed.all_reduce(sums)
        self.uses.lerp_(uses, 1 - self.decay)
        self.sums.lerp_(sums, 1 - self.decay)
        self.codebook.copy_(self.sums / self.uses.clamp_min(1e-3).unsqueeze(-1))
        self._restart(vectors, self.uses < self.dead_below, (vectors - self.look_up(index)).square().sum(dim=-1))

    def _restart(self, vectors: torch.Tensor, dead: torch.Tensor, error: torch.Tensor | None = None) -> None:
        """Move dead codes to vectors of the batch, the more likely the worse they are coded now.

        An even draw would restart the codes of bone in air: nine tenths of the bone head's vectors show none.
        """
        chance = torch.ones(vectors.shape[:2], device=vectors.device) if error is None else error + 1e-6
        pick = torch.multinomial(chance, self.codes, replacement=True)
        fresh = torch.stack([vectors[head][pick[head]] for head in range(self.heads)])
        if torch.distributed.is_initialized():
            torch.distributed.broadcast(fresh, 0)
        self.codebook[dead] = fresh[dead]
        self.uses[dead] = 1.0
        self.sums[dead] = fresh[dead]
