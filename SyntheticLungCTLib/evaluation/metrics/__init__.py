"""What is said about two sets of CTs."""
