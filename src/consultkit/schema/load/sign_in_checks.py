"""What a file says of signing in: ways that there are, scopes that they know, questions that it asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from consultkit.schema.consultation import Consultation
from consultkit.schema.file_part import Fault, Where, did_you_mean
from consultkit.schema.load.outline import Outline
from consultkit.schema.load.pruning import PrunedDocument
from consultkit.schema.sign_in_rule import ScopesOfWays, SignInRule


def sign_in_faults(
    consultation: Consultation, outline: Outline, document: PrunedDocument, known: ScopesOfWays
) -> Iterator[Fault]:
    ways = consultation.respondent.ways
    asked = {name for name, _where in outline.questions}
    for index, rule in enumerate(consultation.respondent.sign_in):
        where = document.where(("respondent", "sign_in", index))
        if rule.way not in known:
            what = f"There is no way to sign in called `{rule.way}`."
            yield Fault(where, what, did_you_mean(rule.way, known))
        elif rule.way in ways[:index]:
            yield Fault(where, f"`{rule.way}` is listed twice.", "Remove one of the two.")
        else:
            yield from _of_rule(rule, (*where, rule.way), known[rule.way], asked)


def _of_rule(
    rule: SignInRule, where: Where, scopes: Mapping[str, tuple[str, ...]], asked: set[str]
) -> Iterator[Fault]:
    for index, scope in enumerate(rule.ask):
        if scope not in scopes:
            what = f"`{rule.way}` cannot be asked for `{scope}`."
            yield Fault((*where, "ask", index), what, did_you_mean(scope, scopes))
    told = {claim for scope in rule.ask for claim in scopes.get(scope, ())}
    for claim, question in rule.prefill.items():
        if claim not in told:
            what = f"Nothing that is asked of `{rule.way}` brings `{claim}`."
            yield Fault((*where, "prefill", claim), what, _how_to_ask(claim, scopes, told))
        elif question not in asked:
            what = f"There is no question `{question}` to begin with `{claim}`."
            yield Fault((*where, "prefill", claim), what, did_you_mean(question, asked))


def _how_to_ask(claim: str, scopes: Mapping[str, tuple[str, ...]], told: set[str]) -> str:
    bringing = [scope for scope, claims in scopes.items() if claim in claims]
    return f"Add `{bringing[-1]}` to `ask`." if bringing else did_you_mean(claim, told)
