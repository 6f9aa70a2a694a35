"""The product breaks none of its own rules of safety, and each rule would notice."""

from __future__ import annotations

import pytest
from contract.own_rules import RULES, Rule, broken, product, unescaped


def test_the_product_breaks_none() -> None:
    assert len(list(product())) > 200
    assert broken() == []


def test_no_template_trusts_a_text() -> None:
    assert unescaped() == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.says)
def test_each_notices_its_example(rule: Rule) -> None:
    assert rule.broken_in(rule.example) == [1]
