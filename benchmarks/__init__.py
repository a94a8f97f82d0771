"""Side-by-side measurements: ratios in one run, since machines are shared and noisy. Never part of the tests."""
