#pragma once
#include <sys/types.h>

#include <string>

#include "superblock.hpp"

namespace journal {

// The process that has a lock on a file or on its log; 0 when the system does not tell.
pid_t holderOf(const std::string& path);

// Another process that has the file open for writing, with or without locks; 0 when the system shows none.
pid_t writerOf(const std::string& path);

// Why a file that is marked so is not to be written, and the way out.
std::string sentenceOf(Mark mark, const std::string& path);

}  // namespace journal
