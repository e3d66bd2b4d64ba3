"""The page and the answers over HTTP, for this machine alone. Stateless: the address is the state.

server    a loopback server: the report at /, any question at /api/ask/NAME
address   what an address asks for
"""
