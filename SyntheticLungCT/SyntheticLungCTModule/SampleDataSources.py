"""What the extension adds to Slicer's Sample Data module: a chest that never was a patient."""

from __future__ import annotations

import hashlib
from pathlib import Path

CATEGORY = "Synthetic Lung CT"
#: In a source tree as in an installed one, Resources lies beside this file's folder.
RESOURCES = Path(__file__).resolve().parents[1] / "Resources"
#: What is offered: the name of each sample with its thumbnail, and the files in it with their types.
SAMPLES = (
    (
        "SyntheticChest",
        "SYNTHETIC_chest.png",
        (("SYNTHETIC_chest_CT.nrrd", "VolumeFile"), ("SYNTHETIC_chest.seg.nrrd", "SegmentationFile")),
    ),
    ("SyntheticLungs", "SYNTHETIC_lungs.png", (("SYNTHETIC_lungs.seg.nrrd", "SegmentationFile"),)),
)


def registerSampleData() -> None:
    """Offer the samples in the Sample Data module; nothing is downloaded, as the files are the extension's own."""
    import SampleData

    for name, thumbnail, files in SAMPLES:
        paths = [RESOURCES / "SampleData" / fileName for fileName, _fileType in files]
        SampleData.SampleDataLogic.registerCustomSampleDataSource(
            category=CATEGORY,
            sampleName=name,
            thumbnailFileName=str(RESOURCES / "Icons" / thumbnail),
            uris=[path.as_uri() for path in paths],
            fileNames=[path.name for path in paths],
            nodeNames=[nodeName(path.name) for path in paths],
            loadFileType=[fileType for _fileName, fileType in files],
            checksums=[checksum(path) for path in paths],
        )


def nodeName(fileName: str) -> str:
    """What a sample's node is called in the scene; starts with SYNTHETIC, as the file does."""
    return fileName.partition(".")[0].replace("_", " ")


def checksum(path: Path) -> str:
    """Lets Slicer see that a file in its cache is from another version of the extension."""
    return f"SHA256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
