"""Links of a letter in the frame."""

from __future__ import annotations

import pytest

from composer.web.desk.looking.frame import framed


@pytest.mark.parametrize("address", ["https://x.example", "HTTPS://x.example", "MailTo:a@x.example", "TEL:1"])
def test_a_link_opens_a_tab_of_its_own_however_its_address_is_spelt(address):
    frame = framed(f'<a href="{address}">x</a>', "light", (), str)

    assert frame == f'<a target="_blank" rel="noopener" href="{address}">x</a>'
