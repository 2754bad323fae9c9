"""Taking codebooks in from files and giving them out again."""
