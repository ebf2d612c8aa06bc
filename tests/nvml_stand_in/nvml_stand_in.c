// A stand-in for NVIDIA's library, for tests on machines without a card. Steered by environment
// variables, read at each call:
//   TARE_NVML_FAIL      "CALL=CODE,CALL=CODE": these calls fail with that code
//   TARE_NVML_HANG      "CALL=MILLISECONDS": that call sleeps first, the first time only
//   TARE_NVML_CARDS     number of cards (1)
//   TARE_NVML_TOTAL, TARE_NVML_USED, TARE_NVML_RESERVED   bytes (6 GiB, 1 GiB, 256 MiB)
//   TARE_NVML_USED_INCLUDES_RESERVED   set: as drivers that count their reserve as used
//   TARE_NVML_COMPUTE, TARE_NVML_GRAPHICS   "PID:BYTES,…"; BYTES "na" = not available
//   TARE_NVML_MIG       number of MIG instances; unset: MIG off
//   TARE_NVML_LOG       file to which starts and shutdowns are appended
// Built twice: with STAND_IN_OLD the calls that old drivers lack are not there.
// Signatures after the NVML API reference.
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { kSuccess = 0, kUninitialized = 1, kInvalidArgument = 2, kNotFound = 6, kTooSmall = 7 };
enum { kArgumentVersionMismatch = 25 };

typedef struct {
  unsigned long long total, free, used;
} MemoryV1;
typedef struct {
  unsigned version;
  unsigned long long total, reserved, free, used;
} MemoryV2;
typedef struct {
  unsigned pid;
  unsigned long long used;
  unsigned gpu_instance, compute_instance;
} Process;

// Atomic: a thread left alone in a hanging call may end while another begins.
static atomic_int started = 0;
static atomic_int hung = 0;

// Handles: card i is 1 + i, its MIG instance j is 1 + i + 1000 * (j + 1).
static uintptr_t id_of(void* device) { return (uintptr_t)device; }

static unsigned long long number(const char* name, unsigned long long otherwise) {
  const char* text = getenv(name);
  return text == NULL ? otherwise : strtoull(text, NULL, 10);
}

// The number behind "CALL=" in the list of that variable, or -1.
static long setting(const char* variable, const char* call) {
  const char* text = getenv(variable);
  size_t length = strlen(call);
  while (text != NULL && *text != '\0') {
    if (strncmp(text, call, length) == 0 && text[length] == '=')
      return strtol(text + length + 1, NULL, 10);
    text = strchr(text, ',');
    if (text != NULL) ++text;
  }
  return -1;
}

static int entered(const char* call) {
  long sleep_ms = setting("TARE_NVML_HANG", call);
  if (sleep_ms > 0 && !hung) {
    hung = 1;
    struct timespec time = {sleep_ms / 1000, (sleep_ms % 1000) * 1000000};
    nanosleep(&time, NULL);
  }
  long code = setting("TARE_NVML_FAIL", call);
  if (code >= 0) return (int)code;
  return started || strcmp(call, "nvmlInit_v2") == 0 ? kSuccess : kUninitialized;
}

static void note(const char* what) {
  const char* path = getenv("TARE_NVML_LOG");
  FILE* file = path == NULL ? NULL : fopen(path, "a");
  if (file == NULL) return;
  fprintf(file, "%s\n", what);
  fclose(file);
}

int nvmlInit_v2(void) {
  int code = entered("nvmlInit_v2");
  if (code != kSuccess) return code;
  started = 1;
  note("init");
  return kSuccess;
}

int nvmlShutdown(void) {
  int code = entered("nvmlShutdown");
  if (code != kSuccess) return code;
  started = 0;
  note("shutdown");
  return kSuccess;
}

int nvmlDeviceGetCount_v2(unsigned* count) {
  int code = entered("nvmlDeviceGetCount_v2");
  if (code == kSuccess) *count = (unsigned)number("TARE_NVML_CARDS", 1);
  return code;
}

int nvmlDeviceGetHandleByIndex_v2(unsigned index, void** device) {
  int code = entered("nvmlDeviceGetHandleByIndex_v2");
  if (code != kSuccess) return code;
  if (index >= number("TARE_NVML_CARDS", 1)) return kInvalidArgument;
  *device = (void*)(uintptr_t)(index + 1); /* NOLINT(performance-no-int-to-ptr): a handle */
  return kSuccess;
}

static int put(char* to, unsigned length, const char* prefix, uintptr_t id) {
  int n = id < 1000 ? snprintf(to, length, "%s%u", prefix, (unsigned)(id - 1))
                    : snprintf(to, length, "%s%u-mig%u", prefix, (unsigned)(id % 1000 - 1),
                               (unsigned)(id / 1000 - 1));
  return n < (int)length ? kSuccess : kTooSmall;
}

