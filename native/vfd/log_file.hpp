#pragma once
#include <string>

#include "failure.hpp"
#include "posix.hpp"

namespace journal {

// The log's name beside the main file: `path` is always that of the main file. Whatever else stands there, a link, a
// pipe, a file of somebody, is neither written nor removed: a sentence says that it is in the way.

std::string logPath(const std::string& path);

// With the flags of open(2). ENOENT without a sentence when there is none.
Failure openLogFile(const std::string& path, int flags, Descriptor& log);

// Takes a log away that nobody uses; it is emptied first: should a power loss bring the name back, it then stands for
// nothing. EWOULDBLOCK when a writer has it.
Failure removeLogFile(const std::string& path);

// Whether there is anything of that name.
bool hasLogFile(const std::string& path);

}  // namespace journal
