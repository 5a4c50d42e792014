#pragma once
#include <memory>

namespace h5 {

// The one lock around libhdf5. Whatever the library's build says, an operation of ours is several of its calls, and
// all worker threads share one libhdf5. Held while any identifier is used, on whatever thread; recursive.
class Lock {
 public:
  Lock();
  ~Lock();
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;
};

// Drops `object` under the lock without waiting for it: at once if nobody holds it, else when it is taken next.
// For finalizers, which must neither block the event loop nor close an identifier beside a running task.
void bury(std::shared_ptr<void> object);

}  // namespace h5
