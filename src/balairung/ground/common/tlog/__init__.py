"""A public log that nobody can rewrite unseen: an RFC 6962 tree in the C2SP formats. No database, no settings.

`hashing` and `proving` are the tree, `tiles` how it is stored and read, `notes` and `checkpoints` who vouches for it,
`leaves` what stands in it, `proofs` and `receipts` what somebody takes home. docs/decisions/0028 says why.
"""
