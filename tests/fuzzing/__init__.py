"""Damaged and hostile files made from good ones, and the judgement of what becomes of each when it is read."""