int nvmlDeviceGetName(void* device, char* name, unsigned length) {
  int code = entered("nvmlDeviceGetName");
  return code == kSuccess ? put(name, length, "Stand-in NVIDIA ", id_of(device)) : code;
}

int nvmlDeviceGetUUID(void* device, char* uuid, unsigned length) {
  int code = entered("nvmlDeviceGetUUID");
  return code == kSuccess ? put(uuid, length, "GPU-stand-in-", id_of(device)) : code;
}

static void sizes(unsigned long long* total, unsigned long long* used,
                  unsigned long long* reserved) {
  *total = number("TARE_NVML_TOTAL", 6ULL << 30);
  *used = number("TARE_NVML_USED", 1ULL << 30);
  *reserved = number("TARE_NVML_RESERVED", 256ULL << 20);
}

int nvmlDeviceGetMemoryInfo(void* device, MemoryV1* memory) {
  (void)device;
  int code = entered("nvmlDeviceGetMemoryInfo");
  if (code != kSuccess) return code;
  unsigned long long reserved = 0;
  sizes(&memory->total, &memory->used, &reserved);
  memory->used += reserved;
  memory->free = memory->total - memory->used;
  return kSuccess;
}

// The list of that variable, as far as `room` goes.
static int processes(const char* variable, unsigned* count, Process* list) {
  unsigned room = *count;
  unsigned n = 0;
  const char* text = getenv(variable);
  while (text != NULL && *text != '\0') {
    char* end = NULL;
    unsigned pid = (unsigned)strtoul(text, &end, 10);
    const char* bytes = *end == ':' ? end + 1 : end;
    if (n < room) {
      list[n].pid = pid;
      list[n].used = strncmp(bytes, "na", 2) == 0 ? ~0ULL : strtoull(bytes, NULL, 10);
      list[n].gpu_instance = list[n].compute_instance = 0xFFFFFFFFU;
    }
    ++n;
    text = strchr(bytes, ',');
    if (text != NULL) ++text;
  }
  *count = n;
  return n > room ? kTooSmall : kSuccess;
}

int nvmlDeviceGetComputeRunningProcesses_v2(void* device, unsigned* count, Process* list) {
  (void)device;
  int code = entered("nvmlDeviceGetComputeRunningProcesses_v2");
  return code == kSuccess ? processes("TARE_NVML_COMPUTE", count, list) : code;
}

int nvmlDeviceGetGraphicsRunningProcesses_v2(void* device, unsigned* count, Process* list) {
  (void)device;
  int code = entered("nvmlDeviceGetGraphicsRunningProcesses_v2");
  return code == kSuccess ? processes("TARE_NVML_GRAPHICS", count, list) : code;
}

#ifndef STAND_IN_OLD

int nvmlDeviceGetMemoryInfo_v2(void* device, MemoryV2* memory) {
  (void)device;
  int code = entered("nvmlDeviceGetMemoryInfo_v2");
  if (code != kSuccess) return code;
  if (memory->version != (sizeof(MemoryV2) | (2U << 24))) return kArgumentVersionMismatch;
  sizes(&memory->total, &memory->used, &memory->reserved);
  memory->free = memory->total - memory->used - memory->reserved;
  if (getenv("TARE_NVML_USED_INCLUDES_RESERVED") != NULL) memory->used += memory->reserved;
  return kSuccess;
}

int nvmlDeviceGetComputeRunningProcesses_v3(void* device, unsigned* count, Process* list) {
  (void)device;
  int code = entered("nvmlDeviceGetComputeRunningProcesses_v3");
  return code == kSuccess ? processes("TARE_NVML_COMPUTE", count, list) : code;
}

int nvmlDeviceGetGraphicsRunningProcesses_v3(void* device, unsigned* count, Process* list) {
  (void)device;
  int code = entered("nvmlDeviceGetGraphicsRunningProcesses_v3");
  return code == kSuccess ? processes("TARE_NVML_GRAPHICS", count, list) : code;
}

int nvmlDeviceGetMigMode(void* device, unsigned* current, unsigned* pending) {
  (void)device;
  int code = entered("nvmlDeviceGetMigMode");
  if (code == kSuccess) *current = *pending = getenv("TARE_NVML_MIG") != NULL;
  return code;
}

int nvmlDeviceGetMaxMigDeviceCount(void* device, unsigned* count) {
  (void)device;
  int code = entered("nvmlDeviceGetMaxMigDeviceCount");
  if (code == kSuccess) *count = 7;
  return code;
}

int nvmlDeviceGetMigDeviceHandleByIndex(void* device, unsigned index, void** mig) {
  int code = entered("nvmlDeviceGetMigDeviceHandleByIndex");
  if (code != kSuccess) return code;
  if (index >= number("TARE_NVML_MIG", 0)) return kNotFound;
  /* NOLINTNEXTLINE(performance-no-int-to-ptr): a handle */
  *mig = (void*)(id_of(device) + 1000 * (uintptr_t)(index + 1));
  return kSuccess;
}

#endif
