"""The nodule studio: nodules put into a CT, taken out of it, grown in it."""
