#include "mate/conversation_memory.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>

#include "mate/conversation_schema.h"
#include "sqlite/test_folder.h"

namespace mate {
namespace {

using std::chrono::milliseconds;
using tare::ErrorKind;
using tare::TestFolder;

ConversationMemory opened(const std::string& path) {
  auto memory = ConversationMemory::open(path);
  EXPECT_TRUE(memory) << memory.error().text;
  return std::move(*memory);
}

std::vector<std::string> inputs(const std::vector<SavedExchange>& list) {
  std::vector<std::string> texts;
  texts.reserve(list.size());
  for (const auto& one : list) texts.push_back(one.user_input);
  return texts;
}
using Texts = std::vector<std::string>;

void execute(const std::string& path, const char* sql) {
  if (!std::filesystem::exists(path)) tare::write_file(path, "");
  auto database = tare::Database::open(path, {});
  ASSERT_TRUE(database);
  auto done = database->exec(sql);
  ASSERT_TRUE(done) << done.error().text;
}

// A database as the original application leaves it, and what a plug-in may have added.
void make_original(const std::string& path) {
  execute(path, R"sql(
    CREATE TABLE chat_history (
      id INTEGER PRIMARY KEY AUTOINCREMENT, user_id TEXT NOT NULL, source TEXT NOT NULL,
      user_input TEXT NOT NULL, bot_response TEXT NOT NULL, emotion TEXT,
      timestamp DATETIME DEFAULT CURRENT_TIMESTAMP, mood INTEGER DEFAULT 7);
    CREATE INDEX by_user ON chat_history(user_id);
    CREATE TABLE plugin(x); INSERT INTO plugin VALUES(42);
    CREATE TRIGGER counts AFTER INSERT ON chat_history BEGIN UPDATE plugin SET x = x + 1; END;
    INSERT INTO chat_history(user_id, source, user_input, bot_response, emotion, timestamp) VALUES
      ('u', 'gui', 'first', 'r1', 'joy', '2024-05-06 07:08:09'),
      ('u', 'discord', 'second', 'r2', NULL, '2024-05-06 07:08:09');
  )sql");
}

TEST(ConversationMemory, KeepsExchangesInTheOrderInWhichTheyWereSaid) {
  TestFolder folder;
  {
    auto memory = opened(folder / "memory.db");
    for (int i = 1; i <= 5; ++i)  // all within one second of the clock
      EXPECT_EQ(*memory.save("u", i % 2 != 0 ? "chat" : "gui", std::to_string(i), "r", "joy"), i);
    (void)memory.save("other", "chat", "x", "y", "");
  }
  auto memory = opened(folder / "memory.db");
  EXPECT_EQ(inputs(*memory.history("u", 3)), (Texts{"3", "4", "5"}));
  EXPECT_EQ(inputs(*memory.history("u", 100, "gui")), (Texts{"2", "4"}));
  EXPECT_EQ(inputs(*memory.history("u", 0)), Texts{});
  EXPECT_EQ(memory.history("u", SIZE_MAX)->size(), 5u);
  auto last = memory.history("other", 1)->at(0);
  EXPECT_EQ(last.bot_response, "y");
  EXPECT_EQ(last.emotion, "");
  EXPECT_EQ(last.timestamp.size(), std::string("2025-01-31 12:00:00").size());
}

TEST(ConversationMemory, ForgetsOneUserOrAll) {
  TestFolder folder;
  auto memory = opened(folder / "memory.db");
  for (const char* user : {"a", "a", "b"}) (void)memory.save(user, "chat", "i", "r", "joy");
  EXPECT_EQ(*memory.clear("a"), 2);
  EXPECT_EQ(*memory.clear("nobody"), 0);
  EXPECT_EQ(memory.statistics()->total, 1u);
  EXPECT_EQ(*memory.clear_all(), 1);
  EXPECT_EQ(*memory.save("a", "chat", "i", "r", "joy"), 4) << "a number is never used twice";
}

TEST(ConversationMemory, CountsByUserSourceAndEmotion) {
  TestFolder folder;
  auto memory = opened(folder / "memory.db");
  auto none = *memory.statistics();
  EXPECT_EQ(none.total + none.users, 0u);
  EXPECT_EQ(none.last, "");
  for (const char* emotion : {"joy", "sorrow", "joy", ""})
    (void)memory.save(emotion, *emotion == 'j' ? "gui" : "chat", "i", "r", emotion);
  (void)memory.save("joy", "gui", "i", "r", "joy");
  auto counted = *memory.statistics();
  using Counts = std::vector<std::pair<std::string, std::uint64_t>>;
  EXPECT_EQ(counted.total, 5u);
  EXPECT_EQ(counted.users, 3u);
  EXPECT_EQ(counted.by_source, (Counts{{"gui", 3}, {"chat", 2}}));
  EXPECT_EQ(counted.by_emotion, (Counts{{"joy", 3}, {"", 1}, {"sorrow", 1}}));
  EXPECT_EQ(counted.last, memory.history("joy", 1)->at(0).timestamp);
}

TEST(ConversationMemory, HostileTextsComeBackByteForByte) {
  TestFolder folder;
  auto memory = opened(folder / "memory.db");
  std::string hostile = std::string("a\0b", 3) + "\xFF'); DROP TABLE chat_history;--";
  std::string long_text(1 << 20, '\xC3');
  ASSERT_TRUE(memory.save(hostile, hostile, hostile, long_text, hostile));
  auto back = memory.history(hostile, 1, hostile)->at(0);
  EXPECT_EQ(back.user_input, hostile);
  EXPECT_EQ(back.bot_response, long_text);
  EXPECT_EQ(back.emotion, hostile);
}

TEST(ConversationMemory, TakesTheOriginalsDatabaseAsItIs) {
  TestFolder folder;
  make_original(folder / "chat.db");
  {
    auto memory = opened(folder / "chat.db");
    EXPECT_EQ(inputs(*memory.history("u", 9)), (Texts{"first", "second"}));
    EXPECT_EQ(memory.history("u", 9)->at(0).timestamp, "2024-05-06 07:08:09");
    EXPECT_EQ(memory.history("u", 9)->at(1).emotion, "");
    EXPECT_EQ(*memory.save("u", "chat", "third", "r3", "fun"), 3);
  }
  // The original's own words still work, and nothing of it is gone.
  execute(folder / "chat.db",
          "INSERT INTO chat_history(user_id, source, user_input, bot_response, emotion) "
          "VALUES('u', 'gui', 'fourth', 'r4', 'joy')");
  EXPECT_EQ(inputs(*opened(folder / "chat.db").history("u", 9)),
            (Texts{"first", "second", "third", "fourth"}));
  auto database = *tare::Database::open(folder / "chat.db", {});
  EXPECT_EQ(*database.number("SELECT x FROM plugin"), 46) << "its trigger runs for us too";
  EXPECT_EQ(*database.number("SELECT sum(mood) FROM chat_history"), 28);
  EXPECT_EQ(*database.number("SELECT count(*) FROM pragma_index_list('chat_history')"), 4)
      << "the index on user_id was there, under another name";
}

TEST(ConversationMemory, IsItsOwnersAlone) {
  TestFolder folder;
  auto memory = opened(folder / "a/b/memory.db");
  (void)memory.save("u", "chat", "i", "r", "");
  EXPECT_EQ(tare::mode_of(folder / "a/b"), 0700);
  for (const char* ending : {"", "-wal"})
    EXPECT_EQ(tare::mode_of(folder / "a/b/memory.db" + ending), 0600) << ending;
}

TEST(ConversationMemory, StaysSmall) {
  TestFolder folder;
  auto before = tare::sqlite_memory_used();
  auto memory = opened(folder / "memory.db");
  for (int i = 0; i < 300; ++i)
    ASSERT_TRUE(memory.save("u", "chat", "i", std::string(4000, 'r'), ""));
  EXPECT_EQ(memory.history("u", 10)->size(), 10u);
  auto used = tare::sqlite_memory_used() - before;
  EXPECT_GT(used, tare::ByteDelta{});
  EXPECT_LT(used, tare::kib(512) - tare::Bytes{});
}

void expect_refused(const tare::Error& error, ErrorKind kind, const std::string& words) {
  EXPECT_EQ(error.kind, kind) << error.text;
  EXPECT_NE(error.text.find(words), std::string::npos) << error.text << " without: " << words;
}

TEST(ConversationMemoryFault, LockedIsTriedForAWhileAndThenTold) {
  TestFolder folder;
  auto memory = *ConversationMemory::open(folder / "memory.db", milliseconds(50));
  auto other = *tare::Database::open(folder / "memory.db", {});
  ASSERT_TRUE(other.exec("BEGIN IMMEDIATE"));
  auto saved = memory.save("u", "chat", "i", "r", "");
  ASSERT_FALSE(saved);
  expect_refused(saved.error(), ErrorKind::refused, "locked by another program");
  EXPECT_TRUE(memory.history("u", 1)) << "reading goes on";
  ASSERT_TRUE(other.exec("ROLLBACK"));
  EXPECT_TRUE(memory.save("u", "chat", "i", "r", "")) << "and so does saving, later";
}

TEST(ConversationMemoryFault, CorruptIsTold) {
  TestFolder folder;
  tare::write_file(folder / "text.db", std::string(5000, 'x'));
  auto text = ConversationMemory::open(folder / "text.db");
  ASSERT_FALSE(text);
  expect_refused(text.error(), ErrorKind::bad_input, "not an SQLite database");

  make_original(folder / "cut.db");
  auto bytes = tare::read_file(folder / "cut.db");
  tare::write_file(folder / "cut.db", bytes.substr(0, bytes.size() - 4096));
  auto cut = ConversationMemory::open(folder / "cut.db");
  ASSERT_FALSE(cut);
  expect_refused(cut.error(), ErrorKind::bad_input, "damaged");
  EXPECT_EQ(tare::read_file(folder / "cut.db").size(), bytes.size() - 4096) << "left alone";
}

TEST(ConversationMemoryFault, ReadOnlyIsReadAndRefusesToSave) {
  TestFolder folder;
  make_original(folder / "chat.db");
  ::chmod((folder / "chat.db").c_str(), 0444);
  ::chmod(folder.path().c_str(), 0555);
  auto text = tare::as_nobody([&] {
    auto memory = ConversationMemory::open(folder / "chat.db");
    if (!memory) return memory.error().text;
    auto saved = memory->save("u", "chat", "i", "r", "");
    return std::to_string(memory->history("u", 9)->size()) + " " +
           (saved ? "saved" : saved.error().text);
  });
  ::chmod(folder.path().c_str(), 0755);
  EXPECT_EQ(text.substr(0, 2), "2 ") << text;
  EXPECT_NE(text.find("cannot be written"), std::string::npos) << text;
}

TEST(ConversationMemoryFault, ANewerVersionIsRefusedAndLeftAlone) {
  TestFolder folder;
  make_original(folder / "chat.db");
  execute(folder / "chat.db", "PRAGMA user_version = 2");
  auto before = tare::read_file(folder / "chat.db");
  auto memory = ConversationMemory::open(folder / "chat.db");
  ASSERT_FALSE(memory);
  expect_refused(memory.error(), ErrorKind::bad_input, "newer desktop-mate (version 2");
  EXPECT_EQ(tare::read_file(folder / "chat.db"), before);
}

TEST(ConversationMemoryFault, AnotherChatHistoryIsRefusedAndLeftAlone) {
  TestFolder folder;
  execute(folder / "chat.db", "CREATE TABLE chat_history(id INTEGER PRIMARY KEY, text)");
  auto before = tare::read_file(folder / "chat.db");
  auto memory = ConversationMemory::open(folder / "chat.db");
  ASSERT_FALSE(memory);
  expect_refused(memory.error(), ErrorKind::bad_input, "has no column user_id");
  EXPECT_EQ(tare::read_file(folder / "chat.db"), before);
}

TEST(ConversationMemoryFault, NoSpaceIsToldAndNothingIsHalfSaved) {
  TestFolder folder;
  auto memory = opened(folder / "memory.db");
  ASSERT_TRUE(memory.save("u", "chat", "kept", "r", ""));
  auto old = std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  rlimit small{.rlim_cur = 256 << 10, .rlim_max = before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &small);
  auto saved = memory.save("u", "chat", "too much", std::string(1 << 20, 'r'), "");
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, old);
  ASSERT_FALSE(saved);
  expect_refused(saved.error(), ErrorKind::refused, "no space left");
  ASSERT_TRUE(memory.save("u", "chat", "after", "r", ""));
  EXPECT_EQ(inputs(*memory.history("u", 9)), (Texts{"kept", "after"}));
}

TEST(ConversationMemoryFault, AFolderThatCannotBeMadeIsNamed) {
  TestFolder folder;
  tare::write_file(folder / "file", "");
  auto memory = ConversationMemory::open(folder / "file/memory.db");
  ASSERT_FALSE(memory);
  expect_refused(memory.error(), ErrorKind::refused, "Not a directory");
}

TEST(ConversationMemoryFault, SigkillLosesNoAcknowledgedExchange) {
  for (int round = 0; round < 10; ++round) {
    TestFolder folder;
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    pid_t child = ::fork();
    if (child == 0) {
      auto memory = ConversationMemory::open(folder / "memory.db");
      std::int64_t id = 1;
      for (; memory && id > 0;) {
        id = memory->save("u", "chat", std::to_string(id), "r", "joy").value_or(-1);
        if (::write(ends[1], &id, sizeof id) != sizeof id) break;
      }
      ::_exit(1);
    }
    ::close(ends[1]);
    std::int64_t id = 0, acknowledged = 0;
    while (acknowledged < round && ::read(ends[0], &id, sizeof id) == sizeof id) acknowledged = id;
    ::usleep(static_cast<useconds_t>(137 * round));
    ::kill(child, SIGKILL);
    while (::read(ends[0], &id, sizeof id) == sizeof id) acknowledged = id;
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);
    ASSERT_GE(acknowledged, round) << "it was killed at work, not before";
    auto list = *opened(folder / "memory.db").history("u", SIZE_MAX);
    ASSERT_GE(list.size(), static_cast<std::size_t>(acknowledged));
    for (std::size_t i = 0; i < list.size(); ++i)
      ASSERT_EQ(list[i].id, static_cast<std::int64_t>(i) + 1);
  }
}

}  // namespace
}  // namespace mate
