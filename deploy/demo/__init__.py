"""Data that looks like a bank, and the bank's main job told as a story: both through the API, as the demo staff."""
