"""What is measured of one CT."""
