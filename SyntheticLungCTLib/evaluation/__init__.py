"""Sets of synthetic CTs against sets of real ones: how far apart, and how far apart real ones are."""
