#include "parallel.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace h5 {
namespace {

std::size_t wanted = std::max(1u, std::thread::hardware_concurrency());

// So often a thread looks again before it sleeps: to be woken takes longer than most chunks.
constexpr int kLooks = 100;

// One call of inParallel.
class Job {
 public:
  Job(std::size_t count, const Stages& stages)
      : stages_(stages), count_(count), ready_(stages.before ? 0 : count), done_(new std::atomic<bool>[count]) {
    for (std::size_t i = 0; i < count; ++i) done_[i] = false;
  }

  // On the caller's thread.
  void lead() {
    guarded([this] {
      if (stages_.before) prepareAll();
      for (std::size_t i = 0; i < count_ && !stopped_; ++i) {
        while (!done_[i] && !stopped_ && workOnNext()) continue;
        await([&] { return done_[i].load(); });
        if (stages_.after && !stopped_) stages_.after(i);
      }
    });
  }

  // On another thread.
  void help() {
    while (workOnNext()) continue;
  }

  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  void prepareAll() {
    for (std::size_t i = 0; i < count_ && !stopped_; ++i) {
      stages_.before(i);
      change([&] { ready_ = i + 1; });
    }
  }

  // False when there is nothing left to be begun.
  bool workOnNext() {
    const std::size_t i = next_++;
    if (i >= count_) return false;
    await([&] { return i < ready_; });
    if (stopped_) return false;
    guarded([&] {
      stages_.work(i);
      change([&] { done_[i] = true; });
    });
    return true;
  }

  template <class Action>
  void guarded(Action action) {
    try {
      action();
    } catch (...) {
      change([this] {
        if (!failure_) failure_ = std::current_exception();
        stopped_ = true;
      });
    }
  }

  template <class Action>
  void change(Action action) {
    {
      const std::lock_guard guard(mutex_);
      action();
    }
    changed_.notify_all();
  }

  template <class Condition>
  void await(Condition condition) {
    const auto isOver = [&] { return stopped_ || condition(); };
    for (int look = 0; look < kLooks; ++look) {
      if (isOver()) return;
      std::this_thread::yield();
    }
    std::unique_lock guard(mutex_);
    changed_.wait(guard, isOver);
  }

  const Stages& stages_;
  const std::size_t count_;
  std::atomic<std::size_t> next_{0}, ready_;
  std::unique_ptr<std::atomic<bool>[]> done_;
  std::atomic<bool> stopped_{false};
  std::exception_ptr failure_;
  std::mutex mutex_;
  std::condition_variable changed_;
};

// Threads that wait for jobs. They are started when first needed and live as long as the process.
class Pool {
 public:
  void run(Job& job, std::size_t helpers) {
    start(helpers);
    {
      const std::lock_guard guard(mutex_);
      job_ = &job;
      places_ = std::min(helpers, threads_);
    }
    called_.notify_all();
    job.lead();
    std::unique_lock guard(mutex_);
    // Nobody may begin any more, and those who did must end: the job lives on the caller's stack.
    job_ = nullptr;
    places_ = 0;
    ended_.wait(guard, [this] { return busy_ == 0; });
  }

 private:
  void start(std::size_t helpers) {
    while (threads_ < helpers) {
      try {
        std::thread([this] { serve(); }).detach();
      } catch (const std::system_error&) {
        return;  // the caller works anyway
      }
      ++threads_;
    }
  }

  void serve() {
    std::unique_lock guard(mutex_);
    for (;;) {
      called_.wait(guard, [this] { return places_ > 0; });
      Job* job = job_;
      --places_;
      ++busy_;
      guard.unlock();
      job->help();
      guard.lock();
      if (--busy_ == 0) ended_.notify_all();
    }
  }

  std::mutex mutex_;
  std::condition_variable called_, ended_;
  Job* job_ = nullptr;
  std::size_t places_ = 0, busy_ = 0, threads_ = 0;
};

Pool& pool() {
  // Never destroyed: its threads wait until the process ends.
  static auto& instance = *new Pool;
  return instance;
}

}  // namespace

std::size_t threadCount() { return wanted; }
void setThreadCount(std::size_t threads) { wanted = std::max<std::size_t>(threads, 1); }

void inParallel(std::size_t count, const Stages& stages) {
  if (count == 0) return;
  Job job(count, stages);
  const std::size_t helpers = std::min(wanted, count) - 1;
  if (helpers == 0)
    job.lead();
  else
    pool().run(job, helpers);
  job.rethrow();
}

void inOrder(std::size_t count, const Stages& stages) {
  for (std::size_t i = 0; i < count; ++i)
    for (const Stages::Stage* stage : {&stages.before, &stages.work, &stages.after})
      if (*stage) (*stage)(i);
}

}  // namespace h5
