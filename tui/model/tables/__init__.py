"""Tables as data: reading, ordering and writing them, without a toolkit."""
