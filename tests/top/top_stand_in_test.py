"""tare top with a stand-in card."""
import unittest

from top_tools import SUBJECT, TARE, TopTest


class StandIn(TopTest):
    def test_the_card_is_shown_and_its_place_is_told_to_the_program(self):
        terminal = self.terminal(160, 40)
        terminal.command(f"{TARE} top --interval 0.2 --stand-in-gpu 1GiB -- {SUBJECT} hold 5 '{{stand-in-gpu}}'")
        terminal.shows(r"GPU +\S+ +0\.00 of 1024\.00 MiB +0\.0 %")
        terminal.shows(r"127\.0\.0\.1:\d+")
        terminal.shows(r"selected: 0\.00 MiB")
        terminal.type("qq")
        terminal.shows(r"ended: signal 15")


if __name__ == "__main__":
    unittest.main()
