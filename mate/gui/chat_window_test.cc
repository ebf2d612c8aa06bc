#include "mate/gui/chat_window.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QTest>
#include <atomic>
#include <thread>

#include "mate/gui/input_box.h"
#include "mate/gui/message_list.h"

namespace mate::gui {
namespace {

// Answers on a thread of its own, piece by piece, as the real one does.
class ScriptedBackend : public ChatWindowBackend {
 public:
  ~ScriptedBackend() override { join(); }
  void send(std::string text, std::function<void(std::string_view)> on_piece,
            std::function<void(const ChatOutcome&)> on_done) override {
    join();
    asked.push_back(text);
    cancelled = false;
    worker_ = std::thread([this, on_piece, on_done] {
      ChatOutcome outcome{.emotion = "joy", .seconds = 1.5, .tokens_per_s = 31.25};
      for (const std::string& piece : pieces) {
        on_piece(piece);
        outcome.reply += piece;
      }
      while (hold && !cancelled) {
        std::this_thread::yield();
      }
      outcome.cancelled = cancelled;
      outcome.error = error;
      on_done(outcome);
    });
  }
  void cancel() override { cancelled = true; }
  void reset() override { ++resets; }
  std::vector<ChatLine> history() override { return past; }
  std::string memory_report() override { return "RAM 164.25 MiB\nmodel weights 93.81 MiB"; }
  std::string model_line() override { return "SmolLM2 | balanced"; }
  void keep_geometry(int x, int y, int width, int height) override {
    place = {x, y, width, height};
  }
  void join() {
    if (worker_.joinable()) {
      worker_.join();
    }
  }

  std::vector<std::string> asked, pieces = {"Bon", "jour", " <b>toi</b>"};
  std::vector<ChatLine> past;
  std::vector<int> place;
  std::string error;
  std::atomic<bool> hold = false, cancelled = false;
  int resets = 0;

 private:
  std::thread worker_;
};

struct Shown {
  explicit Shown(ScriptedBackend& backend, const ChatWindowSettings& settings = {})
      : window(backend, settings),
        list(*window.findChild<MessageList*>()),
        input(*window.findChild<InputBox*>("input")),
        send(*window.findChild<QPushButton*>("send")),
        cancel(*window.findChild<QPushButton*>("cancel")) {
    window.show();
    window.activateWindow();  // shortcuts are for the active window
    EXPECT_TRUE(QTest::qWaitForWindowActive(&window));
  }
  QString label(const char* name) const { return window.findChild<QLabel*>(name)->text(); }
  bool last_is(const QString& text) const {
    return QTest::qWaitFor([&] { return list.texts().back() == text; });
  }
  bool idle() const {
    return QTest::qWaitFor([&] { return send.isVisible(); });
  }

