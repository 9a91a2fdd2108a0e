"""Somebody's browser at a server of ours, as far as its cookies; and who there is in the sample's files."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from composer.mailbox import canonical
from tests.cli.person_everywhere import link_in
from tests.web.public.site import FORM, HOST, Answer, Site

MANAGER = "programme.manager@example.org"
LEAD, LED = "beatrice.coyle@example.org", "send"
OTHER = "priya.nair@example.org"
ORIGIN = f"https://{HOST}"


@dataclass
class Visit:
    """A browser: it keeps each cookie for the paths it was set for, and says where its forms come from."""

    site: Site
    cookies: dict[tuple[str, str], str] = field(default_factory=dict)

    def cookies_for(self, path: str) -> str:
        """As the header says them; nothing where there is none."""
        kept = (f"{name}={value}" for (name, below), value in self.cookies.items() if _is_below(path, below))
        return "; ".join(kept)

    def ask(self, path: str, *, method: str = "GET", body: bytes | str | None = None, **headers: str) -> Answer:
        if kept := self.cookies_for(path):
            headers.setdefault("Cookie", kept)
        answer = self.site.ask(path, method=method, body=body, **headers)
        for line in answer.headers.get_all("Set-Cookie") or ():
            [(name, morsel)] = SimpleCookie(line).items()
            self.cookies.pop((name, morsel["path"]), None)
            if morsel["max-age"] != "0":
                self.cookies[name, morsel["path"]] = morsel.value
        return answer

    def post(self, path: str, fields: dict[str, str], **headers: str) -> Answer:
        sent = {"Origin": ORIGIN, "Content_Type": FORM, **headers}
        return self.ask(path, method="POST", body=urlencode(fields), **sent)

    def session(self, realm: str = "lists") -> str:
        """The value of its session, or nothing."""
        return next((value for (name, _), value in self.cookies.items() if name.endswith(f"{realm}-session")), "")

    def asks_for_link(self, address: str, realm: str = "lists") -> Answer:
        """Ask for a link to be sent, by the form."""
        form = self.ask(f"/{realm}/sign-in")
        return self.post(f"/{realm}/sign-in", {"token": token_in(form), "address": address})

    def mailed_link(self, address: str, realm: str = "lists") -> str:
        """The path of a link that was asked for, once its letter is there: whoever asks is answered before."""
        before = letter_to(self.site, address)
        assert self.asks_for_link(address, realm).status == 200
        until = time.monotonic() + 20
        while letter_to(self.site, address) == before:
            assert time.monotonic() < until, "no letter came"
            time.sleep(0.01)
        return f"/{realm}/sign-in/{link_in(letter_to(self.site, address))}"

    def presses(self, link: str) -> Answer:
        """Open a link, and press the button there."""
        return self.post(link, {"token": token_in(self.ask(link))})

    def signs_in(self, address: str, realm: str = "lists") -> Visit:
        """By a link from the mail."""
        answer = self.presses(self.mailed_link(address, realm))
        assert answer.status == 303, answer.text
        assert self.session(realm)
        return self


def _is_below(path: str, folder: str) -> bool:
    return path.partition("?")[0] == folder or path.startswith(folder.rstrip("/") + "/")


def token_in(page: Answer) -> str:
    """What the last form of a page brings along; the first one may be to sign out."""
    found = re.findall('name="token" value="([^"]+)"', page.text)
    assert found, page.text
    return str(found[-1])


def letter_to(site: Site, address: str) -> bytes:
    """The newest letter to sign in that somebody was sent; nothing where there is none."""
    letter = site.root / "var" / "outbox" / "sign-in" / f"{site.secret.person_key(canonical(address))}.eml"
    return letter.read_bytes() if letter.exists() else b""
