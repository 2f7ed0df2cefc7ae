"""Segmentations of other tools become blueprints; what is not understood is said."""

import gzip
from collections import defaultdict

import numpy as np
import pytest
import SimpleITK as sitk

from SyntheticLungCTLib.blueprint.file import read_blueprint
from SyntheticLungCTLib.blueprint.label_info import LABELS
from SyntheticLungCTLib.blueprint.labels import BONES, Label
from SyntheticLungCTLib.blueprint.mapping import (
    label_for_segment,
    labels_of_label_image,
    labels_of_segmentation_file,
)
from SyntheticLungCTLib.blueprint.segment_names import names_by_number, segment_names, words_of
from SyntheticLungCTLib.errors import InputError
from SyntheticLungCTLib.geometry import Geometry

pytestmark = pytest.mark.filterwarnings("ignore:The segmentation has no")
SHAPE = (12, 20, 24)


def tag(category: str, kind: str, modifier: str = "^^", region: str = "^^") -> str:
    context = "Segmentation category and type - DICOM master list"
    return (
        f"Segmentation.Status:inprogress|TerminologyEntry:{context}~SCT^{category}~SCT^{kind}~{modifier}"
        f"~Anatomic codes - DICOM master list~{region}~^^|"
    )


ANATOMY, TISSUE, FINDING = "123037004^Anatomical Structure", "85756007^Tissue", "49755003^Morphologically Altered"


def segmentation(*segments: tuple[str, np.ndarray], geometry=None, tags=()) -> sitk.Image:
    """An image with one layer per (name, mask)."""
    array = np.stack([mask.astype(np.uint8) for _, mask in segments], axis=-1)
    image = (geometry or Geometry()).apply_to(sitk.GetImageFromArray(array, isVector=True))
    for index, (name, _) in enumerate(segments):
        image.SetMetaData(f"Segment{index}_Name", name)
        image.SetMetaData(f"Segment{index}_LabelValue", "1")
        image.SetMetaData(f"Segment{index}_Layer", str(index))
        image.SetMetaData(f"Segment{index}_Tags", tags[index] if tags else "")
    return image


def box(z=slice(None), y=slice(None), x=slice(None)) -> np.ndarray:
    mask = np.zeros(SHAPE, bool)
    mask[z, y, x] = True
    return mask


def test_every_number_of_totalsegmentator_and_maisi_has_a_label():
    assert set(names_by_number("totalsegmentator")) == set(range(1, 118))
    assert set(names_by_number("maisi")) == {*range(1, 133), 200}


def test_no_name_and_no_code_means_two_things():
    meanings = defaultdict(set)
    for row in segment_names():
        if row.tool != "keyword":
            meanings[words_of(row.name)].add((row.label, row.rule))
        if row.code and row.tool != "blueprint":
            meanings[row.code].add((row.label, row.rule))
    assert {key: found for key, found in meanings.items() if len(found) > 1} == {}


@pytest.mark.parametrize("label", Label)
def test_our_own_names_mean_themselves(label):
    assert label_for_segment(LABELS[label].name) is label


@pytest.mark.parametrize(
    ("name", "label"),
    {
        "lung_upper_lobe_left": Label.LUNG_LEFT,
        "right lung middle lobe": Label.LUNG_RIGHT,
        "Left Lung": Label.LUNG_LEFT,
        "LeftLung": Label.LUNG_LEFT,
        "Lung L": Label.LUNG_LEFT,
        "Lungs": Label.LUNG_LEFT,
        "vertebrae_T7": Label.SPONGY_BONE,
        "T7 vertebra": Label.SPONGY_BONE,
        "rib_left_13": Label.SPONGY_BONE,
        "Ribs": Label.SPONGY_BONE,
        "kidney_right": Label.ORGAN,
        "stomach": Label.FAINT_ORGAN,
        "pectoralis major muscle": Label.SOFT_TISSUE,
        "Oesophagus": Label.SOFT_TISSUE,
        "subcutaneous_fat": Label.FAT,
        "Pulmonary arteries": Label.BLOOD,
        "lung_vessels": Label.PULMONARY_VESSEL,
        "airway": Label.AIRWAY_LUMEN,
        "Bronchial wall": Label.AIRWAY_WALL,
        "Nodule #3": Label.NODULE_SOLID,
        "GGO nodule 2": Label.NODULE_NON_SOLID,
        "part-solid nodule": Label.NODULE_PART_SOLID,
        "lung tumour": Label.NODULE_SOLID,
        "heart with contrast": Label.CONTRAST_BLOOD,
        "body_trunc": Label.SOFT_TISSUE,
        "Segment_1": None,
        "thyroid nodule": None,
        "": None,
    }.items(),
)
def test_names_are_understood_however_they_are_spelled(name, label):
    assert label_for_segment(name) is label


