#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "journal.hpp"

namespace journal {

// What lies beside a file, for people to look at. Nothing is opened for writing or completed.
struct Status {
  std::string path;            // of the log
  std::uint64_t bytes = 0;     // of the log
  std::uint64_t pending = 0;   // bytes that were committed and are not in the main file yet
  bool isHot = false;          // there is something to bring into the main file
  bool isInterrupted = false;  // the main file may be half written
  bool isInUse = false;        // a writer has the file
};

// Nothing when there is no log. Fails with ENOTSUP for a log of another version.
Failure inspect(const std::string& path, std::optional<Status>& status);

}  // namespace journal
