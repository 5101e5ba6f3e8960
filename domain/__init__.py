"""Models and rules of the help desk; knows no transport."""
