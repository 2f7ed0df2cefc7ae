"""Measures that hold a synthetic CT against a real one."""
