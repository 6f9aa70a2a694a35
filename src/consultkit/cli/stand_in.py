"""`consultkit franceconnect-stand-in`: an identity provider on this machine, to try a service with."""

from __future__ import annotations

import signal
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import click

from consultkit.identity import KEY_COMMAND

if TYPE_CHECKING:
    from consultkit.testing import FranceConnectPlusStandIn, FranceConnectStandIn, ProConnectStandIn

    StandIn = FranceConnectStandIn | FranceConnectPlusStandIn | ProConnectStandIn

Algorithm = Literal["ES256", "RS256"]
Registered = tuple[str, str, str, str]
"""Client id, secret, redirect URI, post-logout redirect URI."""

_TITLES = {
    "franceconnect": "FranceConnect",
    "franceconnect-plus": "FranceConnect+",
    "proconnect": "ProConnect",
}


@dataclass(frozen=True, slots=True)
class Registration:
    """What all the services of one stand-in have in common."""

    provider: str
    algorithm: Algorithm
    userinfo: Literal["signed", "json"]
    jwks: str | None

    def stand_in(self, port: int, services: tuple[Registered, ...]) -> StandIn:
        """Raises ImportError without the `testing` extra, ValueError where nothing can be registered so."""
        from consultkit import testing

        ours = [(name, secret, (callback,), (away,)) for name, secret, callback, away in services]
        if self.provider == "proconnect":
            professional = [
                testing.ProConnectClient(*one, self.algorithm, userinfo=self.userinfo) for one in ours
            ]
            return testing.ProConnectStandIn(professional, port=port)
        if self.provider == "franceconnect-plus":
            assured = [
                testing.FranceConnectPlusClient(*one, self.algorithm, jwks=self.keys_of(one[2][0]))
                for one in ours
            ]
            return testing.FranceConnectPlusStandIn(assured, port=port)
        return testing.FranceConnectStandIn(
            [testing.FranceConnectClient(*one, self.algorithm) for one in ours], port=port
        )

    def keys_of(self, callback: str) -> str:
        """Where a service publishes the key that is encrypted for: beside its callback."""
        return self.jwks or f"{callback.rpartition('/')[0]}/jwks"

    def variables(self, issuer: str, service: Registered) -> dict[str, str]:
        """What the service is told of the stand-in."""
        said = {"ISSUER": issuer, "CLIENT_ID": service[0], "CLIENT_SECRET": service[1]}
        if self.algorithm != "ES256":
            said["ALGORITHM"] = self.algorithm
        if self.provider == "proconnect" and self.userinfo != "signed":
            said["USERINFO"] = self.userinfo
        if self.provider == "franceconnect-plus":
            said["KEY_FILE"] = "franceconnect-plus.pem"
        prefix = f"CONSULTKIT_{self.provider.replace('-', '_').upper()}"
        return {f"{prefix}_{name}": value for name, value in said.items()}


@click.command()
@click.option(
    "--provider", type=click.Choice(list(_TITLES)), default="franceconnect", show_default=True, help="Which."
)
@click.option("--port", default=9000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--client",
    "services",
    nargs=4,
    multiple=True,
    required=True,
    metavar="ID SECRET CALLBACK SIGNED_OUT",
    help="A service, with its two addresses; may be repeated.",
)
@click.option("--algorithm", type=click.Choice(["ES256", "RS256"]), default="ES256", show_default=True)
@click.option(
    "--userinfo",
    type=click.Choice(["signed", "json"]),
    default="signed",
    show_default=True,
    help="For ProConnect.",
)
@click.option(
    "--jwks", metavar="ADDRESS", help="For FranceConnect+: the keys of the service. [CALLBACK's /jwks]"
)
def command(
    provider: str,
    port: int,
    services: tuple[Registered, ...],
    algorithm: Algorithm,
    userinfo: Literal["signed", "json"],
    jwks: str | None,
) -> None:
    """Run a stand-in for an identity provider on this machine, until Ctrl-C. Never for production.

    It asks nobody for a password: whoever opens its page chooses who they are.
    """
    registration = Registration(provider, algorithm, userinfo, jwks)
    with _made(registration, port, services) as stand_in:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        _say(registration, stand_in.issuer, services)
        stop.wait()


def _made(registration: Registration, port: int, services: tuple[Registered, ...]) -> StandIn:
    try:
        return registration.stand_in(port, services)
    except ImportError as error:
        raise click.ClickException(
            f"The stand-in needs {error.name}. Install it: pip install 'consultkit[testing]'"
        ) from error
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def _say(registration: Registration, issuer: str, services: tuple[Registered, ...]) -> None:
    title = _TITLES[registration.provider]
    click.echo(f"A stand-in for {title} is at work, for trying and testing: NEVER FOR PRODUCTION.")
    click.echo("It asks nobody for a password, and is reached from this machine only.\n")
    click.echo(f"Issuer: {issuer}")
    click.echo(f"To make it answer wrongly: {issuer.removesuffix('/api/v2')}/control")
    for service in services:
        click.echo(f"\nSet for the service at {service[2]}:")
        for name, value in registration.variables(issuer, service).items():
            click.echo(f"  {name}={value}")
        if registration.provider == "franceconnect-plus":
            click.echo(f"  (the key: {KEY_COMMAND.format(file='franceconnect-plus.pem')};")
            click.echo(f"  its public half is read at {registration.keys_of(service[2])})")
    click.echo("\nCtrl-C stops it.")
