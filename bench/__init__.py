"""Benchmarks: how quick the house is on this machine, each figure beside a floor measured in the same run."""
