"""Benchmarks of treequery: what each file answers is in the README beside it."""
