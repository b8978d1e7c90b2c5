"""Proof that the list of disclosures is whole: chains, signatures, and what erasing leaves."""
