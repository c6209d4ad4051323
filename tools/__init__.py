"""What the Makefile calls: set-up, the server of `make run`, the test runner, the checks, the pictures."""
