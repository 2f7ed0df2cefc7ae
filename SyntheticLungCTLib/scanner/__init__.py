"""The scan's look: what the scanner, not the patient, adds to a CT."""
