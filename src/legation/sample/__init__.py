"""The sample: invented traffic of two invented countries, the entries their desk made of it, the expected board.

It shows a dialogue worth looking at without any outside data, and it is the fixture of the tests.
"""
