"""All spaces in which sets of CTs are compared; another one is one more entry."""

from __future__ import annotations

from .encoder_spaces import ENCODER_SPACES
from .extractor_spaces import EXTRACTOR_SPACES
from .hu_interval_spaces import INTERVAL_SPACES
from .nodule_spaces import NODULE_SPACES
from .radiomics_spaces import RADIOMICS_SPACES

#: Of whole CTs and of nodules, in which all metrics of distribution are told.
FEATURE_SPACES = (*RADIOMICS_SPACES, *ENCODER_SPACES, *EXTRACTOR_SPACES, *NODULE_SPACES)
#: With those of single HU intervals, of which only distances are told.
ALL_SPACES = (*FEATURE_SPACES, *INTERVAL_SPACES)
