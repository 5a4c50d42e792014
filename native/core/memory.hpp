#pragma once
#include <cstddef>
#include <cstdint>

namespace h5 {

// Memory that is touched first costs a fault for each of its pages, which takes longer than to fill it.

// Lets the C library keep what is freed, up to tens of megabytes, for the next block to be read: it would give blocks
// of more than 128 KiB back to the system one by one. Does nothing where its user has tuned it, or elsewhere.
void keepFreedMemory();

// Asks for few large pages instead of many small ones.
void useHugePages(std::uint8_t* data, std::size_t size);

}  // namespace h5
