"""What the public reads: results, the register, the rules, open data."""
