#pragma once
#include <sys/types.h>

#include <string>

namespace journal {

// The process that has a lock on a file or on its log, this one included; 0 when the system does not tell.
pid_t holderOf(const std::string& path);

}  // namespace journal
