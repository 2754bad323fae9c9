"""Recipes: read, checked and run."""
