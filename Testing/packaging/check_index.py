"""Test the extension against the rules of Slicer's Extensions Index: `make index-check`."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from Testing.packaging.index_rules import RULES  # noqa: E402


def main(root: Path = ROOT) -> int:
    """Say for each rule whether it holds. Returns the number of complaints."""
    complaints = 0
    for rule in RULES:
        found = list(rule(root))
        print(f"{'FAILS' if found else 'holds'}  {rule.__name__.replace('_', ' ')}")
        for complaint in found:
            print(f"         {complaint}")
        complaints += len(found)
    return complaints


if __name__ == "__main__":
    sys.exit(min(main(), 1))
