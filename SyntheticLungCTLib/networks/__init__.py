"""The networks: the multi-head VQ-VAE and the mask-conditioned generator."""
