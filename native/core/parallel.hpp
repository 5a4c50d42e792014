#pragma once
#include <cstddef>
#include <functional>

namespace h5 {

// How many threads work on the chunks of one transfer, the caller's among them; as many as cores unless set.
std::size_t threadCount();
void setThreadCount(std::size_t threads);

// What is done with each of some items, one stage after the other; `before` and `after` may be left out.
struct Stages {
  using Stage = std::function<void(std::size_t)>;
  Stage before;  // by the caller's thread, in the order of the items
  Stage work;    // by any thread; it must not touch libhdf5
  Stage after;   // as `before`
};

// Takes items 0, 1 … count - 1 through their stages, several at a time: while the caller's thread is busy with one,
// others work on those before and after it. Needs the lock, which makes it the only one at a time. Throws what a stage
// threw, after all that began have ended; nothing is begun after that.
void inParallel(std::size_t count, const Stages& stages);

// The same on this thread alone, for what is not worth more.
void inOrder(std::size_t count, const Stages& stages);

}  // namespace h5
