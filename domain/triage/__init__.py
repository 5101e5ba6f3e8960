"""From a ticket's text to decisions: rules, the model, fusion, and people's reviews."""
