"""Nodules in a CT: found again, measured and compared, by nothing that draws them."""
