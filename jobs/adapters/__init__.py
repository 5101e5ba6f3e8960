"""The real clients of outside services."""
