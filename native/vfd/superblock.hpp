#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

#include "posix.hpp"

namespace journal {

constexpr std::size_t kSectorBytes = 512;

// What the consistency flags of a superblock (version 2 and later) say: who set them and has not taken them back has
// the file open for writing, or died. Writers of SWMR hold no lock by which others could tell.
enum class Mark { None, Writer, SwmrWriter };

// The sector of a file that has its superblock: it changes with the size, a checkpoint writes it last, and a power loss
// leaves it either old or new.
struct Superblock {
  std::uint64_t address = 0;
  std::array<std::uint8_t, kSectorBytes> sector{};
  std::uint64_t hash() const;
  Mark mark() const;
};

// ESTALE when there is none.
int findSuperblock(const Descriptor& file, Superblock& found);

// None also for a file without a superblock.
Mark markOf(const Descriptor& file);

}  // namespace journal
