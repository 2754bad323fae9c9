"""DOOR: the command line. A command parses, calls one act or reads one room, and prints what came back.

Nothing heavy is imported at the top of these modules: `workbench --help` must not wait for a database or a model.
"""
