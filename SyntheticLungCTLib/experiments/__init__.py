"""Experiments that settle a question of design, scripted end to end."""