@pytest.mark.parametrize(
    ("name", "terminology", "label"),
    [
        ("Segment_1", tag(ANATOMY, "39607008^Lung", "SCT^24028007^Right"), Label.LUNG_RIGHT),
        ("Segment_1", tag(TISSUE, "248300009^Body fat"), Label.FAT),
        ("Segment_1", tag(TISSUE, "85756007^Tissue"), None),
        ("aorta", tag(TISSUE, "85756007^Tissue"), Label.BLOOD),
        ("wrong name: fat", tag(ANATOMY, "272673000^Bone"), Label.SPONGY_BONE),
        ("cortical bone", tag(ANATOMY, "272673000^Bone"), Label.CORTICAL_BONE),
        ("lung", tag(ANATOMY, "39607008^Lung", "SCT^24028007^Right"), Label.LUNG_RIGHT),
        ("x", tag(ANATOMY, "59820001^Blood vessel", region="SCT^39607008^Lung"), Label.PULMONARY_VESSEL),
        ("x", tag(ANATOMY, "59820001^Blood vessel"), Label.BLOOD),
        ("x", tag(FINDING, "27925004^Nodule", region="SCT^39607008^Lung"), Label.NODULE_SOLID),
        ("ground glass nodule", tag(FINDING, "27925004^Nodule"), Label.NODULE_NON_SOLID),
        ("x", tag(FINDING, "27925004^Nodule", region="SCT^69748006^Thyroid gland"), None),
        ("liver tumor", tag(FINDING, "4147007^Mass"), Label.ORGAN),
        ("x", "garbage", None),
    ],
)
def test_terminology_decides_and_the_name_refines_it(name, terminology, label):
    assert label_for_segment(name, terminology) is label


def test_overlaps_are_settled_by_priority_not_by_order():
    nodule, lung, body = box(5, 10, slice(5, 7)), box(x=slice(2, 10)), box()
    vessel = box(y=10, x=slice(3, 8))
    for order in (("nodule", "vessel", "lung", "body"), ("body", "lung", "vessel", "nodule")):
        masks = {"nodule": nodule, "vessel": vessel, "lung": lung, "body": body}
        names = {"nodule": "lung nodule", "vessel": "lung_vessels", "lung": "lung left", "body": "body"}
        image = segmentation(*((names[key], masks[key]) for key in order))
        labels = labels_of_segmentation_file(image, "x").blueprint.labels
        assert (labels[nodule] == Label.NODULE_SOLID).all()
        assert (labels[vessel & ~nodule] == Label.PULMONARY_VESSEL).all()
        assert (labels[lung & ~vessel & ~nodule] == Label.LUNG_LEFT).all()
        assert (labels[~lung] == Label.SOFT_TISSUE).all()


def test_fat_within_the_body_stays_fat():
    image = segmentation(("body", box()), ("fat", box(y=slice(0, 4))))
    labels = labels_of_segmentation_file(image, "x").blueprint.labels
    assert (labels[:, :4] == Label.FAT).all()
    assert (labels[:, 4:] == Label.SOFT_TISSUE).all()


