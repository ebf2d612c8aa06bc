// Marks from C++: speaker all, or speaker threads THREADS ROUNDS.
#include <cstdlib>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tare/marks.hpp"

namespace {

namespace marks = tare::marks;

int all() {
  marks::note("scenario", "all");
  marks::step("1 baseline");
  marks::memory("KV cache", "CUDA0", -1, 4096);
  {
    marks::Scope scope("load");
    marks::part("library");
  }
  marks::turn(7, 12, 32);
  marks::note({}, {});
  // Part of a text, and a text with a NUL inside.
  marks::step(std::string_view("2 end of it").substr(0, 5));
  marks::note("nul", std::string_view("a\0b", 3));
  marks::step("3");
  return marks::on() ? 0 : 1;
}

int threads(int count, int rounds) {
  std::vector<std::thread> list;
  list.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i)
    list.emplace_back([i, rounds] {
      for (int round = 0; round < rounds; ++round) {
        auto name = std::to_string(i) + '/' + std::to_string(round);
        marks::note("before", name);
        marks::step(name);
      }
    });
  for (auto& thread : list) thread.join();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2 && std::string_view(argv[1]) == "all") return all();
  if (argc == 4) return threads(std::atoi(argv[2]), std::atoi(argv[3]));
  return 64;
}
