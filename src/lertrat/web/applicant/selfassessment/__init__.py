"""Pages of the self-assessment: all year, three scores alone, one picture, two intakes."""
