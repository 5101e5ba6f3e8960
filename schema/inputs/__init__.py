"""GraphQL's input objects and how they become the domain's values."""
