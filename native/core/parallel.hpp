#pragma once
#include <cstddef>
#include <functional>

namespace h5 {

// How many threads work on the chunks of one transfer, the caller's among them; as many as cores unless set.
std::size_t threadCount();
void setThreadCount(std::size_t threads);

// Calls `work` with 0, 1 … count - 1, on several threads, and returns when all are done. Needs the lock, which makes it
// the only one at a time; `work` itself must not touch libhdf5. Throws what a call threw, after all have ended.
void forEachInParallel(std::size_t count, const std::function<void(std::size_t)>& work);

}  // namespace h5
