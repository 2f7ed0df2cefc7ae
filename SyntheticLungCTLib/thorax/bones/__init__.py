"""Bones that are finer than what the thorax is drawn on, laid by rule: vertebrae, ribs, shoulder blades."""
