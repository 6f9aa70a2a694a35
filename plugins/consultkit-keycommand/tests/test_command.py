"""Keys that a command gives: a real one, which works, fails, hangs or talks too much."""

from __future__ import annotations

import shlex
import sys
import time
from pathlib import Path

import pytest

from consultkit import ConfigurationError
from consultkit_keycommand import VARIABLE, keys_of, plugin


def python(code: str) -> dict[str, str]:
    return {VARIABLE: shlex.join([sys.executable, "-c", code])}


def refusal(environment: dict[str, str], patience: float = 10) -> ConfigurationError:
    with pytest.raises(ConfigurationError) as refused:
        keys_of(environment, patience)
    assert refused.value.mend
    return refused.value


def test_what_the_command_writes_are_the_keys(tmp_path: Path) -> None:
    (tmp_path / "two words").write_text('{"primary": "é"}')
    assert keys_of({VARIABLE: f"cat '{tmp_path}/two words'"}) == '{"primary": "é"}'


def test_the_hook_reads_the_environment_when_it_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    give = plugin.register_key_sources()["command"]
    monkeypatch.setenv(VARIABLE, "echo keys")
    assert give() == "keys\n"


def test_no_shell_sees_it(tmp_path: Path) -> None:
    assert keys_of({VARIABLE: f"echo a; touch {tmp_path}/b"}) == f"a; touch {tmp_path}/b\n"
    assert not (tmp_path / "b").exists()


@pytest.mark.parametrize("written", ["", "  ", "echo 'a"])
def test_a_variable_that_names_no_command(written: str) -> None:
    assert VARIABLE in refusal({VARIABLE: written}).message


def test_a_program_that_is_not_there() -> None:
    assert "No such file" in refusal({VARIABLE: "no-such-vault get secret"}).message


def test_nothing_that_a_failing_command_says_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    talks = "import sys; print('SECRET'); print('SECRET', file=sys.stderr); sys.exit(3)"
    refused = refusal(python(talks))
    assert "ended with 3" in refused.message
    everything = [*capfd.readouterr(), str(refused), refused.mend, repr(refused.__cause__)]
    assert "SECRET" not in " ".join(everything)


def test_what_is_no_text_is_refused() -> None:
    assert "no text" in refusal(python(r"import sys; sys.stdout.buffer.write(b'\xff\xfe')")).message


def test_one_that_hangs_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    script = tmp_path / "hangs"
    script.write_text(f"(sleep 2; touch {tmp_path}/alive) & sleep 60\n")
    assert "within 0.5 seconds" in refusal({VARIABLE: f"sh {script}"}, 0.5).message
    time.sleep(2.5)
    assert not (tmp_path / "alive").exists()
