"""Confirmatory factor analysis: from model syntax and answers to estimates and fit."""
