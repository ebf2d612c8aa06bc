"""Bad examples for tools/layer_check.py, one for each row that it must catch."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
import layer_check  # noqa: E402


def found(path, text):
    return list(layer_check.breaches(path, text))


class Layers(unittest.TestCase):
    def test_core_may_not_look_up(self):
        breach, = found("src/core/ledger.cc", '#include "core/ledger.h"\n#include "port/platform.h"\n')
        self.assertTrue(breach.startswith("src/core/ledger.cc:2: core may not include port"))

    def test_faces_are_folders_of_their_own_and_ncurses_stays_in_one(self):
        self.assertEqual(found("src/ui/tui/layout.cc", '#include "app/watch_model.h"\n'), [])
        self.assertEqual(found("src/ui/tui/screen.cc", "#include <ncurses.h>\n"), [])
        self.assertEqual(len(found("src/ui/tui/layout.cc", '#include "linux/linux_platform.h"\n')), 1)
        self.assertEqual(len(found("src/app/watch.cc", '#include "ui/tui/layout.h"\n')), 1)
        self.assertEqual(len(found("src/cli/top.cc", "#include <ncurses.h>\n")), 1)
        self.assertEqual(len(found("src/ui/web/page.cc", "\n")), 1)

    def test_mate_may_not_see_llama_but_its_main_wires_it(self):
        text = '#include "llama/engine.h"\n'
        self.assertEqual(len(found("mate/chat_engine.cc", text)), 1)
        self.assertEqual(found("mate/main.cc", text), [])

    def test_mate_may_never_see_app_or_report(self):
        text = '#include "app/record_run.h"\n#include "report/text.h"\n'
        self.assertEqual(len(found("mate/main.cc", text)), 2)

    def test_window_knows_one_header_of_ours(self):
        self.assertEqual(found("mate/gui/module.cc", '#include "mate/gui_module.h"\n'), [])
        self.assertEqual(len(found("mate/gui/module.cc", '#include "mate/config.h"\n')), 1)
        self.assertEqual(len(found("mate/gui/module.cc", '#include "base/bytes.h"\n')), 1)

    def test_each_third_party_name_has_one_home(self):
        for home, stranger, header in (
                ("src/sqlite/database.cc", "src/app/x.cc", "sqlite3.h"),
                ("src/llama/engine.cc", "mate/main.cc", "llama.h"),
                ("src/llama/engine.cc", "src/probe/x.cc", "ggml-backend.h"),
                ("mate/gui/module.cc", "mate/main.cc", "QApplication"),
                ("src/cli/main.cc", "src/app/x.cc", "CLI/CLI.hpp"),
                ("src/base/result.h", "src/core/x.h", "tl/expected.hpp"),
                ("src/core/x_test.cc", "src/core/x.cc", "gtest/gtest.h"),
                ("bench/a/b.cc", "src/core/x.cc", "benchmark/benchmark.h")):
            text = f"#include <{header}>\n"
            self.assertEqual(found(home, text), [], home)
            self.assertEqual(len(found(stranger, text)), 1, stranger)

    def test_no_branch_on_the_system_in_a_shared_header(self):
        text = "#if defined(__linux__) && 1\n"
        self.assertEqual(len(found("src/port/platform.h", text)), 1)
        self.assertEqual(found("src/linux/linux_platform.h", text), [])
        self.assertEqual(found("include/tare/marks.h", text), [])

    def test_a_new_folder_needs_a_row(self):
        self.assertEqual(len(found("src/clouds/x.cc", "")), 1)

    def test_no_file_at_all_is_no_success(self):
        self.assertEqual(layer_check.main(pathlib.Path(__file__).parent / "nowhere"), 1)


if __name__ == "__main__":
    unittest.main()
