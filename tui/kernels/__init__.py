"""How kernels are reached: launching, transports and sessions; asyncio without a toolkit."""
