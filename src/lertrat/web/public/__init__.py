"""What anybody may read, without signing in: home, eligibility, rules, results, open data."""
