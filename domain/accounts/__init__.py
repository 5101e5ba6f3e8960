"""People: signing up and in, sessions, tokens, profiles, roles."""
