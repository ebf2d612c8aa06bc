"""The page in a real browser: what it shows against `tare report --json`, and how it is used."""
import http.server
import re
import threading
import time
import unittest

from browser import Browser
from pages import Place, data_of

RAM = '[data-run="0"] [data-chart="ram"]'


def mib(value):
    return f"{value / (1 << 20):.2f}"


class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = Place()
        cls.addClassCleanup(cls.place.close)
        cls.browser = Browser()
        cls.addClassCleanup(cls.browser.close)
        cls.one = cls.place.page("one", "cold")
        cls.two = cls.place.page("two", "cold", "warm")

    def open(self, path):
        self.browser.open(path)
        self.browser.wait("return document.querySelectorAll('.uplot').length > 0")

    def curve(self, key, chart=RAM):
        return self.browser.text(f'{chart} [data-curve="{key}"] .now')

    def zoomed(self, chart=RAM):
        return [float(self.browser.run(f"return document.querySelector('{chart}').dataset.{end}")) for end in ("from", "to")]

    def picture(self, chart=RAM):
        return self.browser.run(f"return document.querySelector('{chart} canvas').toDataURL()")

    def focus(self, chart=RAM):
        self.browser.run(f"document.querySelector('{chart} .plot').focus()")

    def told(self, words):
        return self.browser.wait("const t = document.getElementById('told').textContent;"
                                 "return t.includes(arguments[0]) && t", words)

    def test_each_step_shows_the_numbers_of_the_json(self):
        self.open(self.one)
        steps = self.place.json("cold")["steps"]
        self.focus()
        for step in steps:
            self.browser.keys("PageDown")
            said = self.told(step["name"])
            process, card = step["process"], step["devices"][0]
            for key, curve in (("rss", "rss"), ("anon", "anon"), ("file", "file"), ("shmem", "shmem"),
                               ("peak_in_step", "peak")):
                self.assertEqual(self.curve(curve), mib(process[key]), (step["name"], key))
            self.assertEqual(self.curve("own"), mib(process["anon"] + process["swap"]))
            vram = '[data-run="0"] [data-chart="vram"]'
            self.assertEqual(self.curve("card 0", vram), mib(card["used"]))
            self.assertEqual(self.curve("process 0", vram), mib(card["process"]))
            self.assertEqual(self.curve("system", '[data-run="0"] [data-chart="system"]'),
                             f"{step['system']['used_percent']:.1f}")
            self.assertIn(f"(RSS) {mib(process['rss'])} MiB", said)
            self.assertIn(f"{step['at_s']:.2f} s", said)

    def test_the_tables_cells_are_the_jsons(self):
        self.open(self.one)
        rows = self.browser.run("return [...document.querySelectorAll('tr.step')].map(r => [...r.children].map(c => c.textContent))")
        steps = self.place.json("cold")["steps"]
        self.assertEqual([row[0] for row in rows], [step["name"] for step in steps])
        for row, step in zip(rows, steps):
            self.assertEqual(row[2], mib(step["process"]["rss"]))
            self.assertEqual(row[3], mib(step["vram"]))
            rise = step["since_previous"]["rss"]
            self.assertEqual(row[7], "-" if isinstance(rise, dict) else f"{rise / (1 << 20):+.2f}")

    def test_hover_shows_values_where_the_mouse_is(self):
        self.open(self.one)
        self.browser.hover(f"{RAM} .u-over", 0.5)
        text = self.browser.text('[data-run="0"] .cursor .now')
        at = float(re.match(r"([\d.]+) s", text)[1])
        run = data_of(self.one)["runs"][0]
        middle = (run["at"][0] + run["at"][-1]) / 2
        self.assertAlmostEqual(at, middle, delta=0.03)
        index = min(range(len(run["at"])), key=lambda i: abs(run["at"][i] - at))
        values = next(c["values"] for c in run["curves"] if c["kind"] == "anon")
        self.assertIn(self.curve("anon"), [mib(v) for v in values[max(index - 1, 0):index + 2]])

    def test_arrow_keys_walk_from_sample_to_sample(self):
        self.open(self.one)
        run = data_of(self.one)["runs"][0]
        rss = next(c["values"] for c in run["curves"] if c["kind"] == "rss")
        self.focus()
        self.browser.keys("Home")
        self.assertEqual(self.curve("rss"), mib(rss[0]))
        self.browser.keys("Right", "Right")
        self.assertEqual(self.curve("rss"), mib(rss[2]))
        self.browser.keys("Shift+Right")
        self.assertEqual(self.curve("rss"), mib(rss[12]))
        self.browser.keys("Left")
        self.assertEqual(self.curve("rss"), mib(rss[11]))
        self.told(f"{run['at'][11]:.2f} s")
        self.browser.keys("End", "Right")
        self.assertEqual(self.curve("rss"), mib(rss[-1]))

    def test_legend_buttons_hide_and_show_and_stacks_close_up(self):
        self.open(self.one)
        before = self.picture()
        self.browser.click(f'{RAM} [data-curve="anon"]')
        pressed = f"return document.querySelector('{RAM} [data-curve=\"anon\"]').getAttribute('aria-pressed')"
        self.assertEqual(self.browser.run(pressed), "false")
        hidden = self.browser.wait(f"const c = document.querySelector('{RAM} canvas').toDataURL(); return c !== arguments[0] && c", before)
        # Also by keyboard: the button keeps the focus.
        self.browser.keys("Space")
        self.assertEqual(self.browser.run(pressed), "true")
        self.browser.wait(f"return document.querySelector('{RAM} canvas').toDataURL() !== arguments[0]", hidden)
        self.assertEqual(self.picture(), before)

    def test_dragging_zooms_every_chart_of_the_run_and_a_button_shows_the_whole(self):
        self.open(self.two)
        whole = self.zoomed()
        self.browser.drag(f"{RAM} .u-over", 0.25, 0.5)
        length = whole[1] - whole[0]
        self.browser.wait(f"return +document.querySelector('{RAM}').dataset.from > arguments[0]", whole[0])
        start, end = self.zoomed()
        self.assertAlmostEqual(start, whole[0] + 0.25 * length, delta=0.02 * length)
        self.assertAlmostEqual(end, whole[0] + 0.5 * length, delta=0.02 * length)
        for chart in ("vram", "system"):
            self.assertEqual(self.zoomed(f'[data-run="0"] [data-chart="{chart}"]'), [start, end])
        self.assertEqual(self.zoomed('[data-run="1"] [data-chart="ram"]'), whole)
        self.browser.click('[data-run="0"] .whole')
        self.assertEqual(self.zoomed(), whole)
        self.assertTrue(self.browser.run("return document.querySelector('[data-run=\"0\"] .whole').disabled"))

    def test_keys_zoom_and_show_the_whole(self):
        self.open(self.one)
        whole = self.zoomed()
        self.focus()
        self.browser.keys("PageDown", "PageDown", "+", "+")
        start, end = self.zoomed()
        self.assertAlmostEqual(end - start, (whole[1] - whole[0]) / 4, delta=(whole[1] - whole[0]) / 8)
        self.browser.keys("0")
        self.assertEqual(self.zoomed(), whole)

    def test_a_step_is_chosen_in_the_table(self):
        self.open(self.one)
        step = self.place.json("cold")["steps"][2]
        self.browser.click('tr[data-step="2"] button')
        self.assertEqual(self.curve("rss"), mib(step["process"]["rss"]))
        self.assertEqual(self.browser.run("return document.querySelector('tr[data-step=\"2\"]').getAttribute('aria-current')"), "step")
        self.told(step["name"])
        self.browser.click('[data-run="0"] .cursor button:not(.whole)')
        start, end = self.zoomed()
        self.assertAlmostEqual(start, 1.0, delta=0.05)
        self.assertAlmostEqual(end, 1.5, delta=0.05)

    def test_runs_lie_over_one_another_from_a_common_step(self):
        self.open(self.two)
        self.browser.run("document.querySelector('input[value=over]').click()")
        chart = '.compare [data-chart="ram"]'
        self.browser.wait(f"return document.querySelector('{chart} .uplot') !== null")
        self.focus(chart)
        self.browser.keys("PageDown", "PageDown", "PageDown", "PageDown", "PageDown", "PageDown")
        loads = [self.place.json(kind)["steps"] for kind in ("cold", "warm")]
        for number, steps in enumerate(loads):
            self.assertEqual(self.curve(f"run {number}", chart), mib(steps[5]["process"]["rss"]))
        self.browser.run("const s = document.querySelector('.compare select'); s.value = '3 model loaded';"
                         "s.dispatchEvent(new Event('change'))")
        self.browser.wait(f"return document.querySelector('{chart} .uplot') !== null")
        self.assertAlmostEqual(self.zoomed(chart)[0], -1.0, delta=0.01)

    def test_a_card_that_vanishes_leaves_a_gap_and_a_reason(self):
        page = self.place.page("cards", "cards")
        self.open(page)
        vram = '[data-run="0"] [data-chart="vram"]'
        self.focus(vram)
        self.browser.keys("Home")
        self.assertEqual(self.curve("card 1", vram), "300.00")
        self.browser.keys("End")
        self.assertEqual(self.curve("card 1", vram), "-")
        self.told("Arc A370M: whole card not read")
        lines = self.browser.text(".charts .lines")
        self.assertIn("failed: card 1 does not answer", lines)
        self.assertIn("Arc A370M: this process not read", lines)
        self.assertIn("not supported: no fdinfo", lines)

    def test_every_chart_has_a_name_a_table_and_a_focus(self):
        self.open(self.one)
        charts = self.browser.run("return [...document.querySelectorAll('figure')].map(f => ({"
                                  "label: f.querySelector('.plot').getAttribute('aria-label'),"
                                  "tab: f.querySelector('.plot').tabIndex, rows: f.querySelectorAll('.values tbody tr').length,"
                                  "curves: f.querySelectorAll('.legend button').length}))")
        self.assertEqual(len(charts), 3)
        for chart in charts:
            self.assertEqual(chart["tab"], 0)
            self.assertEqual(chart["rows"], chart["curves"])
        self.assertIn("highest 122.25 MiB at", charts[0]["label"])
        self.assertEqual(self.browser.run("return document.documentElement.lang"), "en")
        nameless = self.browser.run("return [...document.querySelectorAll('button,select,input,summary')]"
                                    ".filter(n => !n.textContent.trim() && !n.closest('label')).length")
        self.assertEqual(nameless, 0)

    def test_everything_is_reached_by_tab(self):
        self.open(self.one)
        seen = set()
        for _ in range(60):
            self.browser.keys("Tab")
            seen.add(self.browser.run("const n = document.activeElement;"
                                      "return n.dataset.curve ?? n.className ?? n.tagName"))
        for wanted in ("plot", "anon", "own", "scroll", "plain"):
            self.assertIn(wanted, seen)

    def test_light_dark_and_as_the_system(self):
        self.addCleanup(self.browser.scheme, False)
        theme = "return document.documentElement.dataset.theme"
        for dark in (False, True):
            self.browser.scheme(dark)
            self.open(self.one)
            self.browser.run("document.querySelector('input[value=auto]').click()")
            self.assertEqual(self.browser.run(theme), "dark" if dark else "light")
        before = self.picture()
        self.browser.run("document.querySelector('input[value=light]').click()")
        self.assertEqual(self.browser.run(theme), "light")
        self.browser.wait(f"return document.querySelector('{RAM} canvas').toDataURL() !== arguments[0]", before)
        self.browser.run("document.querySelector('input[value=auto]').click()")

    def test_words_are_told_enough_apart_from_their_paper(self):
        """WCAG AA, 4.5 : 1, in both themes."""
        self.open(self.one)
        script = """
            const parse = (text) => text.match(/[\\d.]+/g).slice(0, 3).map(Number);
            const light = (c) => { const [r, g, b] = c.map((v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
              return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
            const paper = (n) => { for (; n; n = n.parentElement) { const b = getComputedStyle(n).backgroundColor;
              if (!/, 0\\)$|transparent/.test(b)) return parse(b); } return [255, 255, 255]; };
            const bad = [];
            for (const n of document.querySelectorAll('h1,h2,h3,p,dt,dd,th,td,li,button:not(:disabled),summary,label,caption')) {
              if (!n.textContent.trim() || n.offsetParent === null) continue;
              const [a, b] = [light(parse(getComputedStyle(n).color)), light(paper(n))].sort((x, y) => y - x);
              if ((a + 0.05) / (b + 0.05) < 4.5) bad.push(n.tagName + ' ' + n.className + ' ' + n.textContent.slice(0, 30) + ' ' + ((a + 0.05) / (b + 0.05)).toFixed(2));
            }
            return bad;"""
        for theme in ("light", "dark"):
            self.browser.run(f"document.querySelector('input[value={theme}]').click()")
            self.assertEqual(self.browser.run(script), [], theme)
        self.browser.run("document.querySelector('input[value=auto]').click()")

    def test_print_is_light_and_unfolded_and_goes_back(self):
        self.open(self.two)
        self.browser.run("document.querySelector('input[value=dark]').click()")
        self.browser.devtools("Emulation.setEmulatedMedia", media="print")
        self.browser.wait("return document.documentElement.dataset.theme === 'light'")
        self.assertEqual(self.browser.run("return document.querySelectorAll('main details:not([open])').length"), 0)
        wide = self.browser.run("return Math.max(...[...document.querySelectorAll('.uplot')].map(n => n.clientWidth))")
        self.assertLessEqual(wide, 680)
        self.browser.devtools("Emulation.setEmulatedMedia", media="")
        self.browser.wait("return document.documentElement.dataset.theme === 'dark'")
        self.assertGreater(self.browser.run("return document.querySelectorAll('main details:not([open])').length"), 0)
        self.browser.run("document.querySelector('input[value=auto]').click()")
        self.browser.paper(self.place / "two.pdf")
        self.assertGreater((self.place / "two.pdf").stat().st_size, 20000)

    def test_nothing_overflows_a_narrow_window(self):
        self.addCleanup(self.browser.devtools, "Emulation.clearDeviceMetricsOverride")
        for width in (360, 800, 1500):
            self.browser.size(width, 900)
            self.open(self.two)
            wide = self.browser.run("return document.documentElement.scrollWidth")
            self.assertLessEqual(wide, width)

    def test_it_asks_no_network_and_may_not(self):
        asked = []

        class Server(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.path)
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_):
                pass

        server = http.server.HTTPServer(("127.0.0.1", 0), Server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.open(self.two)
        self.browser.keys("Tab", "Tab")
        console, addresses = self.browser.logs()
        self.assertEqual(console, [])
        self.assertEqual([a for a in addresses if not a.startswith(("file:", "data:"))], [])
        outside = f"http://127.0.0.1:{server.server_port}/"
        said = self.browser.run_async(
            "const [to, done] = arguments; const image = new Image(); image.src = to + 'image';"
            "const script = document.createElement('script'); script.src = to + 'script'; document.body.append(script);"
            "fetch(to + 'fetch').then(() => done('answered'), () => done('refused'))", outside)
        time.sleep(0.3)
        self.assertEqual(said, "refused")
        self.assertEqual(asked, [])

    def test_hostile_texts_stay_texts(self):
        page = self.place.page("hostile", "hostile")
        self.assertLess(page.stat().st_size, 1 << 20)
        self.open(page)
        console, addresses = self.browser.logs()
        self.assertEqual(console, [])
        self.assertEqual([a for a in addresses if not a.startswith(("file:", "data:"))], [])
        self.assertNotIn("broken", self.browser.run("return document.title.replace(/title='broken'/g, '')"))
        self.assertEqual(self.browser.run("return document.querySelectorAll('main img, main script').length"), 0)
        self.assertIn("</script>", self.browser.text("tr.step th"))
        self.assertIn("\\u{1b}", self.browser.text("tr.step th"))
        self.assertIn("\\u{202e}", self.browser.text("tr.step th"))
        self.assertLessEqual(self.browser.run("return document.documentElement.scrollWidth"), 1500)

    def test_runs_that_are_not_whole_and_empty_ones(self):
        page = self.place.page("parts", "cut", "empty")
        self.open(page)
        self.assertIn("ended early (signal 9)", self.browser.text('[data-run="0"] .state'))
        self.assertIn("no step and no sample", self.browser.text('[data-run="1"] .state'))
        self.assertEqual(self.browser.run("return document.querySelectorAll('[data-run=\"1\"] figure').length"), 0)
        self.browser.open(self.place.page("nothing", "empty"))
        self.assertEqual(self.browser.logs()[0], [])

    def test_a_run_of_one_moment(self):
        self.open(self.place.page("single", "single"))
        self.assertEqual(self.zoomed(), [0.0, 1.0])
        self.focus()
        self.browser.keys("Right", "+", "0", "PageDown")
        self.assertEqual(self.curve("rss"), "4.00")
        self.assertEqual(self.browser.logs()[0], [])

    def test_french_and_the_other_profiles(self):
        page = self.place.page("all", "startup", "conversation", options=["--lang", "fr"])
        self.open(page)
        self.assertEqual(self.browser.run("return document.documentElement.lang"), "fr")
        self.assertEqual(self.browser.text("h1"), "Mémoire : 2 exécutions")
        self.assertIn("3 fenêtres Qt", self.browser.text('[data-run="0"] .steps'))
        self.assertIn("message 1 (30 + 32 jetons)", self.turn_text())
        self.assertEqual(self.browser.logs()[0], [])

    def turn_text(self):
        self.focus('[data-run="1"] [data-chart="ram"]')
        self.browser.keys("End")
        return self.browser.text('[data-run="1"] .cursor .now')

    def test_a_million_samples_open_at_once(self):
        self.place.run("long", "1000000")
        begun = time.monotonic()
        page = self.place.page("long", "long")
        written = time.monotonic() - begun
        times = []
        for _ in range(3):
            self.open(page)
            times.append(self.browser.run("return performance.getEntriesByType('navigation')[0].loadEventEnd"))
        print(f"\na page of 1000000 samples: written in {written:.2f} s, {page.stat().st_size / 1024:.0f} KiB, "
              f"opened in {min(times):.0f} to {max(times):.0f} ms")
        run = data_of(page)["runs"][0]
        rss = next(c["values"] for c in run["curves"] if c["kind"] == "rss")
        peak = (1 << 30) + next(c["values"] for c in run["curves"] if c["kind"] == "file")[rss.index(max(rss))]
        self.assertEqual(max(rss), peak)
        self.assertIn(f"{mib(peak)} MiB", self.browser.text(".tiles"))


if __name__ == "__main__":
    unittest.main(verbosity=1)
