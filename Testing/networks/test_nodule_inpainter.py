"""Promises of what the nodule inpainter is told."""

import warnings

import numpy as np
import pytest
import torch

from SyntheticLungCTLib.networks.nodule_inpainter import NoduleInpainter, facts_of
from SyntheticLungCTLib.networks.volume_unet import MaskAttention


def test_ratings_as_files_store_them_say_the_same_as_whole_numbers():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        stored = facts_of(np.array([1, 2, 3, 4, 5], np.uint8))[0]
    assert stored == pytest.approx([-1, -0.5, 0, 0.5, 1, 1])


def test_an_open_rating_is_not_known_and_no_ratings_are_no_nodule():
    facts, known = facts_of([None, 5, None, None, None])
    assert known.tolist() == [0, 1, 0, 0, 0, 1] and facts[1] == 1
    assert facts_of(None)[0][-1] == 0 and facts_of(None)[1].tolist() == [0, 0, 0, 0, 0, 1]


def test_positions_look_at_the_mask_wherever_it_is():
    torch.manual_seed(0)
    look, x = MaskAttention(16), torch.randn(1, 16, 3, 3, 3)
    masks = [torch.zeros(1, 1, 24, 24, 24) for _ in range(2)]
    masks[1][..., 20:, 20:, 20:] = 1
    assert torch.equal(look(x, masks[1]), x), "nothing is seen before it is learned"
    torch.nn.init.normal_(look.answer.weight)
    none, far = (look(x, mask) for mask in masks)
    assert none.shape == x.shape and (none - far).abs()[..., 0, 0, 0].max() > 1e-4


def test_an_inpainter_that_looks_at_the_mask_learns_to():
    network = NoduleInpainter(widths=(16, 32), mask_attention=True)
    torch.nn.init.normal_(network.look.answer.weight)
    torch.nn.init.normal_(network.leave[-1].weight)
    volumes = [torch.rand(1, 1, 16, 16, 16) for _ in range(4)]
    facts, known = (torch.from_numpy(part)[None] for part in facts_of(None))
    network(volumes[0], torch.tensor([0.5]), *volumes[1:], facts, known).sum().backward()
    assert network.look.show.weight.grad.abs().max() > 0
