"""Tables to tables: contrast, shares with intervals, and what a reader must know about a row. Values only."""
