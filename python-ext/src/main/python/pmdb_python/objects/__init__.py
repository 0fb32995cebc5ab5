"""Python objects read from memory, rendered as repr would within limits."""
