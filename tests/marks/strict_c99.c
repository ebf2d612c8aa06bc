/* Every mark once, in strict C99 without a feature macro. */
#include <tare/marks.h>

int main(void) {
  tare_note("scenario", "all");
  tare_step("1 baseline");
  tare_memory("KV cache", "CUDA0", -1, 4096);
  tare_scope_begin("load");
  tare_part("library");
  tare_scope_end("load");
  tare_turn(7, 12, UINT64_C(32));
  tare_note(NULL, NULL);
  tare_step("2 end");
  return 0;
}
