"""Two signers behind one interface: the regency's own certificates, and BSrE. See pens.py."""
