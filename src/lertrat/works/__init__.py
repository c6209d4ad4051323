"""The permanent register: works, awards, lineage. It outlives every edition and never holds a secret."""
