"""Lays the papers of a monev round out as DOCX and PDF, in the form of Indonesian official letters; reads no table.

Papers are written in Indonesian whoever reads the page: that is the language of the record.
"""
