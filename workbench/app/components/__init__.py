"""What pages are made of: text from outside, passages, cards, charts and tables."""
