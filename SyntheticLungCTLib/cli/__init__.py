"""The command line `synthetic-lung-ct`."""
