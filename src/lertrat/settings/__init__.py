"""Settings: base, dev, test, prod; a screen each."""
