"""Capacity of offices: what posts ask, what people can, who should learn what next."""
