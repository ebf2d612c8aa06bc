// Where Desktop-Mate keeps its things, by the XDG base directories.
#pragma once

#include <string>

#include "base/result.h"

namespace mate {

// $XDG_CONFIG_HOME/desktop-mate/config.json, else ~/.config/…
std::string config_place();
// $XDG_DATA_HOME/desktop-mate, else ~/.local/share/…
std::string data_place();

// The folder of the running program, without a slash at its end; "." when it can't be told.
std::string program_folder();

// The model to load: what was asked for, TARE_MODEL, what the configuration names, or the first
// *.gguf in a folder "models" here or beside the build. None: a sentence that says what to do.
tare::Result<std::string> choose_model(const std::string& asked, const std::string& configured);

// Makes a folder and its parents, 0700 each.
tare::Result<> make_folder(const std::string& path);

}  // namespace mate
