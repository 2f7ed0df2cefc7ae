"""The upper abdomen, laid by rule."""
