"""Mistakes that the types of the public names have to catch: one on each marked line."""

from __future__ import annotations

from datetime import date

from consultkit import ConsultKit, Referral, Settings, compile_form, read_consultation

form = compile_form(read_consultation("night-buses.yaml"))
form.journey({"uses": True}, today="2027-03-02")  # wrong
form.digest = "another"  # wrong
Referral(destination=3, subject="Buses")  # wrong
Settings(database="sqlite:///service.db")  # wrong
ConsultKit(["night-buses.yaml"]).intake.discard("draft", "respondent")  # wrong
length: int = form.journey({}, today=date(2027, 3, 2)).first_incomplete  # wrong
