"""Expressions such as `request.headers["host"][0]`, answered from data: nothing of the target runs."""