def test_a_whole_bone_gets_a_cortical_shell_of_one_and_a_half_millimetres():
    image = segmentation(("rib_left_4", box(slice(None), slice(4, 16), slice(4, 20))), geometry=Geometry((0.5, 0.5, 5)))
    labels = labels_of_segmentation_file(image, "x").blueprint.labels
    middle = labels[6, 10]
    assert (middle[4:7] == Label.CORTICAL_BONE).all()
    assert (middle[7:17] == Label.SPONGY_BONE).all()
    assert (middle[17:20] == Label.CORTICAL_BONE).all()
    assert (labels[0] == labels[6]).all(), "a bone cut by the volume's border has no end plate there"


def test_a_bone_that_fills_the_volume_has_no_shell():
    labels = labels_of_segmentation_file(segmentation(("bone", box())), "x").blueprint.labels
    assert (labels == Label.SPONGY_BONE).all()


@pytest.mark.parametrize("name", ["lung", "trachea", "rib", "nodule", "body"])
def test_an_empty_segment_is_recognised_and_draws_nothing(name):
    image = segmentation((name, box(z=slice(0, 0))), ("fat", box()))
    reading = labels_of_segmentation_file(image, "x")
    assert name in reading.recognised
    assert (reading.blueprint.labels == Label.FAT).all()


def test_a_lumen_gets_a_wall_unless_the_segmentation_has_one():
    lumen, body = box(y=slice(8, 12), x=slice(8, 12)), box()
    labels = labels_of_segmentation_file(segmentation(("trachea", lumen), ("body", body)), "x").blueprint.labels
    assert (labels[5, 10, [7, 12]] == Label.AIRWAY_WALL).all()
    assert (labels[lumen] == Label.AIRWAY_LUMEN).all()
    wall = box(y=slice(7, 13), x=slice(7, 9)) & ~lumen
    image = segmentation(("trachea", lumen), ("body", body), ("bronchial wall", wall))
    assert labels_of_segmentation_file(image, "x").blueprint.labels[5, 10, 12] == Label.SOFT_TISSUE


@pytest.mark.parametrize("flip", [1.0, -1.0])
@pytest.mark.parametrize("touching", [False, True])
def test_both_lungs_in_one_segment_are_told_apart_by_the_patients_side(flip, touching):
    geometry = Geometry(origin_mm=(-12.0 * flip, 0, 0), direction=(flip, 0, 0, 0, 1, 0, 0, 0, 1))
    low_x, high_x = box(x=slice(2, 10)), box(x=slice(14, 22))
    bridge = box(y=3, x=slice(10, 14)) if touching else box(z=slice(0, 0))
    image = segmentation(("lung", low_x | high_x | bridge), ("body", box()), geometry=geometry)
    labels = labels_of_segmentation_file(image, "x").blueprint.labels
    left = high_x if flip > 0 else low_x
    assert (labels[left] == Label.LUNG_LEFT).all()
    assert (labels[(low_x | high_x) & ~left] == Label.LUNG_RIGHT).all()


def test_each_nodule_is_listed_with_its_place_and_size():
    geometry = Geometry((0.5, 0.5, 2.0), (-10.0, 5.0, 100.0))
    masks = box(slice(2, 5), slice(3, 7), slice(3, 7)), box(8, 15, slice(18, 20))
    image = segmentation(("lung nodule", masks[0] | masks[1]), ("GGN", box(1, 1, 1)), geometry=geometry)
    nodules = labels_of_segmentation_file(image, "x").blueprint.nodules
    assert [n.label for n in nodules] == [Label.NODULE_NON_SOLID, Label.NODULE_SOLID, Label.NODULE_SOLID]
    large = max(nodules, key=lambda n: n.diameter_mm)
    assert large.center_lps_mm == pytest.approx((-10 + 4.5 * 0.5, 5 + 4.5 * 0.5, 106.0))
    assert large.diameter_mm == pytest.approx((6 * 48 * 0.5 / np.pi) ** (1 / 3))


def test_an_unknown_segment_is_reported_and_named():
    image = segmentation(("body", box()), ("fiducial blob", box(1, 1, 1)))
    with pytest.warns(UserWarning, match="fiducial blob"):
        reading = labels_of_segmentation_file(image, "x")
    assert reading.unknown == ["fiducial blob"]
    assert reading.recognised == {"body": Label.SOFT_TISSUE}


