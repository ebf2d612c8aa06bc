// Makes the stored run file of the current format: tare_make_sample_run FILE. Run once for each
// format; the file is kept for ever in the tests' data.
#include <cstdio>

#include "sqlite/run_file.h"
#include "sqlite/sample_run.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: tare_make_sample_run FILE\n", stderr);
    return 2;
  }
  auto run = tare::sample_run();
  auto file = tare::RunFile::create(argv[1]);
  tare::Result<> done;
  if (!file)
    done = tare::pass(file.error());
  else
    done = tare::store_parts(**file, run);
  if (done) done = (*file)->end(run.end, run.lasted, run.cost);
  if (done) return 0;
  std::fprintf(stderr, "%s\n", done.error().text.c_str());
  return tare::exit_code(done.error().kind);
}
