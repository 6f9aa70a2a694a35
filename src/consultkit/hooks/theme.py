"""What a plugin may dress the pages in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Site:
    """The site that is to be dressed. A theme that not everybody may wear looks at it first."""

    public_url: str
    production: bool


@dataclass(frozen=True, slots=True)
class Theme:
    """The look of all pages. The empty one leaves them as they are."""

    templates: Path | None = None
    """A folder whose files take the place of consultkit's own of the same name: `base.html`,
    `components/form.html`… Those that it covers are still there under `consultkit/`."""
    files: Mapping[str, Path] = field(default_factory=dict)
    """Folders of files served as they are, below `/theme/NAME/`. Browsers keep them for a year: where files
    name each other, NAME says their version."""
    values: Mapping[str, object] = field(default_factory=dict)
    """What its templates find under `theme`: `{{ theme.brand }}`."""
    csp: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What is added to the Content-Security-Policy, by directive: `{"font-src": ("'self'",)}`."""


MakeTheme: TypeAlias = Callable[[Site], Theme]
"""Makes the theme for one site. Raises ConfigurationError when the site may not wear it."""
