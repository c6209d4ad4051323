"""Pages of applicant agencies: drafting, approving, submitting, receipts."""
