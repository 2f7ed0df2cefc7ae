"""The muscles of the trunk, laid by rule."""
