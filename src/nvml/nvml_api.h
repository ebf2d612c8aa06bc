// NVIDIA's management library, opened at run time. Our own declarations of the few calls and
// structures that we use, after the NVML API reference (docs.nvidia.com/deploy/nvml-api).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "core/reading.h"

namespace tare::nvml {

using Device = struct DeviceHandle*;  // opaque; a MIG instance is a device too

enum Code : int {
  kSuccess = 0,
  kUninitialized = 1,
  kInvalidArgument = 2,
  kNotSupported = 3,
  kNoPermission = 4,
  kNotFound = 6,
  kInsufficientSize = 7,
  kDriverNotLoaded = 9,
  kTimeout = 10,
  kLibraryNotFound = 12,
  kFunctionNotFound = 13,
  kGpuIsLost = 15,
  kOperatingSystem = 17,
  kVersionMismatch = 18,
  kArgumentVersionMismatch = 25,
  kGpuNotFound = 28,
};

struct MemoryV1 {
  unsigned long long total = 0;
  unsigned long long free = 0;
  unsigned long long used = 0;  // what the driver reserves included
};

struct MemoryV2 {
  unsigned version = sizeof(MemoryV2) | (2U << 24);
  unsigned long long total = 0;
  unsigned long long reserved = 0;  // by driver and firmware
  unsigned long long free = 0;
  unsigned long long used = 0;
};
static_assert(sizeof(MemoryV2) == 40);

// Of nvmlDeviceGet{Compute,Graphics}RunningProcesses_v2 and _v3 alike.
struct Process {
  unsigned pid = 0;
  unsigned long long used = 0;  // kNotAvailable: the driver does not know
  unsigned gpu_instance = 0;
  unsigned compute_instance = 0;
};
static_assert(sizeof(Process) == 24);
constexpr unsigned long long kNotAvailable = ~0ULL;

using GetProcesses = int (*)(Device, unsigned* count, Process* list);

// The open library. Unloads it on destruction. A call that a driver lacks is null.
class Api {
 public:
  // Refused with the loader's words when `library` cannot be opened or is no NVML.
  static Result<Api> open(const std::string& library);
  Api(Api&& other) noexcept;
  Api& operator=(Api&&) = delete;
  ~Api();

  int (*init)() = nullptr;
  int (*shutdown)() = nullptr;
  int (*count)(unsigned*) = nullptr;
  int (*handle)(unsigned index, Device*) = nullptr;
  int (*name)(Device, char*, unsigned length) = nullptr;
  int (*uuid)(Device, char*, unsigned length) = nullptr;
  int (*memory_v1)(Device, MemoryV1*) = nullptr;
  int (*memory_v2)(Device, MemoryV2*) = nullptr;
  GetProcesses compute_v2 = nullptr;
  GetProcesses compute_v3 = nullptr;
  GetProcesses graphics_v2 = nullptr;
  GetProcesses graphics_v3 = nullptr;
  int (*mig_mode)(Device, unsigned* current, unsigned* pending) = nullptr;
  int (*mig_count)(Device, unsigned*) = nullptr;
  int (*mig_handle)(Device, unsigned index, Device*) = nullptr;

 private:
  explicit Api(void* library) : library_(library) {}
  void* library_;
};

// A failed call as a reason: which call, what its code means, what to do about it where there is
// something to do.
Missing missing(std::string_view call, int code);

}  // namespace tare::nvml
