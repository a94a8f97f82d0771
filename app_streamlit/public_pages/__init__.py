"""The pages of the public face.

Flows in: one public release. Flows out: what a reader sees of it, in Streamlit or as plain HTML.
"""