  ChatWindow window;
  MessageList& list;
  InputBox& input;
  QPushButton& send;
  QPushButton& cancel;
};

TEST(ChatWindow, SendsOnEnterAndShowsTheReplyAsItIsWritten) {
  ScriptedBackend backend;
  backend.hold = true;
  Shown shown(backend);
  QTest::keyClicks(&shown.input, "Salut");
  QTest::keyClick(&shown.input, Qt::Key_Return);
  EXPECT_TRUE(shown.last_is("Bonjour <b>toi</b>"));  // before the reply has ended, and no markup
  EXPECT_EQ(backend.asked, std::vector<std::string>{"Salut"});
  EXPECT_TRUE(shown.cancel.isVisible());
  EXPECT_EQ(shown.label("emotion"), "neutral");
  backend.hold = false;
  EXPECT_TRUE(shown.idle());
  EXPECT_EQ(shown.label("emotion"), "joy");
  EXPECT_EQ(shown.input.toPlainText(), "");
}

TEST(ChatWindow, CancelStopsTheReplyAndKeepsWhatWasSaid) {
  ScriptedBackend backend;
  backend.hold = true;
  Shown shown(backend);
  QTest::keyClicks(&shown.input, "Raconte");
  QTest::mouseClick(&shown.send, Qt::LeftButton);
  ASSERT_TRUE(shown.last_is("Bonjour <b>toi</b>"));
  QTest::mouseClick(&shown.cancel, Qt::LeftButton);
  EXPECT_TRUE(shown.idle());
  EXPECT_TRUE(backend.cancelled);
  EXPECT_EQ(shown.list.texts().back(), "Bonjour <b>toi</b>");
}

TEST(ChatWindow, EscapeCancelsAndShiftEnterStartsALine) {
  ScriptedBackend backend;
  backend.hold = true;
  Shown shown(backend);
  QTest::keyClicks(&shown.input, "a");
  QTest::keyClick(&shown.input, Qt::Key_Return, Qt::ShiftModifier);
  QTest::keyClicks(&shown.input, "b");
  QTest::keyClick(&shown.input, Qt::Key_Return);
  QTest::keyClick(&shown.input, Qt::Key_Escape);
  EXPECT_TRUE(shown.idle());
  EXPECT_EQ(backend.asked, std::vector<std::string>{"a\nb"});
  EXPECT_TRUE(backend.cancelled);
}

TEST(ChatWindow, SendsNothingWhileAReplyIsWrittenNorABlankMessage) {
  ScriptedBackend backend;
  backend.hold = true;
  Shown shown(backend);
  QTest::keyClicks(&shown.input, "  ");
  QTest::keyClick(&shown.input, Qt::Key_Return);
  EXPECT_TRUE(backend.asked.empty());
  QTest::keyClicks(&shown.input, "one");
  QTest::keyClick(&shown.input, Qt::Key_Return);
  QTest::keyClicks(&shown.input, "two");
  QTest::keyClick(&shown.input, Qt::Key_Return);
  EXPECT_EQ(backend.asked, std::vector<std::string>{"one"});
  EXPECT_EQ(shown.input.toPlainText(), "two");  // not lost: it can be sent afterwards
  backend.hold = false;
  EXPECT_TRUE(shown.idle());
}

TEST(ChatWindow, AnErrorIsShownAndTheMessageGivenBack) {
  ScriptedBackend backend;
  backend.pieces.clear();
  backend.error = "The model is not loaded.";
  Shown shown(backend);
  QTest::keyClicks(&shown.input, "Salut");
  QTest::keyClick(&shown.input, Qt::Key_Return);
  EXPECT_TRUE(QTest::qWaitFor([&] { return shown.input.toPlainText() == "Salut"; }));
  bool said = false;
  for (const QLabel* label : shown.list.findChildren<QLabel*>()) {
    said = said || label->text() == "The model is not loaded.";
  }
  EXPECT_TRUE(said);
}

TEST(ChatWindow, ShowsEarlierMessagesModelAndMemory) {
  ScriptedBackend backend;
  backend.past = {{.user = "Bonjour", .reply = "Salut !", .emotion = "fun"}};
  Shown shown(backend, {.french = true});
  EXPECT_EQ(shown.list.texts(), (std::vector<QString>{"Bonjour", "Salut !"}));
  EXPECT_EQ(shown.label("emotion"), "amusement");
  EXPECT_EQ(shown.label("model"), "SmolLM2 | balanced");
  EXPECT_EQ(shown.label("memory"), "RAM 164.25 MiB");
  QTest::keyClick(&shown.window, Qt::Key_M, Qt::ControlModifier);
  EXPECT_TRUE(shown.last_is("RAM 164.25 MiB\nmodel weights 93.81 MiB"));
}

TEST(ChatWindow, StartsOver) {
  ScriptedBackend backend;
  backend.past = {{.user = "Bonjour", .reply = "Salut !", .emotion = "joy"}};
  Shown shown(backend);
  QTest::keyClick(&shown.window, Qt::Key_N, Qt::ControlModifier);
  EXPECT_TRUE(QTest::qWaitFor([&] { return backend.resets == 1; }));
  EXPECT_EQ(shown.list.texts().size(), 1U);
}

TEST(ChatWindow, ClosingKeepsItsPlaceAndStopsTheReply) {
  ScriptedBackend backend;
  backend.hold = true;
  {
    Shown shown(backend, {.x = 40, .y = 30, .width = 500, .height = 420});
    QTest::keyClicks(&shown.input, "Salut");
    QTest::keyClick(&shown.input, Qt::Key_Return);
    shown.window.close();
  }
  backend.join();  // its last callbacks find no window, and nothing to fall over
  QCoreApplication::processEvents();
  EXPECT_EQ(backend.place, (std::vector<int>{40, 30, 500, 420}));
  EXPECT_TRUE(backend.cancelled);
}

// For eyes: TARE_GUI_PICTURE=FILE.png has the window painted there.
TEST(ChatWindow, PaintsItself) {
  ScriptedBackend backend;
  backend.past = {
      {.user = "Bonjour !", .reply = "Bonjour ! Je suis ravie de te voir.", .emotion = "joy"},
      {.user = "Parle-moi de toi, en quelques phrases assez longues pour que la ligne se replie.",
       .reply = "Je suis Kira, ton assistante.\nJe vis sur ton ordinateur, et je retiens ce que "
                "nous nous disons. Rien ne sort d'ici.",
       .emotion = "fun"}};
  Shown shown(backend, {.width = 640, .height = 460, .french = true});
  QTest::keyClicks(&shown.input, "Merci");
  QTest::keyClick(&shown.input, Qt::Key_Return);
  ASSERT_TRUE(shown.idle());
  const QPixmap picture = shown.window.grab();
  EXPECT_EQ(picture.size(), QSize(640, 460));
  const QImage image = picture.toImage();
  EXPECT_NE(image.pixel(20, 30), image.pixel(320, 230));  // the face is painted
  if (qEnvironmentVariableIsSet("TARE_GUI_PICTURE")) {
    picture.save(qEnvironmentVariable("TARE_GUI_PICTURE"));
  }
}

}  // namespace
}  // namespace mate::gui

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  const QApplication application(argc, argv);
  return RUN_ALL_TESTS();
}
