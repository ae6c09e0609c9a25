"""Measurements and long proofs: `make bench` writes report.md, `make prove` writes prove.md. Nothing here is a test."""
