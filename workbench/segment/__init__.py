"""Sources to segments: each way of cutting is a module with a function `segment`."""
