"""A walk through the product in a browser: several people, each with a window of their own, and a post office."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django_scopes import scopes_disabled

from trialpiece.web.mail.domain import deliver_now
from trialpiece.web.mail.models import Mail


@dataclass
class Walk:
    """What the steps share: the pages of everybody, the pictures, and how mail and reviews get done."""

    open_page: Any
    shots: Any
    assert_accessible: Any
    base: str
    name: str = "path"
    """What the pictures' names begin with."""
    people: dict[str, Any] = field(default_factory=dict)
    letters: dict[str, str] = field(default_factory=dict)
    number: int = 0

    def enter(self, who: str, user: Any = None, expect: tuple[str, ...] = ()) -> Any:
        """A browser of one's own for a person."""
        self.people[who] = self.open_page(as_user=user, expect=expect)
        return self.people[who]

    def look(self, page: Any, name: str, *, dark: bool = False) -> None:
        """Look at the page wide and on a phone, in the light, and where asked in the dark."""
        self.number += 1
        for width, scheme in [(1280, "light"), *([(1280, "dark"), (360, "dark")] if dark else []), (360, "light")]:
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.looks, page.watch.width = f"{width}-{scheme}", width
            self.shots(page, f"{self.name}-{self.number:02d}-{name}")
            self.assert_accessible(page)
        page.set_viewport_size({"width": 1280, "height": 800})

    def post_office(self, purpose: str) -> str:
        """Deliver what waits in the outbox; the text of the last mail of that purpose."""
        with scopes_disabled():
            for one in Mail.objects.filter(state="queued").order_by("created_at"):
                self.letters[one.purpose] = one.text  # the outbox forgets it once it is sent
                assert deliver_now(one.pk)
        assert purpose in self.letters, f"no mail about {purpose}"
        return self.letters[purpose]

    def link_in(self, purpose: str) -> str:
        """The address that a mail carries, as its reader opens it."""
        found = re.search(r"https?://[^\s)]+", self.post_office(purpose))
        assert found
        return found.group(0)

    def letters_to(self, purpose: str) -> dict[str, str]:
        """The address that each waiting mail of that purpose carries, by whom it is to."""
        with scopes_disabled():
            waiting = list(Mail.objects.filter(state="queued", purpose=purpose))
            links = {one.to: re.search(r"https?://[^\s)]+", one.text)[0] for one in waiting}
            assert all(deliver_now(one.pk) for one in waiting)
        return links
