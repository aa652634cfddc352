# SPDX-License-Identifier: Apache-2.0
"""Measures how well the attribution engines find what a model learnt an answer from."""
