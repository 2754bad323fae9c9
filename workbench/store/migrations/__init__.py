"""How a study's file gets from one version of the workbench to the next. Forward only."""
