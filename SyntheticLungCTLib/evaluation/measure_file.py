"""A CT read from its file, its tissues named, and measured; or what is known of it already."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from ..blueprint.extract import extract_labels
from ..blueprint.on_grid import labels_on_grid
from ..errors import InputError
from ..geometry import reoriented
from ..volume import CTVolume, read_ct
from .case import Case
from .case_cache import SPACING, CaseCache, content_of
from .directory import Entry
from .found_again import nodules_found
from .measure_case import measures, measuring
from .obedience import obedience


@dataclass(frozen=True)
class CTFile:
    """A CT of an evaluation.

    Attributes:
        is_real: whether it has to be a patient's; what this program has drawn is then refused.
        blueprint: the file that it was drawn from, where obedience is to be measured; of a real CT, one that names its
            nodules.
    """

    entry: Entry
    is_real: bool
    blueprint: Path | None = None


def measure_file(file: CTFile, cache: CaseCache, progress: Callable[[float], None]) -> Case:
    """The measures of one CT; one volume is in memory at a time.

    Args:
        progress: called with a share from 0 to 1; not at all where the CT is known.

    Raises:
        InputError: when it is no chest CT, or its blueprint is not on its grid; the message names the file.
    """
    name, path = file.entry.name, file.entry.path
    content = content_of(path)
    key = f"{content}-{measuring()}".replace(" ", "-")
    if file.blueprint is not None:
        key += f"-{content_of(file.blueprint)}{'-surfaces' if find_spec('monai') else ''}"
    known = cache.load(key)
    if known is None:
        try:
            known = _measured(file, progress)
        except InputError as error:
            raise InputError(str(error) if str(path) in str(error) else f"{path}: {error}") from error
        cache.keep(key, known)
    spacing = tuple(float(v) for v in known.pop(SPACING))
    return Case(name, content, spacing, known)


def _measured(file: CTFile, progress: Callable[[float], None]) -> dict[str, np.ndarray]:
    ct = read_ct(file.entry.path)
    if file.is_real and ct.provenance:
        raise InputError(f"{file.entry.path} was drawn by this program; the first directory is for real CTs alone.")
    ct = CTVolume(*reoriented(ct.hu, ct.geometry))
    asked_for = labels_on_grid(file.blueprint, ct) if file.blueprint is not None else None
    progress(0.1)
    labels = extract_labels(ct, lambda share, step: progress(0.1 + 0.4 * share))
    spacing = ct.geometry.spacing_zyx_mm
    found = measures(ct.hu, labels, spacing, lambda share: progress(0.5 + 0.4 * share), nodule_labels=asked_for)
    if asked_for is not None:
        found |= nodules_found(ct.hu, asked_for, spacing)
        found |= {} if file.is_real else obedience(asked_for, labels, spacing)
    return {**found, SPACING: np.array(spacing)}
