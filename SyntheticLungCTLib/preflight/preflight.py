"""All that is looked at before the work, in the order in which it is to be put right."""

from __future__ import annotations

from .device import check_device
from .disk import check_disk
from .expected_cost import check_expected_cost
from .finding import Finding
from .memory import check_memory
from .packages import check_packages, check_python, check_torch
from .weights import check_weights

#: None of these imports what it looks for, so that they work, and at once, where it is missing.
QUICK_CHECKS = (
    check_python,
    check_packages,
    check_torch,
    check_memory,
    check_disk,
    check_weights,
    check_expected_cost,
)


def quick_findings() -> list[Finding]:
    """Everything but the device, for which torch would have to be imported."""
    return [check() for check in QUICK_CHECKS]


def all_findings() -> list[Finding]:
    """Everything, the device last."""
    return [*quick_findings(), check_device()]
