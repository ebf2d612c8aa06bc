// The avatar's double (tare-avatar-double) as a child process, so that measuring the bridge against
// it leaves our own memory and threads alone. It ends with this object, and with our process
// however that ends.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

#include "base/result.h"
#include "base/unique_fd.h"

namespace mate {

class AvatarProcess {
 public:
  // `mode` as avatar_double.h names them ("normal", "slow", …). Returns when it listens, 10 s at
  // most. Errors (refused): it cannot be started, or says nothing of a port.
  static tare::Result<std::unique_ptr<AvatarProcess>> start(const std::string& program,
                                                            const std::string& mode);
  ~AvatarProcess();
  AvatarProcess(const AvatarProcess&) = delete;
  AvatarProcess& operator=(const AvatarProcess&) = delete;

  int port() const { return port_; }  // on 127.0.0.1

 private:
  AvatarProcess(pid_t pid, tare::UniqueFd life) : pid_(pid), life_(std::move(life)) {}

  pid_t pid_;
  tare::UniqueFd life_;  // its standard input: at the end of it, it goes
  int port_ = 0;
};

}  // namespace mate
