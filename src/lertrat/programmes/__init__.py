"""Which award, which year: programme, edition, sealed pack versions, windows, officers."""
