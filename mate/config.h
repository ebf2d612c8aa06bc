// The configuration of Desktop-Mate: a JSON file laid over defaults. The format is the original's
// (sections unity, avatar, window, ai), with keys of ours; what is not understood is kept.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "mate/profiles.h"

namespace mate {

struct UnityConfig {
  std::string host = "127.0.0.1";  // an IPv4 or IPv6 address, or localhost
  int port = 5555;
};

struct AutoBlink {
  bool enabled = true;
  double min_interval = 2.0;  // seconds
  double max_interval = 5.0;
  double duration = 0.5;
};

struct AutoHeadMovement {
  bool enabled = true;
  double min_interval = 3.0;  // seconds
  double max_interval = 7.0;
  double max_angle = 5.0;  // degrees
};

struct AvatarConfig {
  std::string last_model;     // empty: null in the file
  std::string default_model;  // empty: null in the file
  AutoBlink auto_blink;
  AutoHeadMovement auto_head_movement;
  double transition_speed = 3.0;
};

struct WindowConfig {
  int width = 800;
  int height = 600;
  int x = 100;
  int y = 100;
};

struct AiConfig {
  std::string model_path;  // empty: not set; its existence is checked when it is loaded
  int context_limit = 10;  // exchanges kept in the prompt
  Profile gpu_profile = Profile::automatic;
  double temperature = 0.7;
  double top_p = 0.9;
  int max_tokens = 512;
  std::string system_prompt =
      "You are Kira, a friendly companion who lives on the user's desktop. Answer briefly, warmly "
      "and in the user's language.";
  // Ours.
  std::string kv_type = "f16";
  int n_ctx = 0;    // 0: the profile's
  int n_batch = 0;  // 0: the profile's
  int threads = 0;  // 0: the profile's
  bool warm = true;
};

// What the model manager writes and warns about while a model is loaded.
struct LogConfig {
  int interval_s = 60;       // seconds between two lines on memory; 0: none
  int ram_alert_mib = 1024;  // resident memory of the process to warn above; 0: never
};

struct Config {
  UnityConfig unity;
  AvatarConfig avatar;
  WindowConfig window;
  AiConfig ai;
  LogConfig log;
  std::string foreign;                // JSON of what load() did not understand; empty: nothing
  std::vector<std::string> warnings;  // sentences, from load()

  LoadWishes load_wishes() const;
};

// The file at `path` over the defaults; a file that does not exist is the defaults. Errors are one
// sentence naming the file, the key, the value and the rule; kind refused when the system refused
// to read it. Files over 1 MiB or nested deeper than 64 are refused.
tare::Result<Config> load_config(const std::string& path);

// Replaces the file at `path` in one step (temporary file beside it, then rename): mode 0600, a
// folder that does not exist is made with 0700. Through a symbolic link its target is replaced.
tare::Result<> save_config(const Config& config, const std::string& path);

// The rules alone, for values that come from elsewhere (the window, the command line). `where`
// stands for the file in the sentence.
tare::Result<> check(const Config& config, std::string_view where);

}  // namespace mate
