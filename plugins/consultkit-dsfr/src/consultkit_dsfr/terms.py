"""The terms of use, as far as an operator must know them before anything is downloaded."""

from __future__ import annotations

TERMS = """\
The State's design system (DSFR) marks what speaks for the French State. Its terms of use say, among others:

  - only services of the State may use it, on sites and applications of their own under .gouv.fr; operators
    of the State need an agreement besides; the government's information service (SIG) approves each new site;
  - whoever else shows it may be prosecuted (French penal code, article 433-13);
  - the brand block, the colours and the fonts are not altered;
  - the Marianne fonts have terms of their own, and the notices of LICENSE.md stay beside the files.

To download it is to accept them. They are in French, in the package: doc/legal/cgu.md, dated 20 July 2026.
"""
"""In our words; the text that binds is the one in the package."""
