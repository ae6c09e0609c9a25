"""Backups: the database, the files, and whatever a restored house needs to be the same house again.

The server writes them and cannot read them: everything is encrypted to a public key (age); its other half is on paper.
"""

from balairung.surface.backups.telling import Latest, latest

__all__ = ["Latest", "latest"]
