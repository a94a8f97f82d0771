"""What exists: the records an office holds, the words it uses for them, and how days and money are reckoned.

Nothing flows in; every other package builds on this one. It imports nothing of ours.
"""
