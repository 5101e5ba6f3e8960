"""GraphQL's objects; their sources are the rows of domain.models."""
