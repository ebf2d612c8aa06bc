#include "llama/stand_in_device.h"

#include <ggml-backend-impl.h>
#include <ggml-cpu.h>

namespace tare::llama {
namespace {

// C tables of functions without a place for a state of their own in every call: one card a process.
struct Card {
  Bytes size;
  StandInBlock none{};  // counts until the owner's block is there
  StandInBlock* block = &none;
  ggml_backend_device device{};
  ggml_backend_buffer_type buffers{};
  void (*free_cpu_buffer)(ggml_backend_buffer_t) = [](ggml_backend_buffer_t) {};
};

Card& card() {
  static Card only;
  return only;
}

// Reserves `size` bytes of the card, or says that they are not there.
bool take(std::uint64_t size) {
  auto& used = card().block->used;
  auto now = used.load();
  do {
    if (size > card().size.value || now > card().size.value - size) return false;
  } while (!used.compare_exchange_weak(now, now + size));
  auto& peak = card().block->peak;
  auto highest = peak.load();
  while (highest < now + size && !peak.compare_exchange_weak(highest, now + size)) {
  }
  return true;
}

void free_counted(ggml_backend_buffer_t buffer) {
  card().block->used -= buffer->size;
  card().free_cpu_buffer(buffer);
}

ggml_backend_buffer_t allocate(ggml_backend_buffer_type_t type, std::size_t size) {
  if (!take(size)) return nullptr;
  auto* buffer = ggml_backend_buft_alloc_buffer(ggml_backend_cpu_buffer_type(), size);
  if (buffer == nullptr) {
    card().block->used -= size;
    return nullptr;
  }
  card().free_cpu_buffer = buffer->iface.free_buffer;
  buffer->iface.free_buffer = free_counted;
  buffer->buft = type;
  return buffer;
}

void memory(ggml_backend_dev_t, std::size_t* free, std::size_t* total) {
  *total = card().size.value;
  *free = card().size.value - card().block->used.load();
}

// The CPU backend with our device behind it: the server finds the buffer type and the free memory
// through the backend's device.
ggml_backend_t init(ggml_backend_dev_t device, const char*) {
  auto* backend = ggml_backend_cpu_init();
  if (backend != nullptr) backend->device = device;
  return backend;
}

const char* name(ggml_backend_dev_t) { return "StandIn"; }
const char* description(ggml_backend_dev_t) { return "Stand-in card (CPU)"; }
enum ggml_backend_dev_type type(ggml_backend_dev_t) { return GGML_BACKEND_DEVICE_TYPE_GPU; }
ggml_backend_buffer_type_t buffer_type(ggml_backend_dev_t) { return &card().buffers; }
const char* buffers_name(ggml_backend_buffer_type_t) { return "StandIn"; }

void properties(ggml_backend_dev_t device, ggml_backend_dev_props* into) {
  *into = {};
  into->name = name(device);
  into->description = description(device);
  into->type = type(device);
  memory(device, &into->memory_free, &into->memory_total);
}

bool computes(ggml_backend_dev_t, const ggml_tensor* operation) {
  return ggml_backend_dev_supports_op(ggml_backend_reg_dev_get(ggml_backend_cpu_reg(), 0),
                                      operation);
}

bool takes(ggml_backend_dev_t, ggml_backend_buffer_type_t buffers) {
  return buffers == &card().buffers || ggml_backend_buft_is_host(buffers);
}

}  // namespace

ggml_backend_dev_t stand_in_device(Bytes size, StandInBlock* block) {
  auto& one = card();
  one.size = size;
  one.block = block;
  one.buffers.iface = ggml_backend_cpu_buffer_type()->iface;
  one.buffers.iface.get_name = buffers_name;
  one.buffers.iface.alloc_buffer = allocate;
  one.buffers.device = &one.device;
  one.device.iface.get_name = name;
  one.device.iface.get_description = description;
  one.device.iface.get_memory = memory;
  one.device.iface.get_type = type;
  one.device.iface.get_props = properties;
  one.device.iface.init_backend = init;
  one.device.iface.get_buffer_type = buffer_type;
  one.device.iface.supports_op = computes;
  one.device.iface.supports_buft = takes;
  one.device.reg = ggml_backend_cpu_reg();
  return &one.device;
}

}  // namespace tare::llama
