"""The population of nodules: how many, how large, of what character, where and in what shape readers found them."""