def test_a_segmentation_without_fat_says_that_the_ct_will_have_none():
    with pytest.warns(UserWarning, match="no lung, no fat"):
        labels_of_segmentation_file(segmentation(("body", box())), "x")


@pytest.mark.filterwarnings("ignore:Left out")
def test_a_segmentation_of_nothing_known_is_refused():
    with pytest.raises(InputError, match=r"a\.seg\.nrrd holds no segment that is known; its segments are: Segment_1"):
        labels_of_segmentation_file(segmentation(("Segment_1", box())), "a.seg.nrrd")


def test_a_file_of_several_layers_as_slicer_writes_it_is_read(tmp_path):
    layers = np.zeros((*SHAPE, 2), np.uint8)
    layers[..., 0][box(x=slice(0, 12))] = 1
    layers[..., 0][box(x=slice(12, 24))] = 2
    layers[..., 1][box(5, 5, slice(5, 8))] = 1
    segments = [("Lung_R", 1, 0), ("Lung_L", 2, 0), ("Nodule", 1, 1)]
    header = [
        "NRRD0004", "type: unsigned char", "dimension: 4", "space: left-posterior-superior",
        f"sizes: 2 {SHAPE[2]} {SHAPE[1]} {SHAPE[0]}", "space directions: none (0.7,0,0) (0,0.7,0) (0,0,2)",
        "kinds: list domain domain domain", "encoding: gzip", "space origin: (1,2,3)",
    ]  # fmt: skip
    for i, (name, value, layer) in enumerate(segments):
        header += [f"Segment{i}_Name:={name}", f"Segment{i}_LabelValue:={value}", f"Segment{i}_Layer:={layer}"]
    path = tmp_path / "several layers.seg.nrrd"
    path.write_bytes("\n".join([*header, "", ""]).encode() + gzip.compress(layers.tobytes()))
    blueprint = read_blueprint(path)
    assert blueprint.geometry.is_close_to(Geometry((0.7, 0.7, 2.0), (1, 2, 3)))
    assert (blueprint.labels[..., 12:] == Label.LUNG_LEFT).all()
    assert blueprint.labels[0, 0, 0] == Label.LUNG_RIGHT
    assert (blueprint.labels[5, 5, 5:8] == Label.NODULE_SOLID).all()
    assert len(blueprint.nodules) == 1


@pytest.mark.parametrize(
    ("table", "numbers"),
    [("totalsegmentator", {"lung": 10, "bone": 35, "heart": 51}), ("maisi", {"lung": 28, "bone": 42, "heart": 115})],
)
@pytest.mark.parametrize("dtype", [np.uint8, np.int64, np.float64])
def test_a_label_map_is_read_by_the_numbers_of_its_tool(table, numbers, dtype):
    array = np.zeros(SHAPE, dtype)
    array[:, :4], array[:, 5:15], array[:, 16:] = numbers["lung"], numbers["bone"], numbers["heart"]
    labels = labels_of_label_image(array, Geometry(), table).blueprint.labels
    assert (labels[:, :4] == Label.LUNG_LEFT).all()
    assert np.isin(labels[:, 5:15], BONES).all()
    assert (labels[:, 16:] == Label.BLOOD).all()


def test_a_number_outside_the_table_is_reported():
    array = np.full(SHAPE, 1, np.uint8)
    array[0] = 250
    with pytest.warns(UserWarning, match="number 250"):
        assert labels_of_label_image(array, Geometry(), "totalsegmentator").unknown == ["number 250"]


@pytest.mark.parametrize(
    ("array", "table", "cause"),
    [
        (np.ones(SHAPE, np.uint8), "nnunet", "there are: maisi, totalsegmentator"),
        (np.zeros(SHAPE, np.uint8), "maisi", "only 0"),
        (np.full(SHAPE, -0.5), "maisi", "whole numbers"),
        (np.ones((4, 4), np.uint8), "maisi", "three dimensions"),
    ],
)
def test_a_label_map_that_cannot_be_read_is_refused_by_its_cause(array, table, cause):
    with pytest.raises(InputError, match=cause):
        labels_of_label_image(array, Geometry(), table)
