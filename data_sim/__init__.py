"""Invented offices to test and demonstrate on; it publishes in real formats and never imports `analytics`."""
