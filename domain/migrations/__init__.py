"""Built-in migrations, in the order of their numbers."""
