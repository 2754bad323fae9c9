"""The store: the only room that speaks SQL. Values in, values out; rows never leave it."""

from workbench.store.act import Act, Image
from workbench.store.backups import Backup, list_backups
from workbench.store.backups import make as make_backup
from workbench.store.check import Finding, check_study
from workbench.store.opening import new_study, open_study
from workbench.store.restoring import restore
from workbench.store.study import OpenStudy
from workbench.store.study_file import SUFFIX

__all__ = [
    "SUFFIX",
    "Act",
    "Backup",
    "Finding",
    "Image",
    "OpenStudy",
    "check_study",
    "list_backups",
    "make_backup",
    "new_study",
    "open_study",
    "restore",
]
