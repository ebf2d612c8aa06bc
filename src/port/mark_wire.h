// The wire of marks, version 1 (doc/marks.md): one message to one mark and back. Pure and bounded:
// whatever bytes come in, what comes out is short, valid UTF-8 and fit to print.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "port/program.h"

namespace tare {

constexpr std::size_t kLongestMark = 16384;     // bytes of a message
constexpr std::size_t kLongestMarkText = 4096;  // bytes of a field

using MarkContent = decltype(Mark::what);

// An error says what is wrong with the message, in one sentence fit for a warning.
Result<MarkContent> parse_mark(std::string_view message);

// What parse_mark reads back. Texts must hold no NUL.
std::string format_mark(const MarkContent& content);

// The program waits for an answer to it.
bool is_answered(const MarkContent& content);

}  // namespace tare
