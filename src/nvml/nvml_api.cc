#include "nvml/nvml_api.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <utility>

#include "base/text.h"

namespace tare::nvml {

namespace {

struct Meaning {
  Why why;
  const char* words;
};

Meaning meaning(int code) {
  switch (code) {
    case kUninitialized:
      return {Why::failed, "the library was not started"};
    case kInvalidArgument:
      return {Why::failed, "the driver does not know that card any more"};
    case kNotSupported:
      return {Why::not_supported, "this card or driver does not tell"};
    case kNoPermission:
      return {Why::not_permitted, "the driver refuses it to this user"};
    case kNotFound:
      return {Why::failed, "not found"};
    case kInsufficientSize:
      return {Why::failed, "the list grew faster than it could be read"};
    case kDriverNotLoaded:
      return {Why::no_device, "NVIDIA's kernel driver is not loaded"};
    case kTimeout:
      return {Why::failed, "the driver gave up waiting"};
    case kLibraryNotFound:
      return {Why::no_device, "a library of the driver is missing; install the driver again"};
    case kFunctionNotFound:
    case kArgumentVersionMismatch:
      return {Why::not_supported, "the driver is too old for it"};
    case kGpuIsLost:
      return {Why::failed, "the card is lost; restart the machine"};
    case kOperatingSystem:
      return {Why::not_permitted, "the system blocks the card's device files"};
    case kVersionMismatch:
      return {Why::failed, "driver and library are of different versions; restart the machine"};
    case kGpuNotFound:
      return {Why::no_device, "no NVIDIA card"};
    default:
      return {Why::failed, "the driver failed"};
  }
}

template <class Function>
void find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(::dlsym(library, name));
}

}  // namespace

Missing missing(std::string_view call, int code) {
  auto [why, words] = meaning(code);
  return {why, fmt::format("{} ({}: code {})", words, call, code)};
}

Result<Api> Api::open(const std::string& library) {
  // Not RTLD_DEEPBIND, which breaks sanitizers; NVML needs none of our symbols.
  void* handle = ::dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    const char* why = ::dlerror();
    return refused(fmt::format("no NVIDIA driver: {}", printable(why == nullptr ? "?" : why, 300)));
  }
  Api api(handle);
  find(handle, "nvmlInit_v2", api.init);
  find(handle, "nvmlShutdown", api.shutdown);
  find(handle, "nvmlDeviceGetCount_v2", api.count);
  find(handle, "nvmlDeviceGetHandleByIndex_v2", api.handle);
  find(handle, "nvmlDeviceGetName", api.name);
  find(handle, "nvmlDeviceGetUUID", api.uuid);
  find(handle, "nvmlDeviceGetMemoryInfo", api.memory_v1);
  find(handle, "nvmlDeviceGetMemoryInfo_v2", api.memory_v2);
  find(handle, "nvmlDeviceGetComputeRunningProcesses_v2", api.compute_v2);
  find(handle, "nvmlDeviceGetComputeRunningProcesses_v3", api.compute_v3);
  find(handle, "nvmlDeviceGetGraphicsRunningProcesses_v2", api.graphics_v2);
  find(handle, "nvmlDeviceGetGraphicsRunningProcesses_v3", api.graphics_v3);
  find(handle, "nvmlDeviceGetMigMode", api.mig_mode);
  find(handle, "nvmlDeviceGetMaxMigDeviceCount", api.mig_count);
  find(handle, "nvmlDeviceGetMigDeviceHandleByIndex", api.mig_handle);
  bool usable = api.init && api.shutdown && api.count && api.handle && api.memory_v1;
  if (!usable)
    return refused(fmt::format("{} is no NVML library: it lacks a call that all have",
                               printable(library, 300)));
  return api;
}

Api::Api(Api&& other) noexcept
    : init(other.init),
      shutdown(other.shutdown),
      count(other.count),
      handle(other.handle),
      name(other.name),
      uuid(other.uuid),
      memory_v1(other.memory_v1),
      memory_v2(other.memory_v2),
      compute_v2(other.compute_v2),
      compute_v3(other.compute_v3),
      graphics_v2(other.graphics_v2),
      graphics_v3(other.graphics_v3),
      mig_mode(other.mig_mode),
      mig_count(other.mig_count),
      mig_handle(other.mig_handle),
      library_(std::exchange(other.library_, nullptr)) {}

Api::~Api() {
  if (library_ != nullptr) ::dlclose(library_);
}

}  // namespace tare::nvml
