// A plain blocking TCP client: what the avatar bridge is compared with.
#pragma once

#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "base/unique_fd.h"

namespace mate {

class BarePing {
 public:
  static tare::Result<BarePing> open(int port);  // on 127.0.0.1
  // From before the bytes are sent until some are read.
  tare::Result<tare::Duration> round_trip(std::string_view bytes);

 private:
  explicit BarePing(tare::UniqueFd fd) : fd_(std::move(fd)) {}
  tare::UniqueFd fd_;
};

}  // namespace mate
