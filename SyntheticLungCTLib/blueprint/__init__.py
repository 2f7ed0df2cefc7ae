"""The blueprint: the map of tissues a CT is drawn from."""
