"""From a blueprint to a CT."""
