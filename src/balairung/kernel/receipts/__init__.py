"""The public log: what was filed, answered, closed, signed and approved, so that nobody can rewrite it unseen."""
