// The edge where exceptions of llama.cpp stop: every call that may throw goes through guarded().
#pragma once

#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace tare::llama {

// What `call` returns (a Result), or its exception as a sentence that begins with `doing`
// ("loading the model").
template <class Call>
auto guarded(std::string_view doing, Call&& call) -> decltype(call()) {
  try {
    return std::forward<Call>(call)();
  } catch (const std::bad_alloc&) {
    return refused(std::string(doing) + " failed: this machine has no memory left for it.");
  } catch (const std::exception& error) {
    return refused(std::string(doing) + " failed: " + error.what() + ".");
  } catch (...) {
    return refused(std::string(doing) + " failed in llama.cpp for a reason it does not name.");
  }
}

}  // namespace tare::llama
