"""Synthetic nodules against real ones: control, realism, gate, speed; writes SYNTHETIC_NODULES.md and nodules.webp.

python -m Testing.benchmarks.measure_synthetic_nodules --nodules FILE --hosts NAME=CT ... [--weights NAME=FOLDER ...]

Hosts are patients that no network was trained on, or sampled chests. With several sets of weights, the variants stand
side by side; control is measured of the last one, and the picture is of it.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

import numpy as np
from scipy import ndimage
from scipy.stats import spearmanr

from SyntheticLungCTLib.blueprint.extract import extract_blueprint
from SyntheticLungCTLib.blueprint.labels import WITHIN_LUNGS
from SyntheticLungCTLib.errors import InputError
from SyntheticLungCTLib.nodules.judge import judged
from SyntheticLungCTLib.nodules.measuring.found_again import REACH_MM, found_again
from SyntheticLungCTLib.nodules.measuring.measures import CHOSEN
from SyntheticLungCTLib.population.specification import RATINGS
from SyntheticLungCTLib.volume import read_ct
from SyntheticLungCTLib.weights import SHIPPED_WEIGHTS, WEIGHTS_VARIABLE, NoduleNetworks, load_nodule_networks

from .nodule_control import by_diameter, controlled, correlations, measured, reached, told
from .nodule_realism import AXES, Crop, distances, extracted_from, mixed_picture, principal, radiomics_of
from .nodule_twins import Case, cases, ellipsoid, nodule_of, pasted, synthetic

HERE = Path(__file__).parent
#: Nodules of each value asked for: sixty for a rating, because of thirty a correlation of .6 is known to .12 only; how
#: far from the pleura, which would cut their shape; and the seed of places and wishes, on which nothing was set.
EACH, FREE_MM, SEED = 12, 14.0, 47


def ceilings(networks: NoduleNetworks, every: list[Case]) -> dict[str, tuple[float, float]]:
    """How far the measures follow readers' ratings of real nodules, in readers' masks and in masks found again, as
    rank correlations; of the diameter, how far the second follows the first."""
    pairs = []
    for case in every:
        again = found_again(networks.segmenter, case.place.hu, case.mask, nodule_of(case).diameter_mm)
        pairs.append((measured(case.place.hu, case.mask), measured(case.place.hu, again & reached(case.mask))))

    def followed(values: list[float], descriptor: str) -> tuple[float, float]:
        columns = ([one.get(descriptor, np.nan) for one in part] for part in zip(*pairs, strict=True))
        own, again = (float(spearmanr(values, column, nan_policy="omit").statistic) for column in columns)
        return own, again

    size = CHOSEN["diameter_mm"]
    found = {"diameter_mm": followed([own[size] for own, _ in pairs], size)}
    for index, name in enumerate(RATINGS):
        rated = [float(case.nodule.ratings[index]) for case in every]
        found |= {key: followed(rated, descriptor) for key, descriptor in told(name).items()}
    return found


def gate_lines(networks: NoduleNetworks, found: list[Case], drawn: list[np.ndarray]) -> list[str]:
    """How many pass of those that no network was trained on, real and drawn, and why the others do not."""
    lines = []
    for name, crops in (("real", [case.place.hu for case in found]), ("synthetic", drawn)):
        scores = [judged(networks, hu, case.place, nodule_of(case)) for hu, case in zip(crops, found, strict=True)]
        means = ", ".join(
            f"{key} {np.mean([getattr(one, key) for one in scores]):.2f}" for key in ("found_share", "realism", "seam")
        )
        reasons = [" ".join(why.split()[:2]) for one in scores for why in one.failures]
        lines.append(
            f"- {name}: {sum(not one.failures for one in scores)} of {len(scores)} pass; means: {means}; "
            f"failures: {', '.join(f'{reasons.count(why)} x {why!r}' for why in sorted(set(reasons))) or 'none'}"
        )
    return lines


def control_lines(networks: NoduleNetworks, host: Path, real: dict[str, tuple[float, float]]) -> list[str]:
    ct = read_ct(host)
    inside = np.isin(extract_blueprint(ct).labels, WITHIN_LUNGS)
    lung = np.argwhere(ndimage.distance_transform_edt(inside, ct.geometry.spacing_zyx_mm) > FREE_MM)

    def place(rng: np.random.Generator) -> tuple[float, float, float]:
        return ct.geometry.lps_of_index(tuple(float(index) for index in lung[rng.integers(len(lung))]))

    rows = controlled(ct, place, networks, EACH, SEED)
    lines = ["| asked for | mask as drawn | found again | found again, of | real: readers' masks | found again |"]
    lines += ["|---|---|---|---|---|---|"]
    for name, found in rows.items():
        (own, again, count), ceiling = correlations(found), real[name]
        lines.append(
            f"| {name} | {own:+.2f} | {again:+.2f} | {count} of {len(found)} | {ceiling[0]:+.2f} | {ceiling[1]:+.2f} |"
        )
    sizes = np.array([(row.asked, row.drawn, row.again) for row in rows["diameter_mm"]])
    errors = [np.nanmedian(np.abs(sizes[:, column] / sizes[:, 0] - 1)) for column in (1, 2)]
    error = f"Median error of the diameter: {errors[0]:.0%} as drawn, {errors[1]:.0%} found again."
    return [*lines, "", error, "", *by_diameter(rows["diameter_mm"])]


def control(networks: NoduleNetworks, hosts: list[str], every: list[Case]) -> list[str]:
    """In each of some hosts, NAME=CT."""
    real = ceilings(networks, every)
    lines = [
        f"In lung that is {FREE_MM:.0f} mm or more from the pleura, measured in the CT that is handed out. Of what is",
        f"found again, what lies over {REACH_MM:.0f} mm beyond the nodule's reach is left out: vessels.",
    ]
    for host in hosts:
        name, _, file = host.partition("=")
        lines += ["", f"#### {name}", "", *control_lines(networks, Path(file), real)]
    return lines


def variant(
    name: str, networks: NoduleNetworks, every: list[Case], hosts: list[str]
) -> tuple[list[str], list[np.ndarray]]:
    """Lines of one set of weights, and its twin of each case; control only with hosts."""
    started = time.perf_counter()
    twins = [synthetic(networks, case, seed) for seed, case in enumerate(every)]
    seconds = (time.perf_counter() - started) / len(every)
    held_out = [index for index, case in enumerate(every) if case.held_out]
    lines = [f"## {name}", "", f"{seconds:.2f} s a nodule, without judging it.", ""]
    lines += ["### Control", "", *control(networks, hosts, every), ""] if hosts else []
    lines += [f"### Gate, {len(held_out)} nodules that no network was trained on", ""]
    lines += gate_lines(networks, [every[i] for i in held_out], [twins[i] for i in held_out])
    return [*lines, ""], twins


def realism(every: list[Case], drawn: dict[str, list[Crop]]) -> list[str]:
    """Distances by radiomics, and by the pretrained extractor where it is installed."""
    held_out, real = [case.held_out for case in every], [(case.place.hu, case.mask) for case in every]
    lines = distances(radiomics_of(real), {name: radiomics_of(found) for name, found in drawn.items()}, held_out)
    try:
        seen = principal(extracted_from(real), {name: extracted_from(found) for name, found in drawn.items()})
    except InputError as error:
        return [*lines, str(error)]
    space = f"I3ResNet-152 of crops of 48 mm, {AXES} principal axes"
    return [*lines, *distances(*seen, held_out, space)[2:]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--nodules", type=Path, required=True)
    parser.add_argument("--hosts", nargs="+", required=True, metavar="NAME=CT")
    parser.add_argument("--weights", nargs="*", default=[f"shipped={SHIPPED_WEIGHTS}"])
    options = parser.parse_args()
    every, drawn = cases(options.nodules), {}
    lines = ["# Synthetic nodules", "", "Written by `Testing/benchmarks/measure_synthetic_nodules.py`.", ""]
    for one in options.weights:
        name, _, folder = one.partition("=")
        os.environ[WEIGHTS_VARIABLE] = folder
        networks = load_nodule_networks("cpu")
        told, twins = variant(name, networks, every, options.hosts if one == options.weights[-1] else [])
        lines += told
        drawn[name] = [(hu, case.mask) for hu, case in zip(twins, every, strict=True)]
        print("\n".join(told), flush=True)
    drawn["paste and blur"] = [pasted(networks, case, every, seed) for seed, case in enumerate(every)]
    drawn["ellipsoid"] = [ellipsoid(networks, case, seed) for seed, case in enumerate(every)]
    lines += realism(every, drawn)
    mixed_picture(every, twins, HERE / "nodules.webp", HERE / "nodules_key.csv")
    (HERE / "SYNTHETIC_NODULES.md").write_text("\n".join(lines) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
