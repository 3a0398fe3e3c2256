"""The parts of a screen: they take attributes and post messages, and know nothing else."""
