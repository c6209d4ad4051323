"""Self-assessment of PMQA 4.0, all year: evidence as it occurs, three scores alone, one agreed, two intakes served."""
