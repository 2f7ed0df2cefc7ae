"""The Segment Editor effect "Synthetic nodule"."""
