"""Measures the product beside its peers and its limits, side by side in one run (docs/architecture.md, "Speed")."""
