"""Does it pay to split a CT by HU interval, as HUydra does (arXiv 2603.23041)?"""
