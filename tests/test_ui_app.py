"""The application that serves the chat."""

from browser_double import QueuedAssistant

from ui.app import PAGES_KEPT, create_app


def test_of_many_pages_only_the_last_are_held() -> None:
    holder = create_app(QueuedAssistant()).__dict__["state_holder"]
    for number in range(PAGES_KEPT + 5):
        holder[f"page-{number}"]
    assert f"page-{PAGES_KEPT + 4}" in holder
    assert "page-0" not in holder
    assert len(holder.session_data) == PAGES_KEPT
