"""Keys of officials who exist in tests only: their secrets are worth nothing."""

from __future__ import annotations

from consultkit.age import OfficialsKey

ONE = OfficialsKey(
    "AGE-SECRET-KEY-1MTDCT78Z5QYZQTC4Y3R4JFWM5FLNGY25KDTUZF4D3PW06H2NWNNQQK5ATS",
    "age13qljqd6fvl5u586jz826jq35gjkrdmmsyx2xxyxglwg2h2sdyahqy2ku3x",
)
OTHER = OfficialsKey(
    "AGE-SECRET-KEY-1L63AGSDLYQ4KGJZYKPE0M27V7G0RCH97GW0FMJERKGF2M8K46EDQ5C8J23",
    "age1ujhcfpew996zjy63xj0jnczlgucg0syp47jefdwnefc9upmq2eeqhjkujg",
)
STRANGER = OfficialsKey(
    "AGE-SECRET-KEY-1J83MQZWHKW9DW8EJ5337CWWYM3AEXXA3UD8T53YY30LAZKLTVDQSE2JU3E",
    "age1t0p7vx63d6zmdl88ueadj0xgp88f290f4amduhfp8c4z77mra5jqp9gq69",
)
"""Of no consultation."""
