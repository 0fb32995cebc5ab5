"""The py-... commands and the frame filter."""
