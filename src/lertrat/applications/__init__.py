"""From eligibility to receipt."""
